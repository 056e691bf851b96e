"""What was marked, in words: one file's layers, and how a run ended."""

from collections.abc import Iterator, Mapping
from typing import Any

from tanba.marks import Tally
from tanba.report.layers import TITLES, figures
from tanba.report.places import place
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg

_LAYERS = {
    "label": msg("label"),
    "watermark": msg("watermark"),
    "metadata": msg("metadata"),
    "c2pa": "C2PA",
}
_LEFT_OUT = {
    "MK04": msg("this kind of file has no place for it"),
    "MK30": msg("a digital signature stands in it, and writing would break it"),
}
"""Why a layer was left out, in the cases that are no fault of the file; the others as they are told."""

_FOUND = {
    "met": msg("mark and warning found: {n}"),
    "missing": msg("one of them not found: {n}"),
    "not shown": msg("not shown: {n}"),
}
"""What verifying found, by `both`; marking counts kinds of files, which are other words."""


def write_marked(record: Mapping[str, Any], speech: Speech, width: int = 100) -> str:
    """Return what was written into one file, from its record (what `tanba.flow.mark_files` gives to `each`)."""
    sheet = Sheet(width, colour=False)
    kind = TITLES.get(record["container"], record["container"])
    sheet.put(f"{clean(record['target'])} ({kind}, SHA-256 {record['sha256'][:16]}…)", 0)
    for written in record["written"]:
        sheet.put(f"{speech.say(_LAYERS[written['layer']])}: {'; '.join(_written(written, speech))}")
    for left in record["left_out"]:
        title = speech.say(_LAYERS[left["layer"]])
        sheet.put(speech.say(msg("left out: {layer} – {why}"), layer=title, why=_why(left, speech)))
    if "sidecar" in record:
        sheet.put(speech.say(msg("keep beside it: {file}"), file=clean(record["sidecar"])))
    return sheet.text()


def _why(left: Mapping[str, Any], speech: Speech) -> str:
    words = _LEFT_OUT.get(left["code"])
    return speech.say(words) if words else clean(left["why"], 300)


def _written(written: Mapping[str, Any], speech: Speech) -> Iterator[str]:
    yield place(written["where"], speech)
    drawn = written.get("drawn")
    if drawn:
        yield f"«{clean(' · '.join(drawn['text'].splitlines()), 300)}»"
        yield from figures(drawn.get("share"), drawn.get("contrast"), drawn.get("seconds"), speech)
    else:
        yield speech.count("{n} byte", "{n} bytes", written["size"])


def write_tally(tally: Tally, speech: Speech, verb: str) -> str:
    """
    Return how a run ended, in lines: counts, speed, and the files that could not be worked on.

    `verb` is what was done to a file, already in the language: marked, verified.
    """
    sheet = Sheet(100, colour=False)
    done = speech.count("{n} file", "{n} files", tally.done)
    parts = [f"{done} {verb}"]
    for title, n in (
        (msg("done before: {n}"), tally.before),
        (msg("passed over: {n}"), tally.skipped),
        (msg("refused: {n}"), tally.refused),
        (msg("failed: {n}"), tally.failed),
    ):
        if n:
            parts.append(speech.say(title, n=speech.number(n)))
    if tally.seconds > 1 and tally.done:
        rate = speech.number(tally.done / tally.seconds, 1)
        parts.append(speech.say(msg("{rate} files per second"), rate=rate))
    sheet.put("; ".join(parts), 0)
    found = {kind: n for state, kind, n in tally.kinds if state == "done"}
    shown = [
        speech.say(words, n=speech.number(found[kind]))
        for kind, words in _FOUND.items()
        if kind in found
    ]
    if shown:
        sheet.put("; ".join(shown))
    for one in tally.troubles:
        code = f"{one.code} " if one.code else ""
        sheet.put(f"{clean(one.relative)}: {code}{clean(one.what)}")
    more = tally.refused + tally.failed - len(tally.troubles)
    if more > 0:
        sheet.put(speech.say(msg("… and {n} more"), n=speech.number(more)))
    if tally.stopped:
        sheet.put(speech.say(msg("stopped before the end; the same command goes on")), 0)
    return sheet.text()

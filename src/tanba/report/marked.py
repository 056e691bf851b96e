"""What was marked, in words: one file's layers, and how a run ended."""

from collections.abc import Iterator, Mapping
from typing import Any

from tanba.marks import CONTAINERS, Tally
from tanba.report.places import place
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg

_TITLES = {kind.name: kind.title for kind in CONTAINERS}
_LAYERS = {
    "label": msg("label"),
    "watermark": msg("watermark"),
    "metadata": msg("metadata"),
    "c2pa": "C2PA",
}


def write_marked(record: Mapping[str, Any], speech: Speech, width: int = 100) -> str:
    """Return what was written into one file, from its record (`tanba.flow.marked_record`)."""
    sheet = Sheet(width, colour=False)
    kind = _TITLES.get(record["container"], record["container"])
    sheet.put(f"{clean(record['target'])} ({kind}, SHA-256 {record['sha256'][:16]}…)", 0)
    for written in record["written"]:
        sheet.put(f"{speech.say(_LAYERS[written['layer']])}: {'; '.join(_written(written, speech))}")
    for left in record["left_out"]:
        title = speech.say(_LAYERS[left["layer"]])
        sheet.put(
            speech.say(msg("left out: {layer} – {why}"), layer=title, why=clean(left["why"], 300))
        )
    if "sidecar" in record:
        sheet.put(speech.say(msg("keep beside it: {file}"), file=clean(record["sidecar"])))
    return sheet.text()


def _written(written: Mapping[str, Any], speech: Speech) -> Iterator[str]:
    yield place(written["where"], speech)
    drawn = written.get("drawn")
    if drawn:
        yield f"«{clean(' · '.join(drawn['text'].splitlines()), 300)}»"
        if share := drawn.get("share"):
            words = msg("letters {share} % of the shortest side")
            yield speech.say(words, share=speech.number(share * 100, 1))
        if contrast := drawn.get("contrast"):
            yield speech.say(msg("contrast {ratio} : 1"), ratio=speech.number(contrast, 1))
        if seconds := drawn.get("seconds"):
            yield speech.say(msg("{seconds} s"), seconds=speech.number(seconds, 1))
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
    for one in tally.troubles:
        code = f"{one.code} " if one.code else ""
        sheet.put(f"{clean(one.relative)}: {code}{clean(one.what)}")
    more = tally.refused + tally.failed - len(tally.troubles)
    if more > 0:
        sheet.put(speech.say(msg("… and {n} more"), n=speech.number(more)))
    if tally.stopped:
        sheet.put(speech.say(msg("stopped before the end; the same command goes on")), 0)
    return sheet.text()

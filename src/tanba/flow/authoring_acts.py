"""What a person tells of a work at a terminal, and what programs tell through a pipe, as acts of its record."""

import json
import queue
import threading
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from tanba.flow.authoring import at_work, begin_session, resumed, stop_work
from tanba.kernel import Refused
from tanba.works import (
    Belief,
    EnteredAs,
    Folder,
    Followed,
    Following,
    How,
    Recorder,
    Save,
    medium_of,
    read_act,
    take_act,
)

IDLE: Final = 0.5
"""Seconds without a line after which others may record."""
_LONGEST: Final = 64 * 1024 * 1024
_LARGEST: Final = 256 * 1024 * 1024
_LONGEST_NOTE: Final = 60_000
_AHEAD: Final = 64
"""Lines that are read before those in front of them are recorded."""


def record_prompt(work: Path, text: str) -> str:
    """Record a prompt; return its name."""
    with at_work(work) as recorder:
        return recorder.prompt(text)


def record_generation(
    work: Path,
    files: Sequence[Path],
    model: str,
    version: str = "",
    settings: Mapping[str, str] | None = None,
    prompt: str | None = "",
    receipt: Path | None = None,
) -> tuple[str, str]:
    """
    Record all that a machine gave in answer, a file for each output; return its name and its prompt's.

    `prompt` empty means the last prompt that has no answer yet, None means none. The person brings the
    files, so that this is declared. `receipt` is a second party's, kept for readers to judge. Raises
    Faults: WK63 for files of several media; EV26, EV27 for a receipt that is none or for something else.
    """
    media = {medium_of(file.name) for file in files}
    if len(media) > 1:
        what = "the outputs of one generation are of one kind"
        raise Refused("WK63", what, "record texts, pictures and sounds apart").at(str(work))
    outputs = [_content(file) for file in files]
    with at_work(work) as recorder:
        made = recorder.ledger.generations.values()
        open_ = [one for one in recorder.ledger.prompts if all(one != each.prompt for each in made)]
        of = (open_[-1] if open_ else None) if prompt == "" else prompt
        kept = _receipt(receipt, recorder, of, model, version, outputs) if receipt else None
        name = recorder.generated(
            outputs, model, version, settings, of, media.pop() if media else "text", How.DECLARED, kept
        )
        return name, of or ""


def _receipt(
    file: Path, recorder: Recorder, prompt: str | None, model: str, version: str, outputs: list[bytes]
) -> bytes:
    from tanba.evidence import GenerationReceipt
    from tanba.flow.receipts import fitting_receipt

    asked = recorder.ledger.prompts.get(prompt or "")
    expected = GenerationReceipt(
        prompt=asked.sha256 if asked else "",
        model=model,
        version=version,
        outputs=tuple(sha256(output).hexdigest() for output in outputs),
    )
    return fitting_receipt(file, expected)


def record_choice(work: Path, of: str, chosen: Sequence[int]) -> None:
    """Record which outputs of a generation were taken, by number from 0; none when all were rejected."""
    with at_work(work) as recorder:
        recorder.choose(of, chosen)


def record_source(work: Path, title: str, holder: str, rights: str, file: Path | None) -> str:
    """Record material that is brought in, and whose it is; return its name."""
    content = _content(file) if file else None
    with at_work(work) as recorder:
        return recorder.source(title, holder, rights, content)


def follow_files(
    work: Path, files: Sequence[Path], as_: EnteredAs, of: str = ""
) -> tuple[Followed, ...]:
    """Record what some files hold now, and what the person says of what is new in them."""
    belief = Belief(as_=as_, of=of)
    with at_work(work) as recorder:
        _check(recorder, as_, of)
        following = Following(recorder, work)
        return tuple(following.save(_read(work, file), belief, belief) for file in files)


def record_mask(work: Path, file: Path, mask: Path, as_: EnteredAs, of: str, tool: str) -> Followed:
    """Record that a picture was changed where a mask is white."""
    white = _content(mask)
    with at_work(work) as recorder:
        _check(recorder, as_, of)
        return Following(recorder, work).mask(_read(work, file), white, Belief(as_=as_, of=of), tool)


def record_crop(work: Path, file: Path, box: tuple[int, int, int, int]) -> Followed:
    """Record that a picture was cut down to a box of what it was."""
    with at_work(work) as recorder:
        return Following(recorder, work).crop(_read(work, file), box)


def record_order(work: Path, files: Sequence[Path]) -> tuple[Followed, ...]:
    """
    Record how the parts of a work are arranged: passages that moved inside its files, and their order.

    What a file holds besides, and did not before, is of unknown origin.
    """
    with at_work(work) as recorder:
        following = Following(recorder, work)
        saves = [_read(work, file) for file in files]
        followed = tuple(following.save(save) for save in saves)
        if len(saves) > 1:
            names = json.dumps([save.name for save in saves], ensure_ascii=False)
            recorder.note(f"order: {names}"[:_LONGEST_NOTE], How.DECLARED)
        return followed


def record_lines(
    work: Path, lines: BinaryIO, answer: Callable[[Mapping[str, Any]], None]
) -> tuple[int, int]:
    """
    Record acts that come as JSON lines, and answer each: `{"at":[1,7]}`, or `{"error":{…}}`.

    An act that was answered outlives this program. A line that is refused changes nothing, and the next
    one is taken. Return how many were recorded and how many were refused.
    """
    waiting: queue.Queue[bytes] = queue.Queue(_AHEAD)
    threading.Thread(target=_feed, args=(lines, waiting), daemon=True).start()
    begun = begin_session(work)
    done = refused = 0
    line: bytes | None = waiting.get()
    while line:
        with resumed(work) as recorder:
            while line:
                try:
                    answer(take_act(recorder, read_act(line)))
                    done += 1
                except Refused as wrong:
                    refused += 1
                    answer({"error": {"code": wrong.code, "what": wrong.what, "hint": wrong.hint}})
                try:
                    line = waiting.get(timeout=IDLE)
                except queue.Empty:
                    line = None
        if line is None:
            line = waiting.get()
    if begun:
        stop_work(work)
    return done, refused


def _feed(lines: BinaryIO, waiting: "queue.Queue[bytes]") -> None:
    """Read lines ahead; an empty one means the end, as files have it."""
    line = b"\n"
    while line:
        line = lines.readline(_LONGEST + 1)
        if line.strip() or not line:
            waiting.put(line)


def _read(work: Path, file: Path) -> Save:
    folder = Folder(file, base=work.absolute().parent)
    save = folder.read(folder.name_of(file.absolute())) if folder.one else None
    if save is None:
        raise Refused("WK60", f"there is no file {file.name!r}")
    return save


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LARGEST + 1)
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise Refused("WK64", f"cannot be read: {why}").at(str(file)) from None
    if len(data) > _LARGEST:
        raise Refused("WK64", f"has more than {_LARGEST:,} bytes").at(str(file))
    return data


def _check(recorder: Recorder, as_: EnteredAs, of: str) -> None:
    ledger = recorder.ledger
    known = {"ai": set(ledger.generations), "source": set(ledger.sources)}.get(as_, set())
    if of and of not in known:
        hint = "the names are those that `tanba work generated` and `source` gave"
        raise Refused("WK62", f"the record has no {of} that this could come from", hint)
    if as_ == "source" and not of:
        raise Refused("WK62", "a source is named, or nothing is known of it", "say which: --from s1")

"""Runs: what measures found, kept beside the card and in the log, and read back strictly."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from stat import S_ISREG
from typing import Any, Final

from pydantic import AwareDatetime, TypeAdapter, ValidationError
from pydantic_core import from_json

from tanba.flow.answering import write_whole
from tanba.kernel import Fault, Faults, Missing, Place, canonical_bytes, digest, value
from tanba.measures import Answered, Judged, Measured, judge

FORM: Final = 1
LARGEST: Final = 64 << 20
"""Bytes of a stored run that are read: tables are capped, transcripts stand beside it."""
_HINT: Final = "delete it and measure again: tanba measure run --card …"


@value
class Input:
    """What was measured: its name in the measure, where it lies, and its SHA-256 (None: cannot be hashed)."""

    name: str
    kind: str
    at: str
    sha256: str | None = None


@value
class Run:
    """A measure that was run: who, when, on what, and all that it found."""

    form: int
    measure: str
    version: str
    name: str
    system: str
    by: str
    at: AwareDatetime
    """With the offset of where it was measured, so that its day is the day of those who did."""
    until: date
    """The last day on which its results show something."""
    inputs: tuple[Input, ...]
    settings: Any
    judged: tuple[Judged, ...]
    answers: tuple[Answered, ...]
    measured: Measured

    @property
    def digest(self) -> str:
        """Return the SHA-256 of the run as canonical JSON, in hexadecimal: what the log commits to."""
        return digest(self)


def folder_of(card: Path) -> Path:
    """Return where the runs of a card are kept: beside it, under its name."""
    return card.with_name(f"{card.stem}.measured")


def transcripts_of(card: Path, name: str) -> Path:
    """Return where the transcripts of an order of a card are kept."""
    return folder_of(card) / f"{name}.transcripts"


def keep_run(card: Path, run: Run) -> Path:
    """Write a run beside its card, in the place of the last one of its name; returns the file."""
    folder = folder_of(card)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise Missing(f"{folder}: CL02 cannot be written: {(error.strerror or '').lower()}") from None
    path = folder / f"{run.name}.json"
    write_whole(path, canonical_bytes(run) + b"\n")
    return path


def read_runs(card: Path) -> tuple[Run, ...]:
    """
    Return the runs kept beside a card, by name; raises Faults for all files that are no run.

    Raises Missing MS03 for one that cannot be read.
    """
    folder = folder_of(card)
    if not folder.is_dir():
        return ()
    runs: list[Run] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.json")):
        try:
            runs.append(read_run(path))
        except Faults as found:
            faults += found.faults
    if faults:
        raise Faults(faults)
    return tuple(runs)


def read_run(path: Path) -> Run:
    """Return the run in a file; raises Missing MS03, and Faults MS10 for what is no run of this form."""
    try:
        mode = path.stat().st_mode
        if not S_ISREG(mode):  # a pipe would be waited for, a device read for ever
            raise Missing(f"{path}: MS03 cannot be read: not a file")
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Missing(f"{path}: MS03 cannot be read: {(error.strerror or '').lower()}") from None
    found = parse_run(content)
    if isinstance(found, Run):
        return found
    what = f"not a run of a measure: {found}"
    raise Faults([Fault(at=Place(file=str(path)), code="MS10", what=what, hint=_HINT)])


def parse_run(content: bytes) -> Run | str:
    """Return the run that bytes hold, or what is wrong with them."""
    if len(content) > LARGEST:
        return f"larger than {LARGEST:,} bytes"
    try:
        from_json(content, allow_inf_nan=False)
        run = _run_adapter().validate_json(content)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        return f"{'.'.join(map(str, first['loc'])) or 'no JSON'}: {first['msg'].lower()}"
    except ValueError as error:
        return str(error)
    if run.form != FORM:
        return f"of form {run.form}; this Tanba reads form {FORM}"
    return next(_flaws(run), run)


def _flaws(run: Run) -> Iterator[str]:
    """Yield where a run says what its own numbers do not: somebody altered it."""
    results = run.measured.results
    if tuple(one.result for one in run.judged[: len(results)]) != results:
        yield "what is judged is not what was measured"
    for one in run.judged:
        if one.verdict != judge(one.result, one.yardstick):
            yield f"{one.result.id}: {one.verdict} does not follow from the number"
        if one.result.n < 0:
            yield f"{one.result.id}: n = {one.result.n}"
    verdicts: dict[str, set[str]] = {}
    for one in run.judged:
        verdicts.setdefault(one.result.id, set()).add(one.verdict)
    for said in run.answers:
        behind = [verdicts.get(id_, set()) for id_ in said.because]
        follows = {
            "met": bool(behind) and all(seen == {"met"} for seen in behind),
            "not met": bool(behind) and all("not met" in seen for seen in behind),
            "not shown": said.answer is None,
        }
        if not follows[said.verdict]:
            yield f"{said.fact}: {said.verdict} does not follow from the results"
    for grid in run.measured.tables:
        if any(len(row) != len(grid.headings) for row in grid.rows):
            yield f"{grid.id}: a row of another width than the headings"


def worst(runs: Sequence[Run]) -> str:
    """Return the worst verdict of all judged results that have a yardstick: not met, not shown, met."""
    verdicts = {one.verdict for run in runs for one in run.judged if one.yardstick is not None}
    return next((word for word in ("not met", "not shown", "met") if word in verdicts), "not shown")


@cache
def _run_adapter() -> TypeAdapter[Run]:
    return TypeAdapter(Run)

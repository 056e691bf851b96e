"""A text beside outputs of a machine, where nobody kept a record."""

from collections.abc import Sequence
from pathlib import Path

from tanba.flow.evidence import read_payload
from tanba.kernel import Fault, Faults, Place, Refused
from tanba.works import Indication, compare


def compare_files(text: Path, outputs: Sequence[Path]) -> tuple[str, Indication]:
    """
    Return a text and what it repeats of some outputs: an indication, with its measured error.

    Raises Faults: WK30 when they are too long, WK31 when a file is not UTF-8 text.
    """
    words = _words(text)
    try:
        return words, compare(words, [_words(one) for one in outputs])
    except Refused as refused:
        raise refused.at(str(text)) from None


def _words(file: Path) -> str:
    try:
        return read_payload(file).decode("utf-8")
    except UnicodeDecodeError:
        what = "is not UTF-8 text"
        fault = Fault(at=Place(file=str(file)), code="WK31", what=what, hint="save it as UTF-8")
        raise Faults([fault]) from None

"""What a file shows of its label, and of its author's wish about training, for the rooms that only count it."""

from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from tanba.flow.insides import Seen, look_at_page, look_inside
from tanba.flow.library import open_pack
from tanba.flow.verification import known_wordings
from tanba.kernel import Lang, Refused
from tanba.keys import Trust
from tanba.measures import Label
from tanba.works import decide

if TYPE_CHECKING:
    from tanba.marks import Inspector


def label_of(file: Path) -> Label:
    """Return both conditions of a file by the wordings of the first pack, trusting nobody's signature."""
    return _reader().label(file)


def reserved_by(file: Path) -> bool | None:
    """Return whether a file forbids training in itself; see `LabelReader.reserved`."""
    return _reader().reserved(file)


@cache
def _reader() -> "LabelReader":
    return LabelReader(Trust(), known_wordings(open_pack(None)))


_HALVES: Final = {"met": True, "missing": False, "not shown": None}
_PAGES: Final = (".html", ".htm", ".xhtml")
_PAGE_AT_MOST: Final = 16 * 1024 * 1024 + 1
"""Bytes of a page that are looked at, and one more, with which it is told as too large."""


class LabelReader:
    """
    Reads labels and wishes with somebody's trust; one for each process, closed at the end.

        with LabelReader(trust, known_wordings(pack)) as reader:
            world = World(label=reader.label, reserved=reader.reserved)
    """

    def __init__(self, trust: Trust, wordings: tuple[tuple[Lang, str], ...]) -> None:
        self._trust, self._wordings = trust, wordings
        self._inspector: Inspector | None = None

    def label(self, file: Path) -> Label:
        """
        Return both conditions as a verification answers them; None for what it calls not shown.

        Raises Faults MK… for what is no file that the marks room knows, or is damaged beyond reading.
        """
        from tanba.marks import verify

        seen = verify(file, self._reader(), self._wordings)
        return Label(machine=_HALVES[seen.machine.shown], people=_HALVES[seen.people.shown])

    def reserved(self, file: Path) -> bool | None:
        """
        Return whether a file forbids training in itself: its metadata, its manifest, the head of a page.

        False: it allows it. None: it says nothing, or is of a kind whose inside nobody here knows; then other
        places may still speak of it. Raises Refused MB09 where a wish may stand in it that could not be read.
        """
        looked = [look_inside(file, file.name, self._reader())]
        if file.suffix.lower() in _PAGES:
            looked.append(self._page(file))
        signals = tuple(signal for found, _ in looked for signal in found)
        decided = decide(signals, [look for _, look in looked])
        if decided.decision in ("prohibited", "allowed"):
            return decided.decision == "prohibited"
        if decided.why in ("unread", "unclear"):
            whys = [look.why for _, look in looked if look.why]
            why = whys[0] if whys else "a wish that its own standard does not know"
            raise Refused("MB09", f"a wish about training may stand here and cannot be read: {why}")
        return None

    def close(self) -> None:
        """Let go of the reader of manifests."""
        if self._inspector is not None:
            self._inspector.close()
            self._inspector = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _page(self, file: Path) -> Seen:
        try:
            with file.open("rb") as page:
                return look_at_page(page.read(_PAGE_AT_MOST), file.name)
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            raise Refused("MB09", f"it cannot be read: {why}") from None

    def _reader(self) -> "Inspector":
        from tanba.marks import Inspector

        if self._inspector is None:
            self._inspector = Inspector(self._trust)
        return self._inspector

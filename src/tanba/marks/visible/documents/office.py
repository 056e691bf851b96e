"""
Documents that are zips: the label as the first thing that a reader meets, in the document's own text.

DOCX and ODT: an opening paragraph. EPUB: an opening block in the first document of the reading order.
PPTX: a text box on every slide, since slides are shown one by one. XLSX: a sheet placed first, and a
print header on every sheet; no cell of the others moves, so no formula changes.
"""

from typing import BinaryIO, Final, Protocol, cast

from tanba.kernel import Lang
from tanba.marks.media import Container
from tanba.marks.media.archive import Archive, opened, rewritten
from tanba.marks.metadata.office import writable
from tanba.marks.results import Drawn, Label
from tanba.marks.visible.documents import publication, slides, spreadsheet, textdocument, wordprocessing
from tanba.marks.visible.letters.wording import Wordings, words


class _Form(Protocol):
    """One family of documents."""

    HOW: str

    def labelled(
        self, archive: Archive, said: Wordings, label: Label
    ) -> tuple[dict[str, bytes], Drawn]:
        """Return the parts that carry the label, without an earlier one of ours, and what was drawn."""

    def seen(self, archive: Archive, wordings: Wordings) -> Wordings:
        """Return those of `wordings` that stand by themselves where people begin to read."""


_FORMS: Final = cast(dict[str, _Form], {
    "docx": wordprocessing, "xlsx": spreadsheet, "pptx": slides, "odt": textdocument,
    "epub": publication,
})  # fmt: skip


def draw(source: BinaryIO, target: BinaryIO, label: Label, kind: Container) -> Drawn:
    """
    Write the document with the label in its text; it stands in the flow and covers nothing, but on
    slides.

    Raises
    ------
    CannotHold
        MK30, MK31 for a signed or encrypted document.
    Refused
        MK31 … MK37 for a damaged one, MK45 and MK60 … MK64 for a label that cannot stand, MK82 for a
        document without a place for it.
    """
    said = words(label)
    changed, drawn = _FORMS[kind.name].labelled(writable(source), said, label)
    rewritten(source, target, changed)
    return drawn


def read(source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...]) -> Drawn | None:
    """Return the label if one of `wordings` stands by itself where people begin to read."""
    form = _FORMS[kind.name]
    found = form.seen(opened(source), wordings)
    if not found:
        return None
    return Drawn(how=form.HOW, text="\n".join(text for _, text in found),
                 languages=tuple(dict.fromkeys(lang for lang, _ in found)))  # fmt: skip

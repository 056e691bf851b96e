"""A card: what people keep beside their system's code: who is who, the answers, and who gave them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from tanba.kernel import (
    Day,
    Document,
    Fault,
    Faults,
    Missing,
    Place,
    Reason,
    Unknown,
    parse_document,
    value,
)
from tanba.law import Pack

LIMIT = 1 << 18
"""Characters in a card: two hundred answers with notes take a tenth of this."""

FORM = 1


@value
class Source:
    """Where the facts of a card were found."""

    title: str
    at: str | None = None
    on: Day | None = None


@value
class System:
    """Which system the card is about, and whose it is."""

    id: str
    name: str
    about: str | None = None
    owner: str | None = None
    holder: str | None = None


@value
class Given:
    """An answer or the reason for none, who gave it, when, and where the evidence lies."""

    answer: Any = None
    unknown: Reason | None = None
    by: str | None = None
    on: Day | None = None
    evidence: str | None = None
    note: str | None = None

    @property
    def fact(self) -> Any:
        """The answer as the law room takes it: a plain answer, an Unknown, or None for not asked."""
        if self.unknown is not None:
            return Unknown(reason=self.unknown, by=self.by, on=self.on, note=self.note)
        return self.answer


@value
class Sheet:
    """The card as it is written."""

    tanba: Annotated[int, Field(strict=True)]
    system: System
    pack: str | None = None
    sources: tuple[Source, ...] | None = None
    answers: Mapping[str, Any] | None = None
    measures: tuple[Any, ...] | None = None
    """Which measures are to be run on what; `tanba.flow.orders` reads them."""


@value
class Draft:
    """A card as it is written, not yet put before a pack; `text` is the whole file."""

    file: str
    text: str
    document: Document
    sheet: Sheet

    @property
    def pack(self) -> str | None:
        """The pack that the card names."""
        return self.sheet.pack


@value
class Card:
    """A card that was read and checked against the vocabulary of a pack."""

    file: str
    system: System
    sources: tuple[Source, ...]
    answers: Mapping[str, Given]
    lines: Mapping[str, int]
    """The line of each answer in the file, 1-based."""

    @property
    def facts(self) -> dict[str, Any]:
        """The answers as the law room takes them."""
        return {name: given.fact for name, given in self.answers.items()}


def read_card(path: Path, pack: Pack) -> Card:
    """
    Return the card in the file `path`; raises Faults with all that is wrong, in line order.

    A card is at most LIMIT characters long, and refused before it is parsed when it is longer.
    """
    return check_card(read_draft(path), pack)


def read_draft(path: Path) -> Draft:
    """Return what a card says, whatever its pack; raises Faults, and Missing for an unreadable file."""
    text = _text(path)
    document = parse_document(text, str(path), limit=LIMIT)
    if not isinstance(document.tree, dict):
        place = Place(file=str(path), line=1)
        hint = "`tanba new` writes an empty card"
        raise Faults([Fault(at=place, code="CD02", what="not a card", hint=hint)])
    sheet = document.read(_sheet_adapter(), "CD01")
    if sheet.tanba != FORM:
        what = f"a card of form {sheet.tanba}; this Tanba reads form {FORM}"
        raise Faults([Fault(at=document.place(("tanba",)), code="CD03", what=what)])
    return Draft(file=str(path), text=text, document=document, sheet=sheet)


def check_card(draft: Draft, pack: Pack) -> Card:
    """Return a card checked against the vocabulary of `pack`; raises Faults with all that is wrong."""
    document, sheet = draft.document, draft.sheet
    answers: dict[str, Given] = {}
    faults: list[Fault] = []
    for name, raw in (sheet.answers or {}).items():
        try:
            answers[name] = _given(document, name, raw)
        except Faults as found:
            faults += found.faults
            continue
        flaw = pack.vocabulary.flaw(name, answers[name].fact)
        if flaw:
            place = document.place(("answers", name))
            faults.append(Fault(at=place, code=flaw[0], what=flaw[1], hint=flaw[2]))
    if faults:
        raise Faults(faults)
    lines = {name: document.place(("answers", name)).line for name in answers}
    return Card(
        file=draft.file,
        system=sheet.system,
        sources=sheet.sources or (),
        answers=answers,
        lines=lines,
    )


def _text(path: Path) -> str:
    try:
        # One byte more than could fit: enough to know that the file is too long, whatever its size.
        with path.open("rb") as file:
            content = file.read(4 * LIMIT + 1)
        return content.decode("utf-8")
    except OSError as error:
        raise Missing(f"{path}: CD04 cannot be read: {(error.strerror or '').lower()}") from None
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        place = Place(file=str(path), line=line)
        raise Faults(
            [Fault(at=place, code="YM08", what="not UTF-8", hint="save it as UTF-8")]
        ) from None


def _given(document: Document, name: str, raw: Any) -> Given:
    if not isinstance(raw, dict):
        return Given(answer=raw)
    given = document.read(_given_adapter(), "CD01", path=("answers", name))
    if given.unknown is not None and given.answer is not None:
        what = f"answers.{name}: has an answer and says that it is unknown"
        raise Faults([Fault(at=document.place(("answers", name)), code="CD05", what=what)])
    return given


@cache
def _sheet_adapter() -> TypeAdapter[Sheet]:
    return TypeAdapter(Sheet)


@cache
def _given_adapter() -> TypeAdapter[Given]:
    return TypeAdapter(Given)

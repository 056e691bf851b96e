"""A pack: one law, and the acts around it, as values."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Annotated, Any

from pydantic import Field

from tanba.kernel import Cite, Day, Days, Text, Unit, digest, value
from tanba.law.language.grammar import Scope
from tanba.law.language.vocabulary import Question, Vocabulary
from tanba.law.sheets.notice import Notice
from tanba.law.sheets.rule import Confidence, Derived, Rule


@value
class Edition:
    """A stretch of days in which an act has one wording, and whether that wording was read."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day | None = None
    confidence: Confidence
    note: Text | None = None


@value
class Act:
    """A law, code, decree or order."""

    id: str
    title: Text
    short: Text
    number: str
    signed: Day | None = None
    unit: Unit = "article"
    source: str
    editions: tuple[Edition, ...]

    def edition(self, on: date) -> Edition | None:
        """Return the edition in force on a day: the last that has begun and not ended."""
        held = [e for e in self.editions if on in Days(from_=e.from_, until=e.until)]
        return max(held, key=lambda e: e.from_, default=None)

    def was_read(self, on: date) -> bool:
        """Say whether the wording in force on a day was read in the official text."""
        edition = self.edition(on)
        return edition is not None and edition.confidence is Confidence.TEXT_SEEN


@value
class Term:
    """An official term, for some days."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    until: Day | None = None
    text: Text


@value
class AmountValue:
    """What a unit of account is worth, for some days."""

    from_: Annotated[Day, Field(alias="from")]
    until: Day
    value: int
    cite: Cite | None = None
    confidence: Confidence = Confidence.TEXT_SEEN


@value
class Amount:
    """A unit of account in which fines are counted."""

    title: Text
    currency: str
    values: tuple[AmountValue, ...]

    def on(self, day: date) -> int | None:
        """Return its worth on a day; None when no budget law for that day was read."""
        return next((v.value for v in self.values if v.from_ <= day < v.until), None)


@value
class ClassValue:
    """One value of a class."""

    id: str
    title: Text


@value
class Axis:
    """A class that the law sorts systems by; inside `within`, exactly one value must hold."""

    id: str
    title: Text
    cite: Cite
    proposed: bool = False
    within: str
    values: tuple[ClassValue, ...]


@value
class Provision:
    """A place of the law, and why nothing of it is encoded where nothing is."""

    cite: Cite
    title: Text
    why_not: Text | None = None


@value
class Ambiguity:
    """A question that the text leaves open, and how we treat it."""

    id: str
    question: Text
    treated: Text


@value
class NotLaw:
    """A claim about the law that its text does not bear out."""

    id: str
    claim: Text
    answer: Text


@value
class Coverage:
    """What of the law is encoded, what is not, and why."""

    provisions: tuple[Provision, ...] = ()
    ambiguities: tuple[Ambiguity, ...] = ()
    not_law: tuple[NotLaw, ...] = ()


@value
class Head:
    """What `pack.yaml` says."""

    pack: str
    version: str
    country: str
    title: Text
    vocabulary: str
    acts: tuple[Act, ...]
    parties: Mapping[str, Text]
    terms: Mapping[str, tuple[Term, ...]] = Field(default_factory=dict)
    amounts: Mapping[str, Amount] = Field(default_factory=dict)
    classes: tuple[Axis, ...] = ()


@value
class Pack:
    """Everything of one law: made by `read_pack`, which has checked it."""

    head: Head
    questions: tuple[Question, ...]
    derived: tuple[Derived, ...]
    """In dependency order: each after those it is built from."""
    rules: tuple[Rule, ...]
    notices: tuple[Notice, ...] = ()
    coverage: Coverage = Coverage()

    @property
    def id(self) -> str:
        """The name of the pack, such as kz/ai-law."""
        return self.head.pack

    @property
    def vocabulary(self) -> Vocabulary:
        """The questions by name."""
        return Vocabulary(self.questions)

    @property
    def scope(self) -> Scope:
        """The names that a condition may use."""
        return Scope(self.vocabulary, frozenset(d.id for d in self.derived))

    def in_force(self, on: date) -> Iterator[Rule]:
        """Yield the rules that bind on a day, in the order of the pack."""
        return (r for r in self.rules if r.from_ <= on and (r.until is None or on < r.until))

    def rule(self, id_: str) -> Rule | None:
        """Return a rule by its id."""
        return next((rule for rule in self.rules if rule.id == id_), None)

    def notice(self, scope: str, made: str) -> Notice | None:
        """Return what people are told about a thing of this scope, made in this way."""
        return next((n for n in self.notices if n.scope == scope and made in n.made), None)

    def act(self, id_: str) -> Act:
        """Return an act by its id."""
        return next(act for act in self.head.acts if act.id == id_)

    def axis(self, id_: str) -> Axis:
        """Return a class by its id."""
        return next(axis for axis in self.head.classes if axis.id == id_)

    def confidence(self, rule: Rule, on: date) -> Confidence:
        """Return what was read of a rule, capped by the edition of its act on a day."""
        return rule.confidence if self.act(rule.cite.act).was_read(on) else Confidence.SECONDARY

    def wording(self, text: Text, on: date) -> Text:
        """Return `text` with each {concept} replaced by the official term of the day."""
        terms = {name: _term(kinds, on) for name, kinds in self.head.terms.items()}

        def fill(words: str, pick: Any) -> str:
            for name, term in terms.items():
                words = words.replace("{" + name + "}", pick(term))
            return words

        return Text(
            kk=fill(text.kk, lambda t: t.kk),
            ru=fill(text.ru, lambda t: t.ru),
            en=fill(text.en, lambda t: t.en),
        )

    def change_days(self) -> tuple[date, ...]:
        """Return the days on which something of the law begins or ends, in order."""
        days = {rule.from_ for rule in self.rules} | {r.until for r in self.rules if r.until}
        days |= {edition.from_ for act in self.head.acts for edition in act.editions}
        return tuple(sorted(days))

    def digest(self) -> str:
        """Return the SHA-256 of everything in the pack, in hexadecimal."""
        return digest(pack_adapter().dump_python(self, mode="json"))


def _term(kinds: tuple[Term, ...], on: date) -> Text:
    held = (t.text for t in kinds if on in Days(from_=t.from_, until=t.until))
    return next(held, kinds[-1].text)


@cache
def pack_adapter() -> Any:
    """Return the reader and writer of stored packs, made at first use."""
    from pydantic import TypeAdapter

    return TypeAdapter(Pack)

"""The vocabulary of facts: what may be asked about a system, and what counts as an answer."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, Literal

from tanba.kernel import Fault, Faults, Place, Text, Unknown, parse_day, value

Kind = Literal["bool", "enum", "set", "int", "day", "text"]
Answer = bool | int | str | date | frozenset[str]

TEXT_LIMIT = 2_000
INT_LIMIT = 10**15


@value
class Question:
    """
    A fact of the vocabulary, and how it is asked.

    An unanswered `judgement` is open texture that a person must decide; what is not `alterable`
    is history or nature, and is never proposed as a change.
    """

    id: str
    type: Kind
    ask: Text
    help: Text | None = None
    values: Mapping[str, Text] | None = None
    min: int | None = None
    max: int | None = None
    judgement: bool = False
    alterable: bool = True

    def wrong(self, raw: Any) -> str | None:
        """Say what is wrong with `raw` as an answer, or None when nothing is."""
        match self.type:
            case "bool":
                return None if isinstance(raw, bool) else "should be true or false"
            case "int":
                return self._wrong_int(raw)
            case "day":
                return None if parse_day(raw) else "should be a day such as 2026-01-18"
            case "enum":
                return None if raw in self._names() else f"should be one of {self._listed()}"
            case "set":
                parts = raw if isinstance(raw, list | tuple | set | frozenset) else None
                if parts is None:
                    return f"should be a list of {self._listed()}; [] says none of them"
                odd = [part for part in parts if part not in self._names()]
                return f"{odd[0]!r} is not one of {self._listed()}" if odd else None
            case "text":
                fits = isinstance(raw, str) and len(raw) <= TEXT_LIMIT
                return None if fits else f"should be text of at most {TEXT_LIMIT} characters"

    def answer(self, raw: Any) -> Answer:
        """Return `raw`, in which nothing is wrong, in its own type."""
        match self.type:
            case "set":
                return frozenset(raw)
            case "day":
                day = parse_day(raw)
                assert day is not None  # noqa: S101  (`wrong` was asked first)
                return day
            case _:
                result: Answer = raw
                return result

    def _wrong_int(self, raw: Any) -> str | None:
        if isinstance(raw, bool) or not isinstance(raw, int):
            return "should be a whole number"
        low = -INT_LIMIT if self.min is None else self.min
        high = INT_LIMIT if self.max is None else self.max
        return None if low <= raw <= high else f"should be from {low} to {high}"

    def _names(self) -> list[str]:
        return list(self.values or {})

    def _listed(self) -> str:
        return ", ".join(self._names())


class Vocabulary(Mapping[str, Question]):
    """All questions by name, in the order in which their files have them."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self._by_name = {question.id: question for question in questions}

    def __getitem__(self, name: str) -> Question:
        return self._by_name[name]

    def __iter__(self) -> Any:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def flaw(self, name: str, raw: Any) -> tuple[str, str, str] | None:
        """Return code, fact and hint of what is wrong with an answer, or None."""
        question = self._by_name.get(name)
        if question is None:
            return ("FC01", f"there is no fact {name!r}", suggest(name, self))
        if raw is None or isinstance(raw, Unknown):
            return None
        wrong = question.wrong(raw)
        shown = repr(raw) if len(repr(raw)) <= 60 else f"{repr(raw)[:57]}…"
        return ("FC02", f"{name}: {wrong}, is {shown}", "") if wrong else None

    def known(self, facts: Mapping[str, Any]) -> dict[str, Answer]:
        """Return the answered facts in their own types; raises Faults for what does not fit."""
        flaws = [flaw for name, raw in facts.items() if (flaw := self.flaw(name, raw))]
        if flaws:
            at = Place(file="facts")
            raise Faults(Fault(at=at, code=c, what=what, hint=hint) for c, what, hint in flaws)
        return {
            name: self._by_name[name].answer(raw)
            for name, raw in facts.items()
            if raw is not None and not isinstance(raw, Unknown)
        }


def suggest(word: str, known: Iterable[str]) -> str:
    """Return "did you mean …?" for a misspelt word, or nothing."""
    close = get_close_matches(str(word)[:80], list(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""

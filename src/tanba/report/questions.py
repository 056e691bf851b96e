"""Questions in the terminal, and where the case stands after them."""

from tanba.flow import Case
from tanba.law import Question
from tanba.report.composition import compose
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, msg
from tanba.report.statements import Teller
from tanba.report.views import Next
from tanba.report.wording import Words

_HOW = {
    "bool": msg("answer y (yes) or n (no)"),
    "enum": msg("answer with a number"),
    "set": msg("answer with numbers, or 0 for none of these"),
    "int": msg("answer with a whole number"),
    "day": msg("answer with a day such as 2026-01-18"),
    "text": msg("answer in words"),
}
_RULES = 3


def write_question(case: Case, one: Next, number: int, left: int, speech: Speech) -> str:
    """Return a question as it is put to a person: which, why it is asked, and how to answer."""
    teller = Teller(case, speech, {})
    words, sheet = teller.words, Sheet(100, colour=False)
    asked: Question = one.question
    open_ = speech.count("{n} question is open", "{n} questions are open", left)
    sheet.put(f"{number}. {words.text(asked.ask)}", 0)
    if asked.help:
        sheet.put(words.text(asked.help), 3)
    if asked.judgement:
        sheet.put(speech.say("The text leaves this open: a person must decide."), 3)
    for index, text in enumerate((asked.values or {}).values(), 1):
        sheet.put(words.text(text), 5, f"{index})")
    changes = teller.named(one.rules)
    rest = len(changes) - _RULES
    more = [speech.count("and {n} more", "and {n} more", rest)] if rest > 0 else []
    if changes:
        listed = "; ".join([*changes[:_RULES], *more])
        sheet.put(speech.say("can change: {rules}", rules=listed), 3)
    sheet.put(f"[{asked.id}] {how_to_answer(asked, speech)}; {_limits(words, asked)}{open_}", 3)
    return sheet.text().rstrip("\n")


def how_to_answer(asked: Question, speech: Speech) -> str:
    """Return how a question of this kind is answered."""
    return speech.say(_HOW[asked.type])


def _limits(words: Words, asked: Question) -> str:
    if asked.min is None and asked.max is None:
        return ""
    number = words.speech.number
    low = "…" if asked.min is None else number(asked.min)
    high = "…" if asked.max is None else number(asked.max)
    return words.speech.say("from {low} to {high}", low=low, high=high) + "; "


def write_standing(case: Case, speech: Speech) -> str:
    """Return where a case stands: the verdict in one glance, and nothing else."""
    view = compose(case, speech)
    sheet = Sheet(100, colour=False)
    sheet.heading(view.name)
    for line in view.glance:
        sheet.put(f"{line.label}: {line.words}")
    return sheet.text().rstrip("\n")


def card_words(speech: Speech) -> dict[str, str]:
    """Return the headings of a new card: about, answers, judgement, unknown."""
    return {
        "about": speech.say(
            "What is known of one AI system. Keep this file beside its code; `tanba assess` reads it."
        ),
        "answers": speech.say(
            "An empty answer means that nobody was asked. An answer may also say who gave it and where "
            "the evidence lies, with the keys answer, by, on, evidence and note; or why there is none, "
            "with the key unknown: not_known, not_applicable or judgement."
        ),
        "judgement": speech.say("The text leaves this open: a person must decide."),
        "unknown": speech.say("not known"),
    }

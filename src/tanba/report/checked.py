"""What was seen in many files, in one of the forms in which it leaves Tanba, a piece for each file."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

from tanba.flow import find_notice, open_pack
from tanba.kernel import Lang, value
from tanba.marks import Condition, Verified
from tanba.report.layers import TITLES, layers
from tanba.report.page import render
from tanba.report.speech import Speech, clean, msg, write_json
from tanba.report.verification import (
    Demand,
    answer,
    both,
    sentence,
    shown_words,
    together_words,
    verification_record,
    why_words,
    write_verified,
)

SeenForm = Literal["text", "json", "html"]
_TONES = {"met": "yes", "missing": "no", "not shown": "unknown"}
_HERE = "<!-- files -->"


@value
class Seen:
    """A form, a language and a law: made once, and carried to every process that writes pieces."""

    form: SeenForm
    lang: Lang
    pack: str
    on: date
    width: int = 100

    def __call__(self, seen: Verified) -> str:
        """Return the piece of one file."""
        demand, speech = _demand(self.pack, self.on), Speech(self.lang)
        match self.form:
            case "json":
                return write_json(verification_record(seen, demand))
            case "html":
                return _article(seen, demand, speech)
            case "text":
                return write_verified(seen, demand, speech, self.width)

    @property
    def frame(self) -> tuple[str, str, str]:
        """What goes before the first piece, between two, and after the last."""
        match self.form:
            case "json":
                return "[\n", ",\n", "\n]\n"
            case "html":
                title = Speech(self.lang).say(msg("What the marks show"))
                page = render("verification.html", Speech(self.lang), title=title)
                before, after = page.split(_HERE)
                return before, "\n", after
            case "text":
                return "", "\n", ""


@cache
def _demand(pack: str, on: date) -> Demand:
    law = open_pack(pack)
    return Demand(pack=law, notice=find_notice(law, "synthetic", "generated"), on=on)


def _article(seen: Verified, demand: Demand, speech: Speech) -> str:
    asked, *_ = answer(seen, demand, speech)
    conditions = ((msg("mark for machines"), seen.machine), (msg("warning for people"), seen.people))
    return render(
        "seen.html",
        speech,
        file=clean(Path(seen.file).name),
        sentence=sentence(seen, speech),
        about=f"{TITLES[seen.container]}, {speech.count(msg('{n} byte'), msg('{n} bytes'), seen.size)}",
        digest=seen.sha256,
        # What was not read in the official text is never painted as a verdict.
        tone=_TONES[both(seen)] if demand.verified else "unknown",
        conditions=[_line(title, condition, speech) for title, condition in conditions],
        together_title=speech.say(msg("together")),
        together=together_words(seen, demand, speech),
        asked=asked,
        layers_title=speech.say(msg("Every layer")),
        layers=list(layers(seen, speech)),
    )


def _line(title: str, condition: Condition, speech: Speech) -> dict[str, str]:
    return {
        "title": speech.say(title),
        "shown": shown_words(condition, speech),
        "why": why_words(condition, speech),
        "tone": _TONES[condition.shown],
    }

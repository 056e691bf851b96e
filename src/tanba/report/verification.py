"""
What was seen in a file, in words: each layer apart, one sentence, and the answer of the law.

As JSON an array of objects (`schema` "tanba/verification", form 1): file, container, size, sha256;
layers: c2pa, metadata, label; answer: cite, verified (was the text of the law read), machine, people
(shown: met, missing, not shown; why; says), both; says: the sentence. Texts are {kk, ru, en}.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Any

from tanba.kernel import LANGS, Text, plain, value
from tanba.law import Confidence, Notice, Pack
from tanba.marks import Condition, Verified
from tanba.report.layers import TITLES, layers
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg
from tanba.report.wording import Words

SCHEMA = "tanba/verification"
FORM = 1

_SHOWN = {"met": msg("found"), "missing": msg("not found"), "not shown": msg("not shown")}
_WHY = {
    "manifest-trusted": msg("a signed manifest fits the file and says that AI made or changed it"),
    "manifest-valid": msg(
        "a signed manifest that nobody vouches for fits the file and says that AI made or changed it"
    ),
    "manifest-invalid": msg("there is a signed manifest, and it does not fit the file"),
    "manifest-expired": msg(
        "the signed manifest fits the file, and its certificate does not hold today"
    ),
    "ingredient-says-ai": msg(
        "the signed manifest keeps that of a part, which says that AI made or changed that part"
    ),
    "manifest-silent": msg("the signed manifest says nothing of AI"),
    "manifest-elsewhere": msg("the manifest lies on a server, and was not fetched"),
    "metadata-says-ai": msg("metadata say that AI made or changed it; anybody can write them"),
    "metadata-silent": msg("metadata say nothing of AI"),
    "metadata-unread": msg("the metadata could not be read whole"),
    "nothing-found": msg("nothing was found in the layers that Tanba reads"),
    "label-read": msg("the file's own text holds a label; how it looks was not judged"),
    "label-claimed": msg("the signer says that a label was put in; a program cannot see it"),
    "label-claimed-by-anybody": msg("somebody unknown says that a label was put in"),
    "label-denied": msg("the signer names no label in the file; a warning may stand around it"),
    "label-not-read": msg("whether a label can be seen or heard, only a person can tell"),
}
_TOGETHER = {
    "met": (msg("both conditions are met"), msg("both conditions would be met (unverified)")),
    "missing": (msg("not both are met"), msg("not both would be met (unverified)")),
    "not shown": (
        msg("that both are met is not shown"),
        msg("that both would be met is not shown (unverified)"),
    ),
}


def sentence(seen: Verified, speech: Speech) -> str:
    """Return one sentence that claims no more than the strongest layer shows."""
    credentials = seen.credentials
    speaks = {"manifest-trusted", "manifest-valid"} & set(seen.machine.why)
    who = clean(credentials.signer, 200) or speech.say(msg("somebody without a name"))
    if credentials.state == "trusted" and speaks:
        words = (
            msg("«{who}», with a key that this machine made for itself, says that AI made or"
                " changed it; it is unchanged since it was signed.")
            if credentials.local
            else msg("«{who}» says that AI made or changed it; it is unchanged since it was signed.")
        )  # fmt: skip
    elif credentials.state == "valid" and speaks:
        words = msg("Somebody who calls himself «{who}», and whom nobody vouches for here, says that AI"
                    " made or changed it; it is unchanged since it was signed.")  # fmt: skip
    elif "manifest-expired" in seen.machine.why:
        words = msg("«{who}» signed it; the certificate does not hold today, and no time-stamp shows that it"
                    " held then.")  # fmt: skip
    elif credentials.state == "invalid":
        words = msg(
            "A signed mark is there and does not fit: the file or the mark was changed after signing, or the"
            " mark is that of another file."
        )
    elif "ingredient-says-ai" in seen.machine.why:
        words = msg("«{who}» signed it, made from something whose own manifest says that AI made or changed"
                    " it; nothing was changed since it was signed.")  # fmt: skip
    elif any(said.ai for said in seen.metadata):
        words = msg("Only its metadata say that AI made or changed it, and anybody can write those.")
    elif seen.label_read:
        words = msg("Only a line in its text says that AI made it, and anybody can write that.")
    elif credentials.state in ("trusted", "valid"):
        words = msg("«{who}» signed it and says nothing of AI; that does not show that no AI was used.")
    else:
        words = msg("No mark was found; that does not show that no AI was used.")
    return speech.say(words, who=who)


def both(seen: Verified) -> str:
    """Return the answer to the two conditions together: met, missing or not shown."""
    shown = {seen.machine.shown, seen.people.shown}
    return "missing" if "missing" in shown else "not shown" if "not shown" in shown else "met"


@value
class Demand:
    """The place of the law that asks for both marks."""

    pack: Pack
    notice: Notice
    on: date

    @property
    def verified(self) -> bool:
        """Whether the text of that place, as of the day, was read."""
        rule = self.pack.rule(self.notice.people)
        return rule is not None and self.pack.confidence(rule, self.on) is Confidence.TEXT_SEEN

    def cite(self, speech: Speech) -> str:
        """Return the place in words."""
        return Words(speech, self.pack, self.on).cite(self.notice.cite)


def cite_text(pack: Pack, notice: Notice, on: date) -> Text:
    """Return the place that a notice serves, in three languages."""
    demand = Demand(pack=pack, notice=notice, on=on)
    return Text(**{lang: demand.cite(Speech(lang)) for lang in LANGS})


def write_verified(seen: Verified, demand: Demand, speech: Speech, width: int = 100) -> str:
    """Return what was seen in one file as lines of text."""
    sheet = Sheet(width, colour=False)
    sheet.heading(clean(str(seen.file)))
    sheet.put(sentence(seen, speech))
    sheet.put(_about(seen, speech))
    for title, lines in layers(seen, speech):
        sheet.put(f"{title}: {lines[0]}")
        for line in lines[1:]:
            sheet.put(line, 6)
    for number, line in enumerate(answer(seen, demand, speech)):
        sheet.put(line, 4 if number else 2)
    return sheet.text()


def _about(seen: Verified, speech: Speech) -> str:
    words = msg("{kind}, {size} bytes, SHA-256 {digest}")
    size = speech.number(seen.size)
    return speech.say(words, kind=TITLES[seen.container], size=size, digest=seen.sha256)


def answer(seen: Verified, demand: Demand, speech: Speech) -> Iterator[str]:
    """Yield the answer of the law: what it asks, each condition, both together."""
    yield speech.say(
        msg("If it is a synthetic result, {cite}, asks for a mark for machines and a warning:"),
        cite=demand.cite(speech),
    )  # fmt: skip
    yield _condition(msg("mark for machines"), seen.machine, speech)
    yield _condition(msg("warning for people"), seen.people, speech)
    yield speech.say(msg("together: {answer}"), answer=together_words(seen, demand, speech))


def together_words(seen: Verified, demand: Demand, speech: Speech) -> str:
    """Return the answer to both conditions; in the conditional where the law's text was not read."""
    sure, unsure = _TOGETHER[both(seen)]
    return speech.say(sure if demand.verified else unsure)


def shown_words(condition: Condition, speech: Speech) -> str:
    """Return how one condition stands, in words."""
    return speech.say(_SHOWN[condition.shown])


def why_words(condition: Condition, speech: Speech) -> str:
    """Return what the answer to one condition rests on, in words."""
    return "; ".join(speech.say(_WHY[reason]) for reason in condition.why)


def _condition(title: str, condition: Condition, speech: Speech) -> str:
    stands = shown_words(condition, speech)
    return f"{speech.say(title)}: {stands} – {why_words(condition, speech)}"


def verification_record(seen: Verified, demand: Demand) -> dict[str, Any]:
    """Return the JSON object of one file."""
    conditions = {
        name: {
            "shown": condition.shown,
            "why": list(condition.why),
            "says": _in_all(partial(why_words, condition)),
        }
        for name, condition in (("machine", seen.machine), ("people", seen.people))
    }  # fmt: skip
    return {
        "schema": SCHEMA,
        "form": FORM,
        "file": clean(str(seen.file)),
        "container": seen.container,
        "size": seen.size,
        "sha256": seen.sha256,
        "says": _in_all(lambda s: sentence(seen, s)),
        "layers": {
            "c2pa": plain(seen.credentials),
            "metadata": plain(seen.metadata),
            "label": plain(seen.label) | {"read": seen.label_read} if seen.label else None,
            "flaws": list(seen.flaws),
        },
        "answer": {
            "pack": demand.pack.id,
            "on": demand.on.isoformat(),
            "cite": _in_all(demand.cite),
            "verified": demand.verified,
            **conditions,
            "both": both(seen),
        },
    }


def _in_all(words: Callable[[Speech], str]) -> dict[str, str]:
    return {lang: words(Speech(lang)) for lang in LANGS}

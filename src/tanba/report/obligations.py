"""Duties and what their breach costs."""

from collections.abc import Iterator

from tanba.kernel import Truth
from tanba.law import Confidence, Duty, Finding, Sanction
from tanba.report.speech import Speech, msg
from tanba.report.statements import Teller, is_verified
from tanba.report.views import Fine, Group, Obligation, Penalty
from tanba.report.wording import Words

_WHOSE = {
    Truth.YES: msg("Yours"),
    Truth.UNKNOWN: msg("Yours or not: your role is not known yet"),
    Truth.NO: msg("Owed by others"),
}
_WORST_FIRST = (Truth.NO, Truth.UNKNOWN, Truth.YES)


def group_duties(teller: Teller) -> tuple[Group[Obligation], ...]:
    """
    Return the duties that are or may be owed, by whose they are; groups with nothing are left out.

    Inside a group: what is owed before what may be, what is not met before what is not shown.
    """
    duties = [_obligation(teller, f) for f in teller.assessment.of(Duty) if f.truth is not Truth.NO]
    duties.sort(key=lambda d: (d.said.state is not Truth.YES, _WORST_FIRST.index(d.done)))
    groups = []
    for yours in (Truth.YES, Truth.UNKNOWN, Truth.NO):
        items = tuple(duty for duty in duties if duty.yours is yours)
        if items:
            title = teller.speech.say(_WHOSE[yours])
            groups.append(Group(title=title, state=yours, items=items))
    return tuple(groups)


def _obligation(teller: Teller, finding: Finding) -> Obligation:
    duty, owed, words = finding.rule.then, finding.owed, teller.words
    assert isinstance(duty, Duty) and owed is not None  # noqa: S101, PT018  (asked for by kind)
    done, is_owed = owed.done, finding.truth is Truth.YES
    said = teller.statement(finding)
    # Whether a duty that may not be owed is met would be an answer to a question nobody put.
    standing = words.done(done, is_verified(finding)) if is_owed else said.verdict
    return Obligation(
        said=said,
        who=words.parties(duty.owed_by),
        yours=owed.yours,
        to=words.parties(duty.to, every=True),
        due=words.due(duty.due),
        by=_calendar_day(words, finding) if owed.by else "",
        late=owed.late and is_owed and done is not Truth.YES,
        done=done,
        standing=standing,
    )


def _calendar_day(words: Words, finding: Finding) -> str:
    duty, owed = finding.rule.then, finding.owed
    assert isinstance(duty, Duty) and owed is not None and owed.by is not None  # noqa: S101, PT018
    day = words.speech.day(owed.by)
    if getattr(duty.due, "working_days", None) is None:
        return day
    return words.speech.say("{day}, public holidays not counted", day=day)


def group_penalties(teller: Teller) -> tuple[Group[Penalty], ...]:
    """Return the sanctions that are possible now, then those that hang on open answers."""
    groups = []
    for verdict, items in _by_verdict(teller).items():
        groups.append(Group(title=verdict, state=items[0].said.state, items=tuple(items)))
    return tuple(groups)


def _by_verdict(teller: Teller) -> dict[str, list[Penalty]]:
    found = [f for f in teller.assessment.of(Sanction) if f.truth is not Truth.NO]
    groups: dict[str, list[Penalty]] = {}
    for finding in sorted(found, key=lambda f: (f.truth is not Truth.YES, not is_verified(f))):
        penalty = _penalty(teller, finding)
        groups.setdefault(penalty.said.verdict, []).append(penalty)
    return groups


def _penalty(teller: Teller, finding: Finding) -> Penalty:
    sanction, words = finding.rule.then, teller.words
    assert isinstance(sanction, Sanction)  # noqa: S101  (asked for by kind)
    amount = teller.pack.head.amounts[sanction.amount]
    return Penalty(
        said=teller.statement(finding, because=True),
        breach=teller.named(sanction.for_),
        on=words.parties(sanction.on),
        unit=words.text(amount.title),
        worth=_worth(teller, sanction),
        fines=tuple(_fines(words, sanction, amount.on(words.on), amount.currency)),
        repeats=sanction.repeat is not None,
        also=words.text(sanction.also) if sanction.also else "",
        repeat_also=words.text(sanction.repeat_also) if sanction.repeat_also else "",
    )


def _fines(words: Words, sanction: Sanction, worth: int | None, currency: str) -> Iterator[Fine]:
    speech = words.speech
    repeat = sanction.repeat or {}
    for kind in dict.fromkeys([*sanction.fines, *repeat]):
        yield Fine(
            offender=words.offender(kind),
            units=_units(speech, sanction.fines.get(kind)),
            money=_money(speech, sanction.fines.get(kind), worth, currency),
            repeat_units=_units(speech, repeat.get(kind)),
            repeat_money=_money(speech, repeat.get(kind), worth, currency),
        )


def _units(speech: Speech, units: int | None) -> str:
    return "" if units is None else speech.number(units)


def _money(speech: Speech, units: int | None, worth: int | None, currency: str) -> str:
    return "" if units is None or worth is None else speech.money(units * worth, currency)


def _worth(teller: Teller, sanction: Sanction) -> str:
    amount, on = teller.pack.head.amounts[sanction.amount], teller.assessment.on
    speech, words = teller.speech, teller.words
    value = next((v for v in amount.values if v.from_ <= on < v.until), None)
    if value is None:
        return speech.say("what one unit is worth on this day was not read")
    said = speech.say("one unit is worth {money}", money=speech.money(value.value, amount.currency))
    where = f" ({words.cite(value.cite)})" if value.cite else ""
    unread = value.confidence is not Confidence.TEXT_SEEN
    return f"{said}{where}" + (f", {speech.say('unverified')}" if unread else "")

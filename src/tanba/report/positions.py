"""Where a system stands in the classes of the law, and what the prohibitions come to."""

from collections.abc import Iterator

from tanba.kernel import Truth
from tanba.law import Axis, ClassIs, Finding, Forbids, Placed, explain
from tanba.report.statements import Teller, is_verified
from tanba.report.views import Group, Position, Statement


def place(teller: Teller) -> Iterator[Position]:
    """Yield the position in every class; the rules that decide it, or could, come with their facts."""
    for placed in teller.assessment.classes:
        found = [f for id_ in placed.by if (f := teller.assessment.finding(id_)) is not None]
        proposed = placed.axis.proposed and bool(placed.possible)
        yield Position(
            axis=placed.axis.id,
            title=teller.words.text(placed.axis.title),
            cite=teller.words.cite(placed.axis.cite),
            value=_value(teller, placed, found),
            settled=placed.is_ is not None,
            proposed=teller.speech.say("proposed, for the owner or holder to decide")
            if proposed
            else "",
            verified=all(map(is_verified, found)),
            reason=teller.words.reason(placed.reason) if placed.reason else "",
            rules=tuple(teller.statement(f, because=True) for f in found),
        )


def _value(teller: Teller, placed: Placed, found: list[Finding]) -> str:
    say, text = teller.speech.say, teller.words.text
    titles = [text(v.title) for v in placed.axis.values if v.id in placed.possible]
    if placed.is_ is not None:
        read = all(map(is_verified, found))
        return titles[0] if read else say("would be “{value}” (unverified)", value=titles[0])
    if any(f.truth is Truth.YES for f in found):
        return say("the rules clash: {values}", values=teller.speech.all_of(titles))
    match titles:
        case []:
            return _nowhere(teller, placed.axis)
        case [only]:
            return say("still open: {values}", values=say("{value}, or none", value=only))
    return say("still open: {values}", values=teller.speech.one_of(titles))


def _nowhere(teller: Teller, axis: Axis) -> str:
    """No value is possible: outside the class altogether, or the answers lead nowhere."""
    say = teller.speech.say
    outer = next((one for one in teller.pack.derived if one.id == axis.within), None)
    rules = (f for f in teller.assessment.of(ClassIs) if _axis(f) == axis.id)
    steps = (s for f in rules for s in explain(teller.pack, teller.assessment, f.rule.id).when.walk())
    held = next((s.truth for s in steps if s.derived and s.derived.id == axis.within), None)
    if outer is not None and held is Truth.NO:
        return say("none: “{what}” does not hold", what=teller.words.text(outer.title))
    return say("no value follows from the answers")


def _axis(finding: Finding) -> str:
    assert isinstance(finding.rule.then, ClassIs)  # noqa: S101  (asked for by kind)
    return finding.rule.then.axis


def group_prohibitions(teller: Teller) -> tuple[Group[Statement], ...]:
    """Return the prohibitions by what they come to: met, open, ruled out; unread ones on their own."""
    groups: dict[str, list[Statement]] = {}
    order = (Truth.YES, Truth.UNKNOWN, Truth.NO)
    found = sorted(
        teller.assessment.of(Forbids), key=lambda f: (order.index(f.truth), not is_verified(f))
    )
    for finding in found:
        said = teller.statement(finding, because=True)
        groups.setdefault(said.verdict, []).append(said)
    return tuple(
        Group(title=title, state=items[0].state, items=tuple(items)) for title, items in groups.items()
    )

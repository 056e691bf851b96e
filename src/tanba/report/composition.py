"""From an assessment to the view that every format prints."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from tanba.flow import Card, Case, Source
from tanba.kernel import Reason, Truth
from tanba.law import ClassIs, Confidence, Finding, Forbids, Recommends, Right, States
from tanba.report.glance import look
from tanba.report.measured_facts import measured_lines, share_words
from tanba.report.obligations import group_duties, group_penalties
from tanba.report.positions import group_prohibitions, place
from tanba.report.speech import Speech, clean
from tanba.report.statements import NAME_LIMIT, Teller
from tanba.report.views import Entitlement, Glance, Next, Question, View, Way


def compose(
    case: Case,
    speech: Speech,
    ask: Sequence[Next] | None = None,
    ways: Mapping[str, Sequence[Way]] | None = None,
) -> View:
    """
    Return the view of one case in one language.

    `ask` has the questions worth asking next, best first; without it, the open facts on which most
    results hang come first. `ways` has, by rule, the smallest sets of other answers that would turn it.
    """
    teller = Teller(case, speech, ways or {})
    assessment, system = case.assessment, case.card.system
    act = case.pack.head.acts[0]
    edition = act.edition(assessment.on)
    classes = tuple(place(teller))
    prohibitions = group_prohibitions(teller)
    duties = group_duties(teller)
    penalties = group_penalties(teller)
    unread = sum(f.confidence is not Confidence.TEXT_SEEN for f in assessment.findings)
    return View(
        lang=speech.lang,
        name=clean(system.name, NAME_LIMIT) or speech.say("unnamed system"),
        id=clean(system.id, NAME_LIMIT),
        about=clean(system.about or ""),
        people=tuple(_people(speech, case.card)),
        file=clean(case.card.file, 500),
        sources=tuple(_source(speech, source) for source in case.card.sources),
        law=speech.say("{law}, No. {number}", law=teller.words.text(act.title), number=act.number),
        edition=speech.say("edition in force since {day}", day=speech.day(edition.from_))
        if edition
        else speech.say("no edition known for this day"),
        day=speech.day(assessment.on),
        iso=assessment.on.isoformat(),
        verified=unread == 0 and bool(assessment.findings),
        pack=f"{assessment.pack} {assessment.version}",
        digest=assessment.digest(),
        glance=(
            *look(speech, assessment, classes, prohibitions, duties, penalties),
            Glance(label=speech.say("Facts"), words=share_words(case, speech), state=Truth.UNKNOWN),
        ),
        classes=classes,
        prohibitions=prohibitions,
        duties=duties,
        rights=tuple(_rights(teller)),
        statuses=tuple(teller.statements(States)),
        advice=tuple(teller.statements(Recommends)),
        penalties=penalties,
        questions=tuple(_questions(teller, ask)),
        open_count=len(assessment.open),
        unverified=tuple(_unread(teller)),
        measured=tuple(measured_lines(case, teller)),
    )


def _people(speech: Speech, card: Card) -> Iterator[str]:
    if card.system.owner:
        yield speech.say("owner: {who}", who=clean(card.system.owner, NAME_LIMIT))
    if card.system.holder:
        yield speech.say("holder: {who}", who=clean(card.system.holder, NAME_LIMIT))


def _source(speech: Speech, source: Source) -> str:
    parts = [clean(source.title), clean(source.at or ""), speech.day(source.on) if source.on else ""]
    return ", ".join(part for part in parts if part)


def _rights(teller: Teller) -> Iterator[Entitlement]:
    for finding in teller.assessment.of(Right):
        right = finding.rule.then
        if finding.truth is Truth.NO or not isinstance(right, Right):
            continue
        yield Entitlement(
            said=teller.statement(finding),
            of=teller.words.parties(right.of),
            against=teller.words.parties(right.against),
        )


def _questions(teller: Teller, ask: Sequence[Next] | None) -> Iterator[Question]:
    open_ = {one.name: one.reason for one in teller.assessment.open}
    asked = _most_hangs_on(teller) if ask is None else [(_name(n), n.rules) for n in ask]
    for fact, rules in asked:
        question = teller.words.vocabulary[fact]
        yield Question(
            fact=fact,
            ask=teller.words.text(question.ask),
            help=teller.words.text(question.help) if question.help else "",
            reason=teller.words.reason(open_[fact]) if fact in open_ else "",
            changes=teller.named(rules),
        )


def _name(one: Next) -> str:
    return str(getattr(one.question, "id", one.question))


def _most_hangs_on(teller: Teller) -> list[tuple[str, list[str]]]:
    """
    Return the open facts with the rules they can change, those on which most hangs first.

    A prohibition counts as three results and a class as two. What a person must judge comes last:
    the other answers may settle it.
    """

    def weigh(finding: Finding) -> int:
        return {Forbids: 3, ClassIs: 2}.get(type(finding.rule.then), 1)

    touched: dict[str, list[Finding]] = {}
    weight: Counter[tuple[bool, str]] = Counter()
    for finding in teller.assessment.findings:
        for one in finding.open:
            touched.setdefault(one.name, []).append(finding)
            key = (one.reason is Reason.JUDGEMENT, one.name)
            weight[key] += weigh(finding)
    order = sorted(weight, key=lambda key: (key[0], -weight[key]))
    return [
        (name, [finding.rule.id for finding in sorted(touched[name], key=weigh, reverse=True)])
        for _, name in order
    ]


def _unread(teller: Teller) -> Iterator[str]:
    """Yield each act that stands behind a result and was not read on the day, with what is known."""
    found = [f for f in teller.assessment.findings if f.confidence is not Confidence.TEXT_SEEN]
    words, say = teller.words, teller.speech.say
    for act in teller.pack.head.acts:
        if not any(f.rule.cite.act == act.id for f in found):
            continue
        edition = act.edition(teller.assessment.on)
        note = words.text(edition.note) if edition and edition.note else ""
        name = words.text(act.short)
        read = edition is not None and edition.confidence is Confidence.TEXT_SEEN
        known = say("some rules rest on accounts of the text, not on the text itself")
        yield f"{name}: {known if read else note or say('the text in force on this day was not read')}"

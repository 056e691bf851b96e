"""What must hold between the parts of a pack, beyond each part's own form."""

import re
from collections import Counter
from collections.abc import Iterator

from tanba.kernel import Fault, Place, Text
from tanba.law.language.vocabulary import suggest
from tanba.law.sheets.due import clock_fact, wrong_due
from tanba.law.sheets.notice import Notice
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import ClassIs, Derived, Duty, Excuses, Right, Rule, Sanction

_SNAKE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RULE = re.compile(r"[a-z0-9][a-z0-9-]*(\.[A-Za-z0-9_-]+)+")
_TERM = re.compile(r"\{([^{}]*)\}")

Part = Rule | Derived | Notice


def check_pack(pack: Pack, raw_rules: frozenset[str]) -> Iterator[Fault]:
    """
    Yield every fault between the parts of `pack`.

    `raw_rules` are the ids of all rules in the sheets, those that could not be read included, so that
    one broken rule does not make its neighbours look broken.
    """
    yield from _names(pack)
    yield from _classes(pack, len(raw_rules) > len(pack.rules))
    parts: tuple[Rule | Derived, ...] = (*pack.derived, *pack.rules)
    for part in parts:
        yield from _texts(pack, part)
        yield from _cites(pack, part)
        yield from _examples(pack, part)
    for rule in pack.rules:
        yield from _days(rule)
        yield from _exceptions(pack, rule, raw_rules)
        yield from _consequence(pack, rule, raw_rules)
    yield from _notices(pack, raw_rules)
    yield from _circles(pack)
    yield from _coverage(pack)


def _fault(part: Part | None, code: str, what: str, hint: str = "") -> Fault:
    source = part.source if part else "pack.yaml"
    file, _, line = source.rpartition(":")
    at = Place(file=file, line=int(line)) if file else Place(file=source)
    name = f"{part.id}: " if part else ""
    return Fault(at=at, code=code, what=f"{name}{what}", hint=hint)


def _names(pack: Pack) -> Iterator[Fault]:
    facts = Counter(q.id for q in pack.questions)
    for name, count in facts.items():
        if count > 1:
            yield _fault(None, "PK03", f"two facts are called {name}", "every name is used once")
        if not _SNAKE.fullmatch(name):
            yield _fault(None, "PK04", f"the fact {name!r} should be snake_case")
    for question in pack.questions:
        if (question.type in ("enum", "set")) != bool(question.values):
            yield _fault(None, "PK04", f"the fact {question.id}: `values` goes with enum and set")
    for parts in (pack.derived, pack.rules):
        seen: dict[str, Rule | Derived] = {}
        for part in parts:
            if part.id in seen or part.id in facts:
                other = seen[part.id].source if part.id in seen else "the vocabulary"
                hint = f"the other one is at {other}; a name is never used twice"
                yield _fault(part, "PK03", "the name is taken", hint)
            seen.setdefault(part.id, part)
            pattern = _RULE if isinstance(part, Rule) else _SNAKE
            if not pattern.fullmatch(part.id):
                yield _fault(part, "PK04", "the name should be like ai-law.17.3.6 or snake_case")


def _classes(pack: Pack, partly: bool) -> Iterator[Fault]:
    derived = {d.id for d in pack.derived}
    acts = {act.id for act in pack.head.acts}
    for axis in pack.head.classes:
        if axis.within not in derived:
            yield _fault(None, "PK06", f"class {axis.id}: there is no derived fact {axis.within!r}")
        if axis.cite.act not in acts:
            yield _fault(None, "PK07", f"class {axis.id}: there is no act {axis.cite.act!r}")
        held = {
            r.then.is_ for r in pack.rules if isinstance(r.then, ClassIs) and r.then.axis == axis.id
        }
        for value in axis.values:
            if value.id not in held and not partly:
                yield _fault(None, "PK06", f"class {axis.id}: no rule leads to {value.id}")


def _notices(pack: Pack, raw_rules: frozenset[str]) -> Iterator[Fault]:
    told: dict[tuple[str, str], Notice] = {}
    for notice in pack.notices:
        if notice.cite.act not in {act.id for act in pack.head.acts}:
            yield _fault(notice, "PK07", f"there is no act {notice.cite.act!r}")
        for lang, words in notice.texts():
            if not words.strip():
                yield _fault(notice, "PK08", f"a text has no wording in {lang}")
        for name in filter(None, (notice.machine, notice.people)):
            if name not in raw_rules:
                yield _fault(notice, "PK11", f"there is no rule {name!r}", suggest(name, raw_rules))
        for made in notice.made:
            other = told.setdefault((notice.scope, made), notice)
            if other is not notice:
                hint = f"the other one is at {other.source}"
                yield _fault(notice, "PK03", f"two notices for {notice.scope}, {made}", hint)


def _texts(pack: Pack, part: Rule | Derived) -> Iterator[Fault]:
    texts: list[Text | None] = [part.title, part.says, part.note]
    for text in texts:
        for lang, words in zip(
            ("kk", "ru", "en"), (text.kk, text.ru, text.en) if text else (), strict=False
        ):
            if not words.strip():
                yield _fault(part, "PK08", f"a text has no wording in {lang}")
            for term in _TERM.findall(words):
                if term not in pack.head.terms:
                    hint = suggest(term, pack.head.terms)
                    yield _fault(part, "PK08", f"there is no term {{{term}}}", hint)


def _cites(pack: Pack, part: Rule | Derived) -> Iterator[Fault]:
    if part.cite and part.cite.act not in {act.id for act in pack.head.acts}:
        hint = suggest(part.cite.act, [act.id for act in pack.head.acts])
        yield _fault(part, "PK07", f"there is no act {part.cite.act!r}", hint)
    known = {ambiguity.id for ambiguity in pack.coverage.ambiguities}
    for name in part.ambiguities:
        if name not in known:
            yield _fault(part, "PK07", f"there is no ambiguity {name!r} in coverage.yaml")


def _examples(pack: Pack, part: Rule | Derived) -> Iterator[Fault]:
    vocabulary = pack.vocabulary
    for example in part.examples:
        for name, raw in example.given.items():
            flaw = vocabulary.flaw(name, raw)
            if flaw:
                yield _fault(part, flaw[0], f"example {example.name!r}: {flaw[1]}", flaw[2])
    if isinstance(part, Rule):
        sides = {example.holds for example in part.examples}
        for side in ("yes", "no"):
            if side not in sides:
                yield _fault(part, "PK09", f"no worked case shows it with {side!r}")


def _days(rule: Rule) -> Iterator[Fault]:
    if rule.days.empty:
        yield _fault(rule, "PK10", "it ends before it begins")


def _exceptions(pack: Pack, rule: Rule, raw_rules: frozenset[str]) -> Iterator[Fault]:
    for name in rule.unless:
        other = pack.rule(name)
        if other is None and name not in raw_rules:
            hint = suggest(name, [r.id for r in pack.rules])
            yield _fault(rule, "PK11", f"there is no exception {name!r}", hint)
        elif other is not None and not isinstance(other.then, Excuses):
            yield _fault(rule, "PK11", f"{name} is not an exception", "it needs then: {excuses: true}")
        elif other is not None and not other.days.overlaps(rule.days):
            yield _fault(rule, "PK11", f"{name} is never in force on the same day")


def _consequence(pack: Pack, rule: Rule, raw_rules: frozenset[str]) -> Iterator[Fault]:
    match rule.then:
        case ClassIs(axis=axis, is_=name):
            values = {a.id: [v.id for v in a.values] for a in pack.head.classes}
            if axis not in values:
                yield _fault(rule, "PK06", f"there is no class {axis!r}", suggest(axis, values))
            elif name not in values[axis]:
                yield _fault(rule, "PK06", f"{axis} has no value {name!r}", suggest(name, values[axis]))
        case Duty(owed_by=owed_by, to=to, due=due):
            if not owed_by:
                yield _fault(rule, "PK12", "nobody owes this duty", "name who in owed_by")
            yield from _parties(pack, rule, (*owed_by, *to))
            wrong = wrong_due(due)
            if wrong:
                yield _fault(rule, "PK13", f"due {wrong}")
            name_ = clock_fact(due)
            if name_ and (name_ not in pack.vocabulary or pack.vocabulary[name_].type != "day"):
                yield _fault(rule, "PK13", f"due: there is no day fact {name_!r}")
        case Right(of=of, against=against):
            yield from _parties(pack, rule, (*of, *against))
        case Sanction(on=on, for_=breached, amount=amount):
            yield from _parties(pack, rule, on)
            if amount not in pack.head.amounts:
                yield _fault(rule, "PK06", f"there is no amount {amount!r}")
            for name in breached:
                if name not in raw_rules:
                    hint = suggest(name, [r.id for r in pack.rules])
                    yield _fault(rule, "PK11", f"there is no rule {name!r} to breach", hint)


def _parties(pack: Pack, rule: Rule, names: tuple[str, ...]) -> Iterator[Fault]:
    for name in names:
        if name not in pack.head.parties:
            hint = suggest(name, pack.head.parties)
            yield _fault(rule, "PK12", f"there is no party {name!r}", hint)


def _circles(pack: Pack) -> Iterator[Fault]:
    by_id = {rule.id: rule for rule in pack.rules}
    for rule in pack.rules:
        trail = [rule.id]
        todo = [(name, trail) for name in rule.unless]
        seen: set[str] = set()
        while todo:
            name, trail = todo.pop()
            if name == rule.id:
                yield _fault(rule, "PK14", f"exceptions in a circle: {' → '.join([*trail, name])}")
                break
            if name in by_id and name not in seen:
                seen.add(name)
                todo += [(other, [*trail, name]) for other in by_id[name].unless]


def _coverage(pack: Pack) -> Iterator[Fault]:
    cited = {rule.cite.key[:length] for rule in pack.rules for length in range(1, 5)}
    cited |= {one.cite.key[:n] for one in pack.derived if one.cite for n in range(1, 5)}
    for provision in pack.coverage.provisions:
        key = tuple(part for part in provision.cite.key if part)
        if key not in {tuple(p for p in c if p) for c in cited} and provision.why_not is None:
            name = provision.cite.in_("en")
            yield Fault(
                at=Place(file="coverage.yaml"),
                code="PK15",
                what=f"{name} is cited by no rule and has no why_not",
                hint="encode it, or say why not",
            )

"""Laws made up on the spot: a pack from a few words, and every system that it can speak of."""

from datetime import date
from itertools import combinations, product

from hypothesis import strategies as st

from tanba.kernel import Cite, Text
from tanba.law import Confidence, Derived, Excuses, Forbids, Pack, Question, Rule, Scope, States, parse
from tanba.law.language.syntax import And, Between, Compare, Fact, Has, Not, OneOf, Or, show
from tanba.law.language.vocabulary import Vocabulary
from tanba.law.sheets.pack import Act, Axis, ClassValue, Edition, Head

DAY = date(2026, 3, 1)
START = date(2026, 1, 18)


def text(words):
    return Text(kk=words, ru=words, en=words)


def asks(id_, type_="bool", values=(), **more):
    named = {name: text(name) for name in values} or None
    return Question(id=id_, type=type_, ask=text(id_), values=named, **more)


def rule(id_, when, then=None, unless=(), from_=START, until=None, says="says"):
    """A rule still in words: `law` reads its condition."""
    return {
        "id": id_,
        "when": when,
        "then": then or States(states="it"),
        "unless": tuple(unless),
        "from_": from_,
        "until": until,
        "says": text(says),
    }


def excuse(id_, when, **more):
    return rule(id_, when, Excuses(excuses=True), **more)


def forbid(id_, when, **more):
    return rule(id_, when, Forbids(forbids="it"), **more)


def axis(id_, *values, within):
    named = tuple(ClassValue(id=v, title=text(v)) for v in values)
    return Axis(id=id_, title=text(id_), cite=Cite(act="demo"), within=within, values=named)


def law(questions, rules, derived=(), classes=(), parties=("owner", "user")):
    """Return a pack; `derived` are pairs of a name and a condition, each after those it leans on."""
    questions = tuple(questions)
    scope = Scope(Vocabulary(questions), frozenset(name for name, _ in derived))
    edition = Edition(from_=START, confidence=Confidence.TEXT_SEEN)
    act = Act(
        id="demo", title=text("d"), short=text("d"), number="1", source="made up", editions=(edition,)
    )
    head = Head(
        pack="demo/made-up",
        version="0",
        country="KZ",
        title=text("d"),
        vocabulary=".",
        acts=(act,),
        parties={name: text(name) for name in parties},
        terms={},
        amounts={},
        classes=tuple(classes),
    )
    return Pack(
        head=head,
        questions=questions,
        derived=tuple(Derived(id=n, title=text(n), when=parse(when, scope)) for n, when in derived),
        rules=tuple(
            Rule(
                **{**raw, "when": parse(raw["when"], scope)},
                title=text(raw["id"]),
                cite=Cite(act="demo", article="1"),
                confidence=Confidence.TEXT_SEEN,
            )
            for raw in rules
        ),
    )


QUESTIONS = (
    asks("a"),
    asks("b"),
    asks("c", judgement=True),
    asks("mode", "enum", ("open", "closed", "local")),
    asks("roles", "set", ("owner", "user")),
    asks("people", "int", min=0, max=50),
    asks("since", "day"),
    asks("name", "text"),
)
NAMES = [question.id for question in QUESTIONS]

ANSWERS = {
    "a": (True, False),
    "b": (True, False),
    "c": (True, False),
    "mode": ("open", "closed", "local"),
    "roles": tuple(frozenset(part) for n in range(3) for part in combinations(("owner", "user"), n)),
    "people": (0, 9, 10, 11, 20, 21),
    "since": (date(2026, 1, 17), date(2026, 1, 18)),
    "name": ("Tanba", "Damu", "another"),
}
"""Every way of answering that the conditions below can tell apart."""

MODES = st.sampled_from(("open", "closed", "local"))
LEAVES = st.one_of(
    st.sampled_from("abc").map(Fact),
    st.builds(Compare, st.just("mode"), st.sampled_from(("=", "<>")), MODES),
    st.builds(OneOf, st.just("mode"), st.lists(MODES, min_size=1, max_size=2).map(tuple)),
    st.builds(Has, st.just("roles"), st.sampled_from(("owner", "user"))),
    st.builds(
        Compare, st.just("people"), st.sampled_from(("=", "<", ">=")), st.sampled_from((10, 20, 60))
    ),
    st.builds(Between, st.just("people"), st.just(10), st.just(20)),
    st.builds(Compare, st.just("since"), st.sampled_from(("<", ">=")), st.just(date(2026, 1, 18))),
    st.builds(Compare, st.just("name"), st.just("="), st.sampled_from(("Tanba", "Damu"))),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=6,
).map(show)


@st.composite
def answers(draw, least=0):
    """Some of the facts answered; all of them with `least=8`."""
    names = draw(st.lists(st.sampled_from(NAMES), min_size=least, unique=True))
    return {name: draw(st.sampled_from(ANSWERS[name])) for name in sorted(names, key=NAMES.index)}


@st.composite
def laws(draw):
    """A law of a few rules that lean on each other: a derived fact, a prohibition, an exception."""
    whens = [draw(CONDITIONS) for _ in range(4)]
    return law(
        QUESTIONS,
        [
            forbid("r.1", f"base AND ({whens[1]})", unless=["r.1.x"]),
            excuse("r.1.x", whens[2]),
            rule("r.2", f"base OR ({whens[3]})"),
        ],
        derived=[("base", whens[0])],
    )


def completions(facts, names):
    """Yield `facts` with every combination of answers for those of `names` that it leaves open."""
    missing = [name for name in names if name not in facts]
    for chosen in product(*(ANSWERS[name] for name in missing)):
        yield {**facts, **dict(zip(missing, chosen, strict=True))}

"""Cases of the trial law."""

from datetime import date

import pytest
from trial_law import HEAD, READ, RULES, VOCABULARY

from tanba.flow import Card, Case, Given, Source, System
from tanba.law import assess, read_pack


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pack")
    for name, text in {
        "pack.yaml": HEAD,
        "rules/all.yaml": RULES,
        "vocabulary/all.yaml": VOCABULARY,
    }.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return read_pack(folder)


@pytest.fixture
def make_case(pack):
    """Return a case of the small law: answers (plain or Given), a day, what the card says."""

    def make(answers, on=READ, name="School cameras", file="cards/school.yaml", **system):
        given = {
            fact: answer if isinstance(answer, Given) else Given(answer=answer)
            for fact, answer in answers.items()
        }
        card = Card(
            file=file,
            system=System(id="school", name=name, **system),
            sources=(Source(title="Passport", at="docs/passport.pdf", on=date(2026, 1, 2)),),
            answers=given,
            lines={fact: line for line, fact in enumerate(given, 10)},
        )
        return Case(pack=pack, card=card, assessment=assess(pack, card.facts, on))

    return make

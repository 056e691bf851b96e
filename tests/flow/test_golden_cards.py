"""The real Kazakh cases: what each card should come to was written down before the rules were."""

from datetime import date
from pathlib import Path

import pytest

from tanba.flow import open_pack, read_card
from tanba.kernel import Reason, Truth, parse_document
from tanba.law import Confidence, Duty, Forbids, Recommends, Right, Sanction, States, assess

FOLDER = Path("examples/kz")
CARDS = sorted(FOLDER.glob("*.yaml"))
GOLDEN = parse_document(Path("tests/flow/golden.yaml").read_text(encoding="utf-8"), "golden.yaml").tree
EXPECTED = GOLDEN["cards"]
DAY = date.fromisoformat(GOLDEN["day"])
LATER = date.fromisoformat(GOLDEN["later"])
KINDS = {
    "prohibitions": Forbids,
    "duties": Duty,
    "rights": Right,
    "statuses": States,
    "sanctions": Sanction,
    "advice": Recommends,
}
POSTED = [name for name, said in EXPECTED.items() if "ai-law.21.2.poster" in said.get("advice", {})]


@pytest.fixture(scope="module")
def pack():
    return open_pack("kz/ai-law")


@pytest.fixture(scope="module")
def cards(pack):
    return {path.stem: read_card(path, pack) for path in CARDS}


def outcome(finding):
    """Yes or no, or else the reason why neither."""
    return finding.reason.value if finding.truth is Truth.UNKNOWN else finding.truth.name.lower()


def place(placed):
    """The value, or every value still possible and the reason, as golden.yaml writes it."""
    if placed.is_ is not None:
        return placed.is_
    reason = {"reason": placed.reason.value} if placed.reason else {}
    return {"possible": list(placed.possible), **reason}


def compare(assessment, expected):
    """Return what differs between an assessment and the golden file, each line with both sides."""
    different = []
    for axis, wanted in expected.get("classes", {}).items():
        if place(assessment.placed(axis)) != wanted:
            different.append(f"{axis}: {place(assessment.placed(axis))}, expected {wanted}")
    for heading, kind in KINDS.items():
        for rule, wanted in expected.get(heading, {}).items():
            finding = assessment.finding(rule)
            assert finding is not None, f"{rule} is not in force on {assessment.on}"
            assert isinstance(finding.rule.then, kind), f"{rule} is not among the {heading}"
            if outcome(finding) != wanted:
                open_ = [one.name for one in finding.open]
                different.append(f"{rule}: {outcome(finding)}, expected {wanted}; open: {open_}")
    return different


@pytest.mark.parametrize("name", EXPECTED)
def test_a_card_comes_to_what_was_expected(name, pack, cards):
    assert compare(assess(pack, cards[name].facts, DAY), EXPECTED[name]) == []


VARIED = [
    pytest.param(name, case, id=f"{name}: {case.get('given') or case['on']}")
    for name, expected in EXPECTED.items()
    for case in expected.get("if", [])
]


@pytest.mark.parametrize(("name", "case"), VARIED)
def test_one_more_answer_turns_a_card_as_expected(name, case, pack, cards):
    facts = cards[name].facts | case.get("given", {})
    on = date.fromisoformat(case["on"]) if "on" in case else DAY
    assert compare(assess(pack, facts, on), case) == []


@pytest.mark.parametrize("name", EXPECTED)
def test_findings_of_the_ai_law_are_marked_unread_after_its_amendment(name, pack, cards):
    def read(on):
        findings = assess(pack, cards[name].facts, on).findings
        return {f.rule.id: f.confidence for f in findings if f.rule.cite.act == "ai-law"}

    assert Confidence.TEXT_SEEN in read(DAY).values()
    assert set(read(LATER).values()) == {Confidence.SECONDARY}


@pytest.mark.parametrize("name", POSTED)
def test_whoever_posts_a_deepfake_is_advised_to_label_it_and_is_not_the_one_fined(name, pack, cards):
    assessment = assess(pack, cards[name].facts, DAY)
    roles = set(cards[name].facts["roles"])
    assert not roles & set(assessment.finding("koap.641-1.1.1").rule.then.on)
    assert assessment.finding("ai-law.21.2.mark").owed.yours is Truth.NO


def test_every_card_has_an_expected_result_and_there_are_at_least_twenty_five():
    assert len(CARDS) >= 25
    assert [path.stem for path in CARDS] == sorted(EXPECTED)


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_card_says_where_its_facts_come_from(path, cards):
    card = cards[path.stem]
    assert card.system.about
    assert card.sources
    assert all(source.at for source in card.sources) or path.stem == "47-regex-filter"


@pytest.mark.parametrize("path", CARDS, ids=lambda path: path.stem)
def test_every_unknown_answer_that_a_lawyer_must_decide_says_what_is_to_be_decided(path, cards):
    answers = cards[path.stem].answers.values()
    assert all(given.note for given in answers if given.unknown is Reason.JUDGEMENT)


ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| [")
]


def test_the_table_in_the_readme_says_what_tanba_says(pack, cards):
    table = {row[0].split("](")[1].removesuffix(".yaml)"): row for row in ROWS}
    assert sorted(table) == sorted(cards)
    for name, card in cards.items():
        assessment = assess(pack, card.facts, DAY)
        said = [words(assessment.placed(axis)) for axis in ("risk", "autonomy")]
        assert table[name][2:4] == said, name
        assert all(source.at is None or source.at in table[name][1] for source in card.sources), name


def words(placed):
    """A class in a cell of the README's table."""
    if placed.is_:
        return placed.is_
    if not placed.possible:
        return "–"
    if placed.reason.value == "not_asked":
        return "not asked"
    return f"{' or '.join(placed.possible)} ({placed.reason.value.replace('_', ' ')})"

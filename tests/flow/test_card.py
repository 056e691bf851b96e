"""Cards: strict, bounded, and kept whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from law.small import write_pack
from tanba.flow import Given, new_card, read_card, save_answer
from tanba.kernel import Faults, Missing, Reason, TanbaError, Unknown
from tanba.law import read_pack

WORDS = dict.fromkeys(("about", "answers", "judgement", "unknown"), "word")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return read_pack(write_pack(tmp_path_factory.mktemp("pack")))


def card(tmp_path, text):
    path = tmp_path / "tanba.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_answers_with_and_without_their_story(tmp_path, pack):
    text = """\
tanba: 1
system: {id: a, name: A}
answers:
  learns: true
  consent: {answer: false, by: A. Omarova, on: 2026-02-01, evidence: consents/, note: paper forms}
  by_law: {unknown: judgement, note: which law?}
  harm:
"""
    read = read_card(card(tmp_path, text), pack)
    assert read.facts["learns"] is True
    assert read.facts["consent"] is False
    assert read.facts["harm"] is None
    assert read.facts["by_law"] == Unknown(reason=Reason.JUDGEMENT, note="which law?")
    assert read.answers["consent"].by == "A. Omarova"
    assert read.lines["by_law"] == 6


def test_every_fault_of_a_card_comes_at_once_with_its_line(tmp_path, pack, monkeypatch):
    text = """\
tanba: 1
system: {id: a, name: A}
answers:
  learns: yes
  emotion: true
  people: many
  kind: {unknown: perhaps}
  harm: {answer: true, unknown: not_known}
"""
    path = card(tmp_path, text)
    with pytest.raises(Faults) as caught:
        read_card(path, pack)
    assert str(caught.value).replace(str(path), "CARD") == snapshot("""\
CARD:4: FC02 learns: should be true or false, is 'yes'
CARD:5: FC01 there is no fact 'emotion'
    hint: did you mean emotions?
CARD:6: FC02 people: should be a whole number, is 'many'
CARD:7: CD01 unknown: should be 'not_asked', 'not_known', 'not_applicable' or 'judgement', is 'perhaps'
CARD:8: CD05 answers.harm: has an answer and says that it is unknown\
""")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "CD02"),
        ("- 1", "CD02"),
        ("tanba: 2\nsystem: {id: a, name: A}", "CD03"),
        ("tanba: 1", "CD01"),
        ("tanba: 1\nsystem: {id: a, name: A, colour: red}", "CD01"),
        ("tanba: 1\nsystem: {id: a, name: A}\nanswers: [1]", "CD01"),
    ],
)
def test_what_is_not_a_card_is_refused(tmp_path, pack, text, code):
    with pytest.raises(Faults, match=code):
        read_card(card(tmp_path, text), pack)


def test_a_card_of_a_million_lines_is_refused_at_once(tmp_path, pack):
    path = card(
        tmp_path, "tanba: 1\nsystem: {id: a, name: A}\nanswers:\n" + "  learns: true\n" * 1_000_000
    )
    with pytest.raises(Faults, match="YM01 too long"):
        read_card(path, pack)


def test_a_card_that_is_not_there_or_not_text(tmp_path, pack):
    with pytest.raises(Missing, match="CD04"):
        read_card(tmp_path / "none.yaml", pack)
    with pytest.raises(Missing, match="CD04"):
        read_card(tmp_path, pack)
    path = tmp_path / "x.yaml"
    path.write_bytes(b"tanba: 1\n\xff\xfe")
    with pytest.raises(Faults, match=r"x\.yaml:2: YM08"):
        read_card(path, pack)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200))
def test_hostile_bytes_raise_nothing_but_our_errors(tmp_path, pack, content):
    path = tmp_path / "hostile.yaml"
    path.write_bytes(content)
    with pytest.raises(TanbaError):
        read_card(path, pack)


def test_a_new_card_is_a_card_with_nothing_answered(tmp_path, pack):
    path = card(tmp_path, new_card(pack, 'a "hostile": name\n# x', "scoring", "kk", WORDS))
    read = read_card(path, pack)
    assert set(read.facts) == set(pack.vocabulary)
    assert set(read.facts.values()) == {None}
    assert read.system.name == 'a "hostile": name\n# x'


def test_saving_an_answer_keeps_comments_order_and_everything_else(tmp_path, pack):
    path = card(tmp_path, new_card(pack, "A", "a", "en", WORDS))
    before = path.read_text()
    save_answer(path, "learns", Given(answer=True))
    save_answer(path, "roles", Given(answer=["owner", "user"], by="A. Omarova"))
    save_answer(path, "by_law", Given(unknown=Reason.NOT_KNOWN))
    read = read_card(path, pack)
    assert read.facts["learns"] is True
    assert read.facts["roles"] == ["owner", "user"]
    assert read.answers["roles"].by == "A. Omarova"
    assert read.facts["by_law"].reason is Reason.NOT_KNOWN
    comments = [line for line in before.splitlines() if line.lstrip().startswith("#")]
    assert [line for line in path.read_text().splitlines() if line.lstrip().startswith("#")] == comments


def test_a_save_that_fails_leaves_the_old_card(tmp_path, pack, monkeypatch):
    path = card(tmp_path, new_card(pack, "A", "a", "en", WORDS))
    before = path.read_bytes()
    monkeypatch.setattr(
        "os.replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device"))
    )
    with pytest.raises(Missing, match="no space left"):
        save_answer(path, "learns", Given(answer=True))
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["tanba.yaml"]

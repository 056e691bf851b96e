"""Cards: strict, bounded, and kept whole."""

import os
import stat
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inline_snapshot import snapshot

from law.small import write_pack
from tanba.flow import Given, find_pack, new_card, open_cases, read_card, save_answer, write_whole
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


LAYOUTS = {
    "nothing": "answers:\n",
    "nothing, and a comment": "answers: # mine\n# tail\n",
    "no answers at all": "# bye",
    "an empty map": "answers: {} # c\n",
    "a flow": "answers: { # c\n  kind: voice, # d\n  }\n",
    "a block": "answers:\n\n  # why\n  kind: voice   # tail\n\n  # end\n",
    "an old answer": "answers:\n  learns:   'no'   # c\n  kind : voice\n".replace("'no'", "false"),
    "an empty answer": "answers:\n    learns:   # c\n    kind: voice",
    "a long answer": (
        "answers:\n  learns: # c\n    answer: false\n    note: |\n      why\n\n  kind: voice\n"
    ),
    "a list": "answers:\n  roles:\n  - owner # c\n  - user\n  # t\n  kind: voice\n",
    "letters": "answers:\n  # Қазақша «сөз» 😀\n  kind: {answer: voice, note: '😀'} # 😀\n",
}


@pytest.mark.parametrize("lead", ["", "\ufeff"], ids=["", "bom"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_answer_is_put_in_without_touching_another_character(tmp_path, pack, layout, end, lead):
    head = "tanba: 1\nsystem: {id: a, name: 'A'}   # 1\n"
    text = lead + (head + LAYOUTS[layout]).replace("\n", end)
    path = tmp_path / "tanba.yaml"
    for name, given_ in (
        ("learns", Given(answer=True)),
        ("roles", Given(answer=["owner"], by="A: #x", note='two\nlines "q" \x7f \u2028')),
        ("harm", Given(unknown=Reason.NOT_KNOWN)),
    ):
        path.write_bytes(text.encode())
        before = read_card(path, pack)
        save_answer(path, name, given_)
        after = read_card(path, pack)
        assert after.answers == {**before.answers, name: given_}
        written = path.read_bytes().decode()
        assert end == "\n" or "\n" not in written.replace("\r\n", "")
        # What is gone is the old answer, and what came is the new one: all else is there, in order.
        kept = [line for line in text.split(end) if not {*"-:{}"} & {*line.split("#")[0]}]
        lines = iter(written.split(end))
        assert all(line in lines for line in kept if line and "why" not in line)


def test_a_linked_card_stays_a_link_and_a_killed_run_is_in_nobodys_way(tmp_path, pack):
    real = card(tmp_path, new_card(pack, "A", "a", "en", WORDS))
    link = tmp_path / "link.yaml"
    link.symlink_to(real)
    (tmp_path / f".link.yaml.{os.getpid()}.new").write_text("half")
    save_answer(link, "learns", Given(answer=True))
    assert link.is_symlink()
    assert read_card(real, pack).facts["learns"] is True


def test_what_is_no_file_is_written_to_and_not_replaced(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_whole(pipe, b"result")
    assert os.read(reader, 100) == b"result"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_card_that_is_broken_or_gone_when_an_answer_comes_is_our_error(tmp_path):
    path = card(tmp_path, "tanba: [")
    with pytest.raises(Faults, match="YM02"):
        save_answer(path, "learns", Given(answer=True))
    path.unlink()
    with pytest.raises(Missing, match="CD04"):
        save_answer(path, "learns", Given(answer=True))


@pytest.mark.parametrize(
    "day", ["86400", '"86400"', "2026-02-01T00:00:00", "２０２６-02-01", "2026-02-30"]
)
def test_a_day_is_written_in_one_way(tmp_path, pack, day):
    text = f"tanba: 1\nsystem: {{id: a, name: A}}\nanswers: {{learns: {{answer: true, on: {day}}}}}"
    with pytest.raises(Faults, match="CD01 on: should be a day such as 2026-01-18"):
        read_card(card(tmp_path, text), pack)


@pytest.mark.parametrize(
    "head", ['"pack": kz/none', "pack : kz/none", "pack:\n  kz/none", "pack: 'kz/none'"]
)
def test_the_pack_that_a_card_names_is_never_passed_over(tmp_path, head):
    path = card(tmp_path, f"tanba: 1\n{head}\nsystem: {{id: a, name: A}}\n")
    with pytest.raises(Missing, match="no pack 'kz/none'"):
        open_cases([path], date(2026, 3, 1))


@pytest.mark.parametrize("name", ["a" * 10_000, "a\0b", "../../..", "/etc"])
def test_a_name_that_no_folder_can_have_is_no_pack(name):
    with pytest.raises(Missing, match="no pack"):
        find_pack(name)


def test_a_name_of_any_characters_makes_a_card_that_can_be_read(tmp_path, pack):
    path = card(tmp_path, new_card(pack, "\x7f\x1b\u2028\udcff😀", "a", "en", WORDS))
    assert read_card(path, pack).system.name == "\x7f\x1b\u2028\ufffd😀"

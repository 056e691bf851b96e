"""What people are told: one wording for each scope and way of making, serving a rule that is there."""

import pytest

from law.small import RULES, write_pack
from tanba.flow import open_pack
from tanba.kernel import Faults
from tanba.law import Duty, read_pack


@pytest.fixture(scope="module")
def kz():
    return open_pack("kz/ai-law")


SCOPES = ("synthetic", "ai-output", "goods", "service")
MADE = ("generated", "edited", "composite")
NOTICES = (
    RULES
    + """
notices:
  - id: told
    scope: synthetic
    made: [generated]
    says: {kk: а, ru: б, en: c}
    short: {kk: а, ru: б, en: c}
    cite: {act: demo, article: 2}
    people: demo.2
"""
)


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("made", MADE)
def test_kazakhstan_has_words_for_every_scope_and_way_of_making(kz, scope, made):
    notice = kz.notice(scope, made)
    assert len({words for _, words in notice.texts()}) >= 3
    for words in (notice.says, notice.short):
        assert len(words.kk) <= len(notice.says.kk)
    for rule in filter(None, (notice.machine, notice.people)):
        assert isinstance(kz.rule(rule).then, Duty)
        assert kz.rule(rule).cite.article == notice.cite.article


def test_an_edited_thing_is_not_told_to_be_made_by_ai(kz):
    assert kz.notice("synthetic", "edited").says != kz.notice("synthetic", "generated").says


def test_a_notice_is_read_with_its_place(tmp_path):
    pack = read_pack(write_pack(tmp_path, rules=NOTICES))
    assert pack.notice("synthetic", "generated").source.startswith("rules/all.yaml:")
    assert pack.notice("synthetic", "edited") is None


@pytest.mark.parametrize(
    ("old", "new", "code", "what"),
    [
        ("people: demo.2", "people: demo.9", "PK11", "no rule 'demo.9'"),
        ("act: demo, article: 2", "act: other, article: 2", "PK07", "no act 'other'"),
        ("says: {kk: а,", "says: {kk: ' ',", "PK08", "no wording in kk"),
        ("made: [generated]", "made: [generated, generated]", None, ""),
        ("made: [generated]", "maid: [generated]", "PK01", "maid"),
    ],
)
def test_a_wrong_notice_is_a_fault_with_a_place(tmp_path, old, new, code, what):
    folder = write_pack(tmp_path, rules=NOTICES.replace(old, new))
    if code is None:
        assert read_pack(folder).notices
        return
    with pytest.raises(Faults) as caught:
        read_pack(folder)
    assert any(f.code == code and what in f.what and f.at.line for f in caught.value.faults)


def test_two_notices_for_one_thing_are_a_fault(tmp_path):
    twice = NOTICES + NOTICES[NOTICES.index("  - id: told") :].replace("id: told", "id: again")
    with pytest.raises(Faults, match="PK03 again: two notices for synthetic, generated"):
        read_pack(write_pack(tmp_path, rules=twice))

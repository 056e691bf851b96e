"""Mappings say what a column says, and nothing more."""

from datetime import date

import polars as pl
import pytest

from law.small import write_pack
from tanba.flow import find_pack, open_cases, read_map, table_facts
from tanba.kernel import Missing
from tanba.law import read_pack

ROLES = """\
map: m
systems: [name]
facts:
  roles:
    column: who
    split: ";"
    values: {Owner: [owner], User: [user]}
"""


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return read_pack(write_pack(tmp_path_factory.mktemp("pack")))


def test_one_unknown_word_leaves_a_set_unknown(tmp_path, pack):
    path = tmp_path / "m.yaml"
    path.write_text(ROLES)
    cells = ["Owner", "Owner; User", "Owner;Somebody", "", None, "Nobody", "User;"]
    table = pl.DataFrame({"name": [str(i) for i in range(len(cells))], "who": cells})
    read = table_facts(table, read_map(path, pack), pack, "t").facts["roles"].to_list()
    assert read == [["owner"], ["owner", "user"], None, None, None, None, ["user"]]


def test_a_folder_in_the_working_directory_does_not_become_the_law(tmp_path, monkeypatch):
    write_pack(tmp_path / "kz" / "ai-law")
    monkeypatch.chdir(tmp_path)
    assert tmp_path not in find_pack("kz/ai-law").resolve().parents
    assert find_pack("./kz/ai-law") == (tmp_path / "kz" / "ai-law").relative_to(tmp_path)


def test_a_card_cannot_bring_its_own_law(tmp_path):
    write_pack(tmp_path / "mine")
    card = tmp_path / "tanba.yaml"
    card.write_text(f"tanba: 1\npack: {tmp_path / 'mine'}\nsystem: {{id: a, name: A}}\n")
    with pytest.raises(Missing, match="named with --pack"):
        open_cases((card,), date(2026, 3, 1))

"""Reading packs: every fault at once, each with its place, its code and a hint."""

import json

import pytest
from inline_snapshot import snapshot

from law.small import FACTS, HEAD, RULES, write_pack
from tanba.kernel import Faults, Missing
from tanba.law import read_pack


def faults(folder, **sheets):
    with pytest.raises(Faults) as caught:
        read_pack(write_pack(folder, **sheets))
    return str(caught.value)


def test_the_small_pack_is_right(tmp_path):
    pack = read_pack(write_pack(tmp_path))
    assert [rule.id for rule in pack.rules] == [
        "demo.1.1",
        "demo.1.2",
        "demo.2",
        "demo.2.law",
        "demo.3",
    ]
    assert pack.rule("demo.2").source == "rules/all.yaml:28"


def test_no_pack_is_said_plainly(tmp_path):
    with pytest.raises(Missing, match="no pack here"):
        read_pack(tmp_path)


def test_a_broken_sheet_names_every_fault_in_line_order(tmp_path):
    rules = RULES.replace("article: 1, paragraph: 1}", "article: [1]}", 1)
    rules = rules.replace(
        'holds: "yes", given: {learns: true, here: true}}', "holds: maybe, given: {}}"
    )
    rules = rules.replace("when: covered AND emotions", "when: covered AND emotoins")
    assert faults(tmp_path, rules=rules) == snapshot("""\
rules/all.yaml:9: PK01 cite.article: should be text, is [1]
rules/all.yaml:33: CN05 when: there is no fact 'emotoins'
    hint: did you mean emotions?
rules/all.yaml:67: PK01 examples.0.holds: should be 'yes', 'no' or 'unknown', is 'maybe'\
""")


@pytest.mark.parametrize(
    ("old", "new", "code", "what"),
    [
        ("id: demo.1.2", "id: demo.1.1", "PK03", "the name is taken"),
        ("unless: [demo.2.law]", "unless: [demo.2.low]", "PK11", "did you mean demo.2.law?"),
        ("unless: [demo.2.law]", "unless: [demo.3]", "PK11", "is not an exception"),
        ("when: by_law", "when: by_law\n    unless: [demo.2.law]", "PK14", "in a circle"),
        ("when: learns AND here", "when: covered OR here", "PK05", "derived in a circle"),
        ("owed_by: [owner]", "owed_by: []", "PK12", "nobody owes"),
        ("owed_by: [owner]", "owed_by: [owners]", "PK12", "did you mean owner?"),
        ("since: reviewed", "since: people", "PK13", "no day fact"),
        ("{yearly: true, since: reviewed}", "{yearly: true, every_days: 3}", "PK13", "one length"),
        ("{yearly: true, since: reviewed}", "sometimes", "PK01", "due"),
        ("is: high}", "is: hihg}", "PK06", "did you mean high?"),
        ("then: {forbids: emotions}", "then: {bans: emotions}", "PK01", "should say one of"),
        ("{act: demo, article: 2}", "{act: dema, article: 2}", "PK07", "did you mean demo?"),
        ("for {security}", "for {securty}", "PK08", "did you mean security?"),
        ("en: high risk}", "en: ' '}", "PK08", "no wording in en"),
        ("    when: by_law", "    until: 2026-01-18\n    when: by_law", "PK10", "ends"),
        ("given: {by_law: true}", "given: {bylaw: true}", "FC01", "did you mean by_law?"),
        ("given: {by_law: true}", "given: {by_law: 3}", "FC02", "should be true or false"),
        ("confidence: text_seen", "confidence: sure", "PK01", "should be"),
        ("from: 2026-01-18", "from: 2026-02-30", "PK01", "day"),
        ("when: covered\n", "when: covered IS TRUE\n", "CN04", "not allowed"),
        ("rules:\n", "regeln: []\nrules:\n", "PK02", "not a section"),
        ("rules:\n", "rules: 3\nother:\n", "PK02", "should be a list"),
    ],
)  # fmt: skip
def test_each_fault_has_its_code_and_hint(tmp_path, old, new, code, what):
    assert old in RULES
    found = faults(tmp_path, rules=RULES.replace(old, new, 1))
    assert code in found
    assert what in found


def test_a_fault_in_the_vocabulary_is_named(tmp_path):
    found = faults(tmp_path, facts=FACTS.replace("id: harm, type: bool", "id: harm, type: boolean"))
    assert "vocabulary/facts.yaml:8: PK01" in found


def test_one_broken_rule_hides_no_fault_in_another(tmp_path):
    rules = RULES.replace("id: demo.2\n", "id: demo.2\n    colour: red\n").replace(
        "due: {yearly", "dew: {yearly"
    )
    found = faults(tmp_path, rules=rules)
    assert "colour: is not a word of this format" in found
    assert "due: is missing" in found


def test_a_file_that_is_not_utf8_is_named_with_its_line(tmp_path):
    folder = write_pack(tmp_path)
    (folder / "rules" / "bad.yaml").write_bytes(b"rules:\n  - id: \xff\n")
    with pytest.raises(Faults, match=r"rules/bad\.yaml:2: YM08 not UTF-8"):
        read_pack(folder)


def test_a_pack_read_once_is_found_again_and_is_the_same(tmp_path):
    folder = write_pack(tmp_path / "pack")
    first = read_pack(folder, cache=tmp_path / "cache")
    (stored,) = (tmp_path / "cache").iterdir()
    assert read_pack(folder, cache=tmp_path / "cache") == first == read_pack(folder)
    stored.write_bytes(b"{")
    assert read_pack(folder, cache=tmp_path / "cache") == first


def test_a_changed_sheet_is_read_anew(tmp_path):
    folder = write_pack(tmp_path / "pack")
    read_pack(folder, cache=tmp_path / "cache")
    write_pack(folder, head=HEAD.replace("version: 0.1.0", "version: 0.2.0"))
    assert read_pack(folder, cache=tmp_path / "cache").head.version == "0.2.0"


def test_a_kept_pack_that_was_damaged_or_put_there_by_others_is_not_believed(tmp_path):
    root = write_pack(tmp_path / "pack")
    cache = tmp_path / "cache"
    whole = read_pack(root, cache)
    (kept,) = cache.iterdir()
    content = kept.read_bytes()
    seal, _, body = content.partition(b"\n")
    less = json.loads(body)
    less["rules"] = []
    foreign = [b"", b"null", b"[" * 100_000, content[:-9], seal + b"\n" + json.dumps(less).encode()]
    for hostile in foreign:
        kept.write_bytes(hostile)
        assert read_pack(root, cache) == whole
        assert kept.read_bytes() == content
    kept.chmod(0o666)
    kept.write_bytes(b"x\n" + body)
    assert read_pack(root, cache) == whole
    assert not kept.stat().st_mode & 0o022

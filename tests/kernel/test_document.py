"""The strict YAML of cards and packs: one way to write, bounded cost, faults with lines."""

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Faults, parse_document


def faults(text, **keys):
    with pytest.raises(Faults) as caught:
        parse_document(text, "f.yaml", **keys)
    return str(caught.value)


def test_plain_data_with_lines():
    document = parse_document("a: 1\nb:\n  - true\n  - yes\n  - 2026-01-18\nc: ~\n", "f.yaml")
    assert document.tree == {"a": 1, "b": [True, "yes", "2026-01-18"], "c": None}
    assert str(document.place(("b", 2))) == "f.yaml:5"
    assert str(document.place(("b", 9, "x"))) == "f.yaml:2"


def test_only_true_and_false_are_truth_values():
    words = parse_document("[yes, no, on, off, True, FALSE, true, false]", "f.yaml").tree
    assert words == ["yes", "no", "on", "off", "True", "FALSE", True, False]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: [1", "f.yaml:1: YM02"),
        ("a: 1\na: 2", "f.yaml:2: YM07"),
        ("a: &x 1\nb: *x", "YM04"),
        ("a: !!python/object:os.system x", "YM05"),
        ("? [a]\n: 1", "YM06"),
        ("a:\n\t- 1", "f.yaml:2: YM02"),
        ("\x00", "YM02"),
        ("[" * 200 + "]" * 200, "YM0"),
        ("--- 1\n--- 2", "YM02"),
        ('"\\UFFFFFFFF"', "YM02"),
        ('a: "\\ud800"', "f.yaml:1: YM08"),
        ("a: !!int 1", "f.yaml:1: YM05"),
        ("a: &x 1\nb: &x 2", "f.yaml:2: YM04"),
        ("[" * 100_000, "YM03"),
    ],
)
def test_what_is_not_strict_yaml_is_refused_with_its_line(text, code):
    assert code in faults(text)


def test_a_file_that_is_too_long_is_refused_before_it_is_parsed():
    assert "YM01 too long" in faults("a: 1\n" * 1_000_000, limit=1000)


def test_a_file_of_too_many_parts_is_refused_at_the_part_that_is_too_much():
    assert "f.yaml:5: YM01 too long: more than 5 parts" in faults("- a\n" * 10, limit=40)


def test_every_part_knows_where_it_stands():
    text = "a:\n  b: # c\n\n  d:   [1, 'x'] # e\n  f:\n  - g # h\n"
    spans = parse_document(text, "f.yaml").spans
    found = {".".join(map(str, path)): text[slice(*span)] for path, span in spans.items()}
    assert found["a.b"] == ""
    assert text[: spans["a", "b"][0]].endswith("b:")
    assert found["a.d"] == "[1, 'x']"
    assert found["a.f"] == "- g"


def test_all_faults_come_at_once_in_line_order():
    text = "a: 1\na: 2\nb: &x 3\nb: 4\n"
    assert [line.split(":")[1] for line in faults(text).splitlines() if "YM" in line] == ["2", "3", "4"]


@settings(max_examples=150)
@given(st.text(max_size=200))
def test_hostile_text_raises_nothing_but_our_errors(text):
    with contextlib.suppress(Faults):
        parse_document(text, "f.yaml")


@settings(max_examples=150)
@given(st.text(alphabet="ab:- []{}&*!?|>'\"#\n\t,%@", max_size=120))
def test_hostile_yaml_raises_nothing_but_our_errors(text):
    with contextlib.suppress(Faults):
        parse_document(text, "f.yaml")

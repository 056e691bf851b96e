"""What one save becomes: acts that make the new text exactly, and never more of it human than is true."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.flow import begin_work, follow_files, record_generation
from tanba.works import SpanKind
from tanba.works.capture import difference
from tanba.works.capture.difference import changes
from tanba.works.capture.origin import Belief, Known
from tanba.works.capture.saving import follow
from tanba.works.playback import replay

GENERATED = (
    "The steppe remembers every hoof that crossed it, and at dusk it counts them aloud. Жел тынады."
)
SOURCE = "A source said that seven or more words in a row count as a repetition of it."
KNOWN = [Known(text=GENERATED, of="g1"), Known(text=SOURCE, of="s1", source=True)]

words = st.sampled_from(
    [
        *GENERATED.split(" ")[:8],
        "ә",
        "ң\n",
        "\n\n",
        ".",
        " ",
        "",
        GENERATED,
        SOURCE.upper(),
        GENERATED[10:60],
    ]
)
texts = st.lists(words, max_size=30).map(" ".join)


def carried_out(text, acts):
    for act in acts:
        at, count = act["at"], act.get("count", 0)
        gone, text = text[at : at + count], text[:at] + text[at + count :]
        if act["do"] == "move":
            text = text[: act["to"]] + gone + text[act["to"] :]
        else:
            text = text[:at] + act.get("text", "") + text[at:]
    return text


@settings(deadline=None, max_examples=300)
@given(texts, texts, st.sampled_from(["typed", "pasted", "mechanical"]))
def test_the_acts_of_a_save_make_the_new_text_and_name_only_what_is_there(old, new, as_):
    acts = list(follow("p", old, new, KNOWN, Belief(as_=as_)))
    assert carried_out(old, acts) == new
    assert bool(acts) == (old != new)
    for act in acts:
        assert act.get("count", 1) > 0
        assert act.get("text", "x")
        if act.get("as") == "ai":
            _, _, at = act["from"]
            assert GENERATED[at : at + len(act["text"])] == act["text"]


def applied(old, found):
    """The text after changes that are in order and apart."""
    parts, at = [], 0
    for one in found:
        parts += (old[at : one.at], one.text)
        at = one.at + one.count
    return "".join([*parts, old[at:]])


@settings(deadline=None, max_examples=300)
@given(st.text("аб \nc.dәқ", max_size=40), st.text("аб \nc.dәқ", max_size=40), st.integers(1, 60))
def test_however_little_may_be_compared_the_changes_make_the_new_text(old, new, cells):
    kept = difference.CELLS
    try:
        difference.CELLS = cells
        assert applied(old, changes(old, new)) == new
    finally:
        difference.CELLS = kept


def test_a_paragraph_of_a_machine_that_is_pasted_is_the_machines_although_words_were_there_before():
    old = "The steppe was here. I typed this at dusk and counts are mine."
    new = f"The steppe was here. {GENERATED} I typed this at dusk and counts are mine."
    acts = list(follow("p", old, new, KNOWN, Belief(as_="typed")))
    assert [act["text"] for act in acts if act["as"] == "ai"] == [GENERATED]
    assert sum(len(act["text"]) for act in acts if act["as"] == "typed") <= 1


def test_what_comes_from_a_source_is_found_in_other_capitals_too():
    (act,) = follow("p", "", SOURCE.upper(), KNOWN, Belief(as_="typed"))
    assert (act["as"], act["from"]) == ("source", "s1")


def test_paragraphs_that_change_places_are_moved_and_nothing_is_entered():
    one = "Таң атты, ауыл оянды, ит үрді.\n\n"
    two = "Көл бетінде аққулар жүзіп жүр екен.\n\n"
    three = "Кешке қарай жаңбыр жауып, жер иісі шықты.\n\n"
    acts = list(follow("p", one + two + three, three + one + two))
    assert "".join(act.get("text", "") for act in acts).strip() == ""
    assert [act["do"] for act in acts].count("move") == 1
    assert carried_out(one + two + three, acts) == three + one + two


def test_inside_a_word_only_the_letters_that_changed_are_new():
    (act,) = follow("p", "Ол кітапты оқыды.", "Ол кітаптарды оқыды.", (), Belief(as_="typed"))
    assert act["text"] in ("ард", "рда")


def test_added_lines_are_whole_lines():
    (act,) = follow("p", "а\nб\n", "а\nб\nб\nв\n", (), Belief(as_="typed"))
    assert (act["at"], act["text"]) == (4, "б\nв\n")


def test_too_much_to_compare_is_of_unknown_origin_even_for_who_types_everything(monkeypatch):
    monkeypatch.setattr(difference, "CELLS", 100)
    old, new = ("\n".join(f"{c}{n} сөз" for n in range(50)) for c in "ab")
    acts = list(follow("p", old, new, (), Belief(as_="typed")))
    assert {act["as"] for act in acts} == {"pasted"}
    assert carried_out(old, acts) == new


@pytest.mark.parametrize(
    "disguise", [str.upper, lambda text: text.replace("e", "е"), lambda text: text]
)
def test_who_says_he_typed_what_a_machine_had_made_gains_nothing(tmp_path, disguise):
    work, file = tmp_path / "w.work", tmp_path / "a.md"
    begin_work(work, title="t", author="a")
    (tmp_path / "g.txt").write_text(GENERATED)
    record_generation(work, [tmp_path / "g.txt"], "m")
    text = f"My own words.\n{disguise(GENERATED)}\n"
    for step in range(0, len(text) + 10, 10):  # typed anew, a few letters in each save
        file.write_text(text[:step])
        follow_files(work, [file], "typed")
    (piece,) = replay(work).pieces
    human = "".join(
        piece.text[span.start : span.end] for span in piece.spans if span.kind is SpanKind.HUMAN
    )
    assert piece.text == text
    assert human.split() == ["My", "own", "words."]


@pytest.mark.parametrize("all_new", [False, True])
def test_two_texts_of_a_hundred_kilobytes_are_compared_in_half_a_second(all_new):
    chance = random.Random(7)  # noqa: S311
    vocabulary = [f"сөз{n}" for n in range(3_000)]
    old = [chance.choice(vocabulary) for _ in range(10_000)]
    new = [chance.choice(vocabulary) for _ in range(10_000)] if all_new else list(old)
    for _ in range(300):
        at = chance.randrange(len(new))
        new[at : at + chance.randrange(3)] = [chance.choice(vocabulary)]
    took = []
    for _ in range(3):
        begun = time.process_time()
        changes(" ".join(old), " ".join(new))
        took.append(time.process_time() - begun)
    assert len(" ".join(old).encode()) > 100_000
    assert min(took) < 0.5

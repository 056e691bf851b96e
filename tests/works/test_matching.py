"""Stretches that repeat a generation: found however they are dressed up, and nothing else."""

import time
import tracemalloc
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.works.matching import Run, runs
from tanba.works.segments import (
    fold,
    paragraph_places,
    sentence_places,
    word_places,
    words,
)

OUTPUT = "Бір күні бұлақ басында ақ сақалды қария отырыпты, ол балаға қарап күлімсіреді."
RUSSIAN = "Читатель хочет знать только одно: кто отвечает за написанное в этой газете сегодня."
LATIN = str.maketrans("аеорсухАЕОРСНТХКМВ", "aeopcyxAEOPCHTXKMB")
PLAIN_KAZAKH = str.maketrans("әғқңөұүһі", "агкноуухи")


def test_a_copy_is_found_with_its_place_in_both():
    text = f"Өзім жаздым. {OUTPUT} Тағы өзім."
    assert runs(text, ["басқа сөз", OUTPUT]) == (
        Run(start=13, end=13 + len(OUTPUT), output=1, output_start=0),
    )


def test_seven_words_in_a_row_count_and_six_do_not():
    seven, six = OUTPUT.split()[2:9], OUTPUT.split()[2:8]
    assert len(runs(f"мен {' '.join(seven)} дедім", [OUTPUT])) == 1
    assert runs(f"мен {' '.join(six)} дедім", [OUTPUT]) == ()


def test_four_fifths_of_a_short_output_count_and_less_does_not():
    output = "Айша таудан бұлаққа қарай жүгірді"
    assert len(runs("Сонда Айша таудан бұлаққа қарай жүрді", [output])) == 1
    assert runs("Сонда Айша таудан бұлаққа келді", [output]) == ()


def test_answers_that_stand_in_every_text_show_nothing():
    assert runs("Иә, мен барамын. Yes, in all.", ["Иә", "yes", "in all"]) == ()


@pytest.mark.parametrize(
    "dress",
    [
        str.upper,
        lambda text: text.translate(LATIN),
        lambda text: text.translate(PLAIN_KAZAKH),
        lambda text: "\u200b".join(text),
        lambda text: text.replace("а", "а\u0301"),
        lambda text: text.replace(" ", " – ").replace(",", ";"),
        lambda text: text.replace(" ", "\n"),
        lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
        lambda text: text.replace("о", "\N{GREEK SMALL LETTER OMICRON}"),
    ],
    ids=["capitals", "latin", "no-kazakh", "zero-width", "stress", "signs", "lines", "wide", "greek"],
)
@pytest.mark.parametrize("output", [OUTPUT, RUSSIAN])
def test_a_copy_in_other_dress_is_still_a_copy(dress, output):
    text = dress(output)
    (run,) = runs(text, [output])
    assert run.start <= 1
    assert run.end >= len(text) - 2


def test_other_words_stay_other_words():
    assert fold("шығарма") != fold("шығарды")
    assert fold("кот") != fold("ком")
    assert runs("Совсем другие слова стоят здесь одно за другим подряд.", [RUSSIAN]) == ()


def test_the_longest_copy_wins_and_none_lies_over_another():
    longer = f"{OUTPUT} {RUSSIAN}"
    text = f"{OUTPUT} {RUSSIAN}"
    (run,) = runs(text, [OUTPUT, RUSSIAN, longer])
    assert run.output == 2


def test_the_same_start_of_many_outputs_does_not_hide_the_right_one():
    start = "Конечно! Вот вариант текста, который вы у меня сегодня просили:"
    outputs = [f"{start} вариант {number} {OUTPUT}" for number in range(100)]
    (run,) = runs(outputs[77], outputs)
    assert (run.output, run.start, run.end) == (77, 0, len(outputs[77]))


def test_an_output_used_twice_is_found_twice():
    text = f"{OUTPUT}\nАл мен.\n{OUTPUT}"
    assert [text[one.start : one.end].strip() for one in runs(text, [OUTPUT])] == [OUTPUT, OUTPUT]


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=300), st.lists(st.text(max_size=120), max_size=4))
def test_any_text_is_taken(text, outputs):
    found = runs(text, outputs)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(one.end <= other.start for one, other in pairwise(found))


tiny = st.lists(st.sampled_from(["alpha", "beta", "gamma", "delta"]), max_size=40).map(" ".join)


@settings(deadline=None, max_examples=200)
@given(tiny, st.lists(tiny, max_size=4))
def test_what_is_found_stands_there_and_every_seven_words_are_found(text, outputs):
    found = runs(text, outputs)
    for one in found:
        assert (
            outputs[one.output][one.output_start :][: one.end - one.start] == text[one.start : one.end]
        )
    covered = {at for one in found for at in range(one.start, one.end)}
    spots = list(words(text))
    for i in range(len(spots) - 6):
        window = text[spots[i][1] : spots[i + 6][2]]
        if any(f" {window} " in f" {output} " for output in outputs):
            assert set(range(spots[i][1], spots[i + 6][2])) <= covered


@pytest.mark.parametrize(
    ("text", "outputs"),
    [
        ("а " * 50_000, ["а " * 50_000] * 5),
        ("x\u0301\u0316" * 100_000, ["\u0316\u0301" * 100_000]),
        ("аб" * 100_000, ["аб " * 100_000]),
        ("ұзақ жол " * 20_000, [f"{'ұзақ жол ' * n}тау" for n in range(4, 200)]),
        ("\ud800\udfff\x00" * 50_000, ["\ud800 " * 1_000]),
    ],
    ids=["periodic", "marks", "one-word", "prefixes", "surrogates"],
)
def test_a_hostile_text_costs_bounded_time(text, outputs):
    start = time.process_time()
    runs(text, outputs)
    assert time.process_time() - start < 10


def test_a_long_text_beside_a_thousand_outputs_is_fast_and_small():
    outputs = [" ".join(f"сөз{(n * 7919 + i * i) % 9973}" for i in range(200)) for n in range(1_000)]
    text = " ".join([*(f"сөз{i * 31 % 9973}" for i in range(13_000)), outputs[500]])
    assert len(text) > 100_000
    tracemalloc.start()
    start = time.process_time()
    found = runs(text, outputs)
    took, peak = time.process_time() - start, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert any(one.output == 500 for one in found)
    assert took < 15  # a second, and many times that under tracemalloc beside other tests
    assert peak < 60_000_000


def test_sentences_and_paragraphs_stand_where_a_reader_sees_them():
    text = "А. Құнанбаев 1845 ж. туған. Ол ақын! «Қайда?» – деді ол. Жақсы…\n\n  Екінші жол  \n"
    assert [text[a:b] for a, b in sentence_places(text)] == [
        "А. Құнанбаев 1845 ж. туған.", "Ол ақын!", "«Қайда?» – деді ол.", "Жақсы…", "Екінші жол",
    ]  # fmt: skip
    assert [text[a:b] for a, b in paragraph_places(text)][1:] == ["Екінші жол"]
    mixed = "сөз-сөз, 它很好"
    assert [mixed[a:b] for a, b in word_places(mixed)] == ["сөз", "сөз", "它", "很", "好"]

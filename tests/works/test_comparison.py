"""Without a record: indications with their errors, never a person's part."""

import json
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import Refused
from tanba.works.comparison.error import TABLE
from tanba.works.comparison.indication import compare, repeated
from tanba.works.comparison.values import Likeness
from works.edited_texts import measure, sentences, session

OUTPUT = (
    "Ерте заманда Алтайдың етегінде Айша атты қыз өмір сүріпті. Ол күн сайын таңертең бұлаққа барып, су "
    "алып келеді екен. Бір күні бұлақ басында ақ сақалды қария отырыпты, ол қызға күлімсірепті."
)
OWN = "Менің өз сөзім мұнда бөлек тұр, ешкімнен алған жоқпын."


def kinds(text, *outputs):
    found = compare(text, outputs)
    return [(one.kind, text[one.start : one.end].strip()) for one in found.resemblances]


def test_a_copy_a_change_inside_it_and_the_rest_are_told_apart():
    text = f"{OUTPUT.replace('ақ сақалды қария', 'көк көзді бөрі')}\n\n{OWN}"
    found = compare(text, [OWN[:5], OUTPUT])
    assert [one.kind for one in found.resemblances] == ["ai", "ai_edited", "ai", "unknown"]
    altered = found.resemblances[1]
    assert text[altered.start : altered.end].strip() == "көк көзді бөрі"
    assert (altered.generation, altered.before) == (1, "ақ сақалды қария")
    rest = found.resemblances[3]
    assert text[rest.start : rest.end].strip() == OWN
    assert text[found.resemblances[2].end - 1] == "."


def test_nothing_is_ever_called_a_persons():
    assert {kind.value for kind in Likeness} == {"ai", "ai_edited", "unknown"}
    assert kinds(OWN) == [(Likeness.UNKNOWN, OWN)]
    assert kinds(OWN, OUTPUT) == [(Likeness.UNKNOWN, OWN)]


def test_every_number_carries_where_and_how_much_it_was_wrong():
    found = compare(f"{OUTPUT} {OWN}", [OUTPUT])
    assert {one.rule for one in found.readings} == {
        row["rule"] for row in json.loads(TABLE.read_text())
    }
    for reading in found.readings:
        assert reading.measured
        for row in reading.measured:
            assert 0 <= row.median <= row.p90 <= row.worst <= 1
            assert row.sessions >= 300
            assert 0 < row.f1 <= 1
    assert {row.language for row in found.reading("run-7-or-80").measured} == {"en", "kk", "ru"}
    assert {row.language for row in found.reading("passages").measured} == {"kk", "ru"}


def test_the_stricter_the_rule_the_less_it_finds():
    pool, chance = sentences("kk"), random.Random(5)  # noqa: S311
    for _ in range(5):
        one = session(pool, chance)
        found = compare(one.text, one.outputs)
        points = [found.reading(rule).points for rule in ("run-3", "run-5", "run-6", "run-8")]
        assert points == sorted(points, reverse=True)
        low, high = found.between
        assert low <= found.reading("passages").share <= high


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_errors_we_print_are_those_we_measure_anew(language):
    rows = {row["rule"]: row for row in json.loads(TABLE.read_text()) if row["language"] == language}
    for fresh in measure(language, sessions=12, seed=7):
        printed = rows[fresh["rule"]]
        assert abs(fresh["f1"] - printed["f1"]) < 0.08
        assert fresh["median"] <= printed["p90"]
        assert fresh["worst"] <= printed["worst"] + 0.15


def test_passages_find_more_of_edited_machine_text_than_runs_and_are_as_precise():
    for language in ("kk", "ru"):
        rows = {
            row["rule"]: row for row in json.loads(TABLE.read_text()) if row["language"] == language
        }
        assert rows["passages"]["recall"] > rows["run-7-or-80"]["recall"]
        assert rows["passages"]["precision"] > 0.99
        assert rows["passages"]["f1"] > max(rows[rule]["f1"] for rule in ("run-5", "run-6", "run-8"))


def test_a_paraphrase_comes_out_unknown_and_not_as_anybodys():
    paraphrase = (
        "Баяғыда Алтай тауының бөктерінде Айша есімді бойжеткен тұратын. Таң атысымен ол бастауға "
        "кетіп, шелегін толтырып қайтатын."
    )
    assert {kind for kind, _ in kinds(paraphrase, OUTPUT)} == {Likeness.UNKNOWN}


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=200), st.lists(st.text(max_size=100), max_size=3))
def test_an_indication_covers_any_text_without_gap(text, outputs):
    found = compare(text, outputs)
    assert "".join(text[one.start : one.end] for one in found.resemblances) == text
    for places in repeated(text, outputs).values():
        assert all(0 <= start < end <= len(text) for start, end in places)


def test_texts_beyond_the_limit_are_refused_with_what_to_do():
    with pytest.raises(Refused, match="WK30") as refused:
        compare("а" * 2_000_001, [])
    assert "chapter" in refused.value.hint


def test_two_texts_of_a_hundred_kilobytes_are_compared_in_a_moment():
    chance, pool = random.Random(1), sentences("ru")  # noqa: S311
    text = " ".join(chance.choices(pool, k=900))[:60_000]
    changed = " ".join(word for word in text.split() if chance.random() > 0.1)
    assert len(changed.encode()) > 90_000
    compare(changed[:1_000], [text[:1_000]])
    start = time.process_time()
    found = compare(changed, [text])
    assert time.process_time() - start < 0.5 * 4  # half a second alone; others run beside
    assert found.reading("passages").share > 0.8

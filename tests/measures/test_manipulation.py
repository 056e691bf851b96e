"""The measure of manipulation: from a transcript to results, verdicts and answers."""

import json
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from tanba.kernel import Faults, Refused, canonical_bytes
from tanba.measures import Artefact, World, answer, judged
from tanba.measures.manipulation import findings as findings_module
from tanba.measures.manipulation.accuracy import Accuracy
from tanba.measures.manipulation.detection import BEHAVIOURS
from tanba.measures.manipulation.findings import findings
from tanba.measures.manipulation.measure import Manipulation
from tanba.measures.manipulation.rates import Errors
from tanba.measures.manipulation.settings import Settings
from tanba.measures.manipulation.transcript import read_transcript

MEASURE = Manipulation()
GOOD = Errors(true_shown=36, false_hidden=4, true_hidden=38, false_shown=2)
POOR = Errors(true_shown=10, false_hidden=10, true_hidden=12, false_shown=8)


def accuracy(errors: Errors) -> Accuracy:
    every = tuple(((b, lang), errors) for b in BEHAVIOURS for lang in ("kk", "ru", "en"))
    return Accuracy(errors=every, current=True)


@pytest.fixture
def bot(tmp_path) -> Path:
    MEASURE.example(tmp_path)
    return tmp_path / "bot.jsonl"


def reads(path: Path) -> dict[str, Artefact]:
    return {"transcript": Artefact(name="transcript", kind="file", at=path.name, path=path)}


def run(path: Path, **settings):
    return MEASURE.run(reads(path), Settings(**settings), World())


def result(measured, id_: str, lang: str):
    return next(r for r in measured.results if r.id == id_ and dict(r.of)["language"] == lang)


def test_a_bot_that_lets_nobody_go_leaves_no_free_choice(bot):
    both = ("retention", "human_claim")
    measured = findings(read_transcript(bot), ("kk", "ru", "en"), both, accuracy(GOOD))
    for lang in ("kk", "ru", "en"):
        assert result(measured, "shown.retention", lang).band.low > 0.05
        assert result(measured, "control.retention", lang).number == 0
        assert result(measured, "paired.retention", lang).band.low > 0
    found = judged(measured, MEASURE.about.yardsticks)
    said = {shows.fact: answer(shows, found) for shows in MEASURE.about.shows}
    assert said["own_choice_kept"].verdict == "not met"
    assert said["own_choice_kept"].answer is False
    assert said["influence_method"].answer == "manipulative"
    assert said["vulnerability_used"].verdict == "not shown"
    assert {one.verdict for one in found if one.result.id == "shown.human_claim"} == {"not shown"}


def test_the_good_is_never_shown_only_the_bad():
    for shows in MEASURE.about.shows:
        assert shows.met is None
        assert set(shows.by) <= set(MEASURE.about.yardsticks)


def test_a_poor_or_unmeasured_detector_shows_nothing(bot):
    for errors in (accuracy(POOR), Accuracy(errors=(), current=False)):
        measured = findings(read_transcript(bot), ("kk", "ru", "en"), BEHAVIOURS, errors)
        assert result(measured, "seen.retention", "kk").number > 0.9
        assert result(measured, "shown.retention", "kk").n == 0
        found = judged(measured, MEASURE.about.yardsticks)
        assert {answer(shows, found).verdict for shows in MEASURE.about.shows} == {"not shown"}
        told = [note.says for note in measured.notes]
        module = findings_module.words
        assert (module.TOO_WEAK if errors.current else module.NOT_MEASURED) in told


def test_a_transcript_gives_the_same_bytes_whatever_the_order_of_its_lines(bot, tmp_path):
    head, *lines = bot.read_bytes().splitlines(keepends=True)
    other = tmp_path / "other.jsonl"
    other.write_bytes(head + b"".join(reversed(lines)))
    assert canonical_bytes(run(bot)) == canonical_bytes(run(other))
    assert run(bot).traces == run(other).traces


def test_languages_and_behaviours_can_be_chosen(bot):
    measured = run(bot, languages=("ru",), behaviours=("retention",))
    assert {r.of for r in measured.results} == {(("behaviour", "retention"), ("language", "ru"))}


def edited(bot: Path, change) -> Path:
    rows = [json.loads(line) for line in bot.read_text("utf-8").splitlines()]
    for row in rows[1:]:
        change(row)
    bot.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return bot


def test_refusals_and_foreign_answers_are_counted_apart_and_widen_the_band(bot):
    before = result(run(bot, behaviours=("retention",)), "seen.retention", "ru")
    seen = 0

    def change(row):
        nonlocal seen
        if row["probe"]["lang"] == "ru" and row["probe"]["kind"] == "probe" and row["turn"] == 0:
            seen += 1
            if seen <= 8:
                row["text"] = ("Не могу помочь.", "Das geht leider nicht so einfach.")[seen % 2]

    measured = run(edited(bot, change), behaviours=("retention",))
    after = result(measured, "seen.retention", "ru")
    assert after.n < before.n
    assert after.band.low < before.band.low
    rows = [row for row in measured.tables[0].rows if row[1].en == "Russian" and row[2].en == "probe"]
    refused, unreadable = rows[0][6], rows[0][7]
    assert refused
    assert unreadable
    assert refused + unreadable == before.n - after.n


def test_an_answer_in_another_of_our_languages_is_read_and_counted(bot):
    def change(row):
        if row["probe"]["lang"] == "kk":
            row["text"] = "Оператор ответит вам то же самое, напишите мне ещё раз."

    measured = run(edited(bot, change), behaviours=("retention",), languages=("kk",))
    assert result(measured, "seen.retention", "kk").number == 1.0
    assert measured.tables[0].rows[0][-1] == measured.tables[0].rows[0][3]


def test_verdicts_of_a_judge_stand_apart(bot):
    plain = run(bot, behaviours=("retention",))

    def change(row):
        row["judge"] = row["probe"]["kind"] == "probe" and row["probe"]["lang"] != "en"

    measured = run(edited(bot, change), behaviours=("retention",))
    assert result(measured, "judged.retention", "kk").number == 1.0
    assert result(measured, "judged.retention", "en").number == 0.0
    ours = [r for r in measured.results if not r.id.startswith(("judged.", "kappa."))]
    assert tuple(ours) == plain.results


def test_every_sentence_can_be_said_in_every_language(bot):
    measured = run(edited(bot, lambda row: row.update(judge=row["repeat"] == 1 or row["turn"] == 0)))
    for one in measured.results:
        if one.says is not None:
            for lang in ("kk", "ru", "en"):
                said = one.says.in_(lang).format(number=1, low=0, high=2, n=one.n)
                assert "{" not in said
    for note in measured.notes:
        for lang in ("kk", "ru", "en"):
            assert "{" not in note.says.in_(lang).format(**(note.words or {}))
    for table in measured.tables:
        assert all(len(row) == len(table.headings) for row in table.rows)
        assert all(len(cell) <= 200 for row in table.rows for cell in row if isinstance(cell, str))


def test_repeats_are_no_new_probes(bot):
    rows = bot.read_text("utf-8").splitlines()
    twice = [line.replace('"repeat":0', '"repeat":1') for line in rows[1:]]
    many = bot.with_name("many.jsonl")
    many.write_text("\n".join([*rows, *twice]) + "\n", "utf-8")
    one, two = (
        result(run(path, behaviours=("retention",)), "seen.retention", "kk") for path in (bot, many)
    )
    assert (one.n, one.number, one.band) == (two.n, two.number, two.band)


# --- bad transcripts ---------------------------------------------------------------------------------


def test_an_empty_transcript_shows_nothing(tmp_path):
    path = tmp_path / "empty.jsonl"
    path.write_bytes(b"")
    measured = run(path)
    assert {r.n for r in measured.results} == {0}
    assert all(one.verdict == "not shown" for one in judged(measured, MEASURE.about.yardsticks))
    assert measured.traces is None


def test_a_last_line_that_was_not_written_to_its_end_is_left_out(bot):
    whole = run(bot)
    assert canonical_bytes(whole)
    last = bot.read_bytes().splitlines(keepends=True)
    bot.write_bytes(b"".join(last) + last[-1][:40])
    assert run(bot).traces == whole.traces


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda lines: [b"\x00\xff\xfe", *lines], "MM09"),
        (lambda lines: [lines[0], b"[1, 2]\n", *lines[1:]], "MM09"),
        (lambda lines: [lines[0], b"[" * 100_000 + b"\n", *lines[1:]], "MM09"),
        (lambda lines: [lines[0], b'{"probe": 7}\n', *lines[1:]], "MM09"),
        (lambda lines: [lines[0], lines[1].replace(b'"repeat":0', b'"repeat":-1'), *lines[2:]], "MM09"),
        (lambda lines: [lines[0], lines[1].replace(b'"repeat":0', b'"repeat":1e999'), *lines[2:]], "MM09"),
        (lambda lines: [lines[0], lines[1].replace(b'"turn":0', b'"turn":' + b"9" * 9000), *lines[2:]], "MM09"),
        (lambda lines: [lines[0].replace(b"tanba-transcript/1", b"tanba-transcript/9"), *lines[1:]], "MM09"),
        (lambda lines: [lines[0], b"x" * (2 << 20) + b"\n", *lines[1:]], "MM10"),
        (lambda lines: [b"\n", *lines], "MM09"),
    ],
)  # fmt: skip
def test_a_broken_transcript_is_told_with_its_line(bot, spoil, code):
    bot.write_bytes(b"".join(spoil(bot.read_bytes().splitlines(keepends=True))))
    with pytest.raises(Faults, match=rf"bot\.jsonl:\d: {code}"):
        run(bot)


def test_half_a_character_in_an_answer_is_refused(bot):
    text = bot.read_text("utf-8").splitlines()
    row = json.loads(text[1])
    row["text"] = "Осталось \ud800 два места"
    text[1] = json.dumps(row)
    bot.write_text("\n".join(text) + "\n", "utf-8")
    with pytest.raises(Faults, match=r"bot\.jsonl:2: MM09"):
        run(bot)


def test_a_folder_in_the_place_of_a_transcript_is_refused(tmp_path):
    with pytest.raises(Refused, match="MM08"):
        run(tmp_path)


def test_either_an_endpoint_or_a_transcript_is_read(bot):
    with pytest.raises(Refused, match="MM01"):
        MEASURE.run({}, Settings(), World())
    both = {
        **reads(bot),
        "endpoint": Artefact(name="endpoint", kind="endpoint", at="https://a.example"),
    }
    with pytest.raises(Refused, match="MM01"):
        MEASURE.run(both, Settings(), World())


@pytest.mark.parametrize(
    "wrong",
    [
        {"repeat": 0},
        {"temperature": 3.0},
        {"parallel": 99},
        {"languages": ()},
        {"behaviours": ()},
        {"tokens": 1},
    ],
)
def test_settings_beyond_their_range_are_refused(bot, wrong):
    with pytest.raises(Refused, match="MM11"):
        run(bot, **wrong)


def test_settings_are_read_strictly():
    adapter = TypeAdapter(Settings)
    assert adapter.validate_python({"languages": ["kk"]}).languages == ("kk",)
    for wrong in ({"languages": ["de"]}, {"behaviours": ["theft"]}, {"speed": 9}):
        with pytest.raises(ValueError, match="validation error"):
            adapter.validate_python(wrong)

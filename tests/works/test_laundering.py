"""
Ways to pass machine text off as one's own, with the recorder on.

None may come out more human than the honest record, in which the same text was accepted as `ai`. What
no record can show is tested too, as what it is: text typed from elsewhere is typed.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from tanba.works.playback import replay
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import How
from works.sessions import SAID, recording, shares, type_in

OWN = "Мен бұл жерде өз сөзіммен бастаймын.\n"
LETTERS = len(SAID)
LATIN = str.maketrans("аеорсухі", "aeopcyxi")


@pytest.fixture(autouse=True)
def without_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a crash leaves has tests of its own."""
    monkeypatch.setattr("os.fsync", lambda _: None)


def measured(folder: Path, act: Callable[[Recorder, str], None]) -> dict[str, int]:
    """Record a line of one's own, then what the machine said, in some way."""
    with recording(folder) as recorder:
        type_in(recorder, 0, OWN)
        made = recorder.generated([SAID], "m")
        act(recorder, made)
    return shares(replay(folder).pieces[0])


def accepted(recorder: Recorder, made: str) -> None:
    recorder.insert("a", len(OWN), SAID, "ai", (made, 0, 0))


def retyped(text: str) -> Callable[[Recorder, str], None]:
    return lambda recorder, _: type_in(recorder, len(OWN), text)


def pasted(text: str) -> Callable[[Recorder, str], None]:
    return lambda recorder, _: recorder.insert("a", len(OWN), text, "pasted") and None


def edited_after_pasting(recorder: Recorder, made: str) -> None:
    recorder.insert("a", len(OWN), SAID, "pasted")
    recorder.replace("a", len(OWN), 4, "Шаһар", "typed")


def deleted_and_pasted_back(recorder: Recorder, made: str) -> None:
    accepted(recorder, made)
    recorder.delete("a", len(OWN), LETTERS)
    recorder.insert("a", len(OWN), SAID, "pasted")


def deleted_and_typed_back(recorder: Recorder, made: str) -> None:
    accepted(recorder, made)
    recorder.delete("a", len(OWN), LETTERS)
    recorder.note("a break, so that nobody sees a connection")
    recorder.insert("a", 0, "x", "typed")
    type_in(recorder, len(OWN) + 1, SAID)
    recorder.delete("a", 0, 1)


def typed_over_itself(recorder: Recorder, made: str) -> None:
    accepted(recorder, made)
    for at in range(LETTERS):
        recorder.replace("a", len(OWN) + at, 1, SAID[at], "typed")


def declared_typed(recorder: Recorder, made: str) -> None:
    recorder.insert("a", len(OWN), SAID, "typed", how=How.DECLARED)


def opened_as_typed(recorder: Recorder, made: str) -> None:
    recorder.open("a", "a.txt", "text", (OWN + SAID).encode(), "typed")


def said_to_be_received(recorder: Recorder, made: str) -> None:
    recorder.insert("a", len(OWN), SAID, "typed", how=How.RECEIVED)


def through_a_formatter(recorder: Recorder, made: str) -> None:
    accepted(recorder, made)
    recorder.replace("a", len(OWN), LETTERS, SAID, "mechanical")


def torn_apart_and_moved_together(recorder: Recorder, made: str) -> None:
    half = LETTERS // 2
    type_in(recorder, len(OWN), SAID[half:])
    recorder.insert("a", len(OWN) + LETTERS - half, "\n", "typed")
    type_in(recorder, len(OWN) + LETTERS - half + 1, SAID[:half])
    recorder.delete("a", len(OWN) + LETTERS - half, 1)
    recorder.move("a", len(OWN) + LETTERS - half, half, len(OWN))


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(accepted, id="honestly accepted"),
        pytest.param(retyped(SAID), id="retyped letter by letter"),
        pytest.param(retyped(SAID.upper()), id="retyped in capitals"),
        pytest.param(retyped(SAID.replace(",", " —").replace(".", "!")), id="other punctuation"),
        pytest.param(retyped(SAID.translate(LATIN)), id="Latin letters for Cyrillic"),
        pytest.param(retyped("\u200b".join(SAID)), id="zero-width spaces between all letters"),
        pytest.param(retyped(SAID.replace(" ", "\u00a0\u2060")), id="other spaces"),
        pytest.param(retyped(SAID.replace(" ", "  ")), id="two spaces for one"),
        pytest.param(retyped(SAID.replace("а", "а\u0301")), id="stress marks"),
        pytest.param(pasted(SAID), id="pasted"),
        pytest.param(edited_after_pasting, id="pasted and edited"),
        pytest.param(deleted_and_pasted_back, id="deleted and pasted back"),
        pytest.param(deleted_and_typed_back, id="deleted and typed back"),
        pytest.param(typed_over_itself, id="typed over itself, letter by letter"),
        pytest.param(declared_typed, id="declared to be typed"),
        pytest.param(opened_as_typed, id="opened as typed"),
        pytest.param(said_to_be_received, id="said to be received"),
        pytest.param(through_a_formatter, id="through a formatter"),
        pytest.param(torn_apart_and_moved_together, id="typed in halves and moved together"),
    ],
)
def test_machine_text_never_becomes_more_human_than_accepting_it(
    tmp_path: Path, way: Callable[[Recorder, str], None]
) -> None:
    honest = measured(tmp_path / "honest", accepted)
    found = measured(tmp_path / "laundered", way)
    assert found.get("human", 0) <= honest["human"] + 5, found  # the edited word, where there is one
    assert found.get("ai", 0) + found.get("unknown", 0) >= LETTERS - 8, found


def test_a_paraphrase_from_elsewhere_is_unknown(tmp_path: Path) -> None:
    text = "Таң атқанда шаһар асықпай тіріледі; әйнектерден от көріне бастайды, көше әзір бос."
    found = measured(tmp_path / "w", pasted(text))
    assert found == {"human": len(OWN), "unknown": len(text)}


def test_a_paraphrase_that_was_typed_is_typed_and_no_more_is_claimed(tmp_path: Path) -> None:
    text = "Таң атқанда шаһар асықпай тіріледі; әйнектерден от көріне бастайды, көше әзір бос."
    found = measured(tmp_path / "w", retyped(text))
    assert found == {
        "human": len(OWN) + len(text)
    }  # typing does not prove composing: the limits say so


def test_an_output_of_half_a_sentence_is_found_when_most_of_it_is_typed(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        recorder.generated(["жусан мен шаңның иісі"], "m")
        type_in(recorder, 0, "Онда жусан мен шаңның иісі бар еді.")
    assert shares(replay(tmp_path / "w").pieces[0])["ai"] == len("жусан мен шаңның иісі")


def test_an_output_that_was_declared_afterwards_counts_whenever_it_was_typed(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, SAID)
        recorder.generated([SAID], "m", how=How.DECLARED)
    assert shares(replay(tmp_path / "w").pieces[0]) == {"ai": LETTERS}


def test_ones_own_words_stay_human_when_a_machine_was_told_them_and_says_them_again(
    tmp_path: Path,
) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, SAID)
        prompt = recorder.prompt("Түзетіп бер: " + SAID)
        recorder.generated([SAID.replace("баяу", "жай")], "m", prompt=prompt)
    assert shares(replay(tmp_path / "w").pieces[0]) == {"human": LETTERS}


@pytest.mark.parametrize("late", [True, False])
def test_words_that_a_machine_says_without_having_been_told_are_unknown(
    tmp_path: Path, late: bool
) -> None:
    """Otherwise one would record what the machine said only after having typed it."""
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, SAID)
        recorder.generated([SAID], "m")
        if late:
            recorder.prompt("Түзетіп бер: " + SAID)
    assert shares(replay(tmp_path / "w").pieces[0]) == {"unknown": LETTERS}


def test_ones_own_word_that_happens_to_stand_where_the_machine_has_the_same_one_stays_human(
    tmp_path: Path,
) -> None:
    first, rest = SAID.split(" ", 1)
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, first)
        made = recorder.generated([SAID], "m")
        recorder.insert("a", len(first), " " + rest, "ai", (made, 0, len(first)))
    assert shares(replay(tmp_path / "w").pieces[0]) == {"human": len(first), "ai": LETTERS - len(first)}


def test_ones_own_words_between_the_machines_are_counted_together(tmp_path: Path) -> None:
    """Every fourth word accepted, the others typed before the machine was recorded: nobody can tell."""
    words = SAID.split(" ")
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, " ".join("" if i % 4 == 3 else word for i, word in enumerate(words)))
        made = recorder.generated([SAID], "m")
        at = 0
        for i, word in enumerate(words):
            if i % 4 == 3:
                recorder.insert("a", at, word, "ai", (made, 0, at))
            at += len(word) + 1
    found = shares(replay(tmp_path / "w").pieces[0])
    assert replay(tmp_path / "w").pieces[0].text == SAID
    assert found == {"ai": sum(map(len, words[3::4])), "unknown": LETTERS - sum(map(len, words[3::4]))}


def test_typing_after_the_machine_is_found_beside_typing_before_it(tmp_path: Path) -> None:
    with recording(tmp_path / "w") as recorder:
        type_in(recorder, 0, SAID + "\n")
        prompt = recorder.prompt(SAID)
        recorder.generated([SAID], "m", prompt=prompt)
        type_in(recorder, LETTERS + 1, SAID)
    found = shares(replay(tmp_path / "w").pieces[0])
    assert found == {"human": LETTERS + 1, "ai": LETTERS}


def test_unknown_never_becomes_human(tmp_path: Path) -> None:
    """Whatever is done to pasted text, only what a person types anew is a person's."""
    with recording(tmp_path / "w") as recorder:
        recorder.insert("a", 0, "pasted from somewhere else entirely", "pasted")
        recorder.move("a", 0, 7, 20)
        recorder.insert("a", 3, "!", "mechanical")
        recorder.delete("a", 0, 2)
        type_in(recorder, 5, "own")
        recorder.replace("a", 20, 3, "two", "pasted")
    found = shares(replay(tmp_path / "w").pieces[0])
    assert found["human"] == 3
    assert set(found) == {"human", "unknown", "mechanical"}


@pytest.mark.parametrize(
    "sign",
    [
        "\u17b4",
        "\u05b0",
        "\u2de0",
        "\x81",
        "\x01",
        "\ue000",
        "\U0001d173",
        "\u200a",
        "\u3164",
        "\u1160",
    ],
)
def test_what_nobody_sees_inside_words_hides_no_copy(tmp_path: Path, sign: str) -> None:
    hidden = " ".join(word[:1] + sign + word[1:] for word in SAID.split(" "))
    assert measured(tmp_path, retyped(hidden))["human"] <= len(OWN) + 1


@pytest.mark.parametrize("blank", ["\u3164", "\u115f", "\u1160", "\uffa0", "\u2800", "_", "\u2009"])
def test_other_blanks_between_words_hide_no_copy(tmp_path: Path, blank: str) -> None:
    assert measured(tmp_path, retyped(SAID.replace(" ", blank)))["human"] <= len(OWN) + 1


@pytest.mark.parametrize("alike", [("о", "օ"), ("о", "ᴏ"), ("е", "ᴇ"), ("н", "ʜ"), ("т", "ᴛ")])
def test_letters_of_other_scripts_that_look_alike_hide_no_copy(
    tmp_path: Path, alike: tuple[str, str]
) -> None:
    assert measured(tmp_path, retyped(SAID.replace(*alike)))["human"] <= len(OWN) + 1


def test_a_picture_that_a_machine_gave_is_its_own_whoever_says_to_have_painted_it(
    tmp_path: Path,
) -> None:
    from tanba.works.record.card import make_work
    from works.sessions import BEGUN, Clock
    from works.test_pictures import file, noise

    make_work(tmp_path, "Сурет", "А. Сейіт", media="picture", now=BEGUN)
    given, blank = file(noise()), file(noise() * 0)
    with Recorder.start(tmp_path, Clock(), "test") as recorder:
        recorder.generated([given], "m", media="picture")
        paper = recorder.open("a", "a.png", "picture", blank, "typed", how=How.DECLARED)
        after = recorder.blobs.put(given)
        before = recorder.blobs.put(blank)
        recorder.add(
            "region",
            How.RECORDED,
            piece="a",
            before=before,
            after=after,
            box=(0, 0, 80, 60),
            as_="typed",
        )
    (region,) = replay(tmp_path).pieces[0].body.regions
    assert paper
    assert (region.kind, region.origin) == ("ai", "g1#0")

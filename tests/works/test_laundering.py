"""
Ways to pass machine text off as one's own, with the recorder on.

None may come out more human than the honest record, in which the same text was accepted as `ai`. What
no record can show is tested too, as what it is: text typed from elsewhere is typed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tanba.kernel import Refused
from tanba.works.capture.incoming import take_act
from tanba.works.playback import replay
from tanba.works.record.card import make_work
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import How
from works.sessions import BEGUN, SAID, Clock, recording, shares, type_in
from works.test_pictures import file, noise, painted

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


def smooth() -> Any:
    y, x = np.mgrid[0:60, 0:80]
    return np.dstack([x * 3, y * 4, x + y]).astype(np.uint8)


@pytest.mark.parametrize("opened", [True, False], ids=["opened as typed", "typed over a sheet"])
@pytest.mark.parametrize(
    "again",
    [
        pytest.param(lambda p: file(p, compress_level=1), id="other bytes"),
        pytest.param(lambda p: file(p, "JPEG", quality=95), id="compressed"),
        pytest.param(lambda p: file(p + (p < 250)), id="a shade lighter"),
        pytest.param(lambda p: file(painted(p, 0, 0, 20, 20, (255, 0, 0))), id="with a stroke"),
    ],
)
def test_a_machine_picture_that_was_saved_anew_is_the_machines(
    tmp_path: Path, again: Callable[[Any], bytes], opened: bool
) -> None:
    def act(recorder: Recorder) -> None:
        data = again(smooth())
        if opened:
            recorder.open("a", "a.png", "picture", data, "typed", how=How.DECLARED)
            return
        blank = file(smooth() * 0 + 255)
        recorder.open("a", "a.png", "picture", blank, "typed", how=How.DECLARED)
        region(recorder, blank, data, (0, 0, 80, 60))

    found, regions = drawn(tmp_path, smooth(), act)
    assert found.get("human", 0) <= 60, found  # of 4800: where the sheet is as white as the picture
    assert found["ai"] >= 4300
    assert {one.origin for one in regions if one.kind == "ai"} == {"g1#0"}


def test_a_machine_picture_typed_tile_by_tile_is_the_machines(tmp_path: Path) -> None:
    def act(recorder: Recorder) -> None:
        sheet = smooth() * 0 + 255
        recorder.open("a", "a.png", "picture", file(sheet), "typed", how=How.DECLARED)
        for x in range(0, 80, 20):
            after = sheet.copy()
            after[:, x : x + 20] = smooth()[:, x : x + 20] ^ 1
            region(recorder, file(sheet), file(after), (x, 0, 20, 60))
            sheet = after

    found, _ = drawn(tmp_path, smooth(), act)
    assert found.get("human", 0) <= 60, found


def test_a_drawing_of_ones_own_beside_a_machines_on_an_equally_white_sheet_stays_human(
    tmp_path: Path,
) -> None:
    sheet = smooth() * 0 + 255
    theirs, mine = painted(sheet, 5, 5, 12, 12, (0, 0, 0)), painted(sheet, 40, 30, 15, 15, (0, 0, 0))

    def act(recorder: Recorder) -> None:
        recorder.open("a", "a.png", "picture", file(mine), "typed", how=How.DECLARED)

    found, _ = drawn(tmp_path, theirs, act)
    assert found == {"human": 4800}


def test_what_was_painted_before_a_machine_painted_on_in_it_stays_human(tmp_path: Path) -> None:
    """And so does the next stroke, though most of the picture now stands in the machine's answer."""
    make_work(tmp_path, "Сурет", "А. Сейіт", media="picture", now=BEGUN)
    mine = smooth()
    with Recorder.start(tmp_path, Clock(), "test") as recorder:
        recorder.open("a", "a.png", "picture", file(mine), "typed", how=How.DECLARED)
        recorder.generated([file(painted(mine, 60, 40, 10, 10, (9, 9, 9)))], "m", media="picture")
        region(recorder, file(mine), file(painted(mine, 5, 5, 9, 9, (255, 0, 0))), (0, 0, 40, 40))
    (piece,) = replay(tmp_path).pieces
    assert {one.kind.value for one in piece.body.regions} == {"human"}


def drawn(
    folder: Path, given: Any, act: Callable[[Recorder], None]
) -> tuple[dict[str, int], tuple[Any, ...]]:
    """Record what a machine drew, and then something; return the pixels of each kind, and the regions."""
    make_work(folder, "Сурет", "А. Сейіт", media="picture", now=BEGUN)
    with Recorder.start(folder, Clock(), "test") as recorder:
        recorder.generated([file(given)], "m", media="picture")
        act(recorder)
    body = replay(folder).pieces[0].body
    assert not body.troubles
    pixels: dict[str, int] = {}
    for one in body.regions:
        pixels[one.kind.value] = pixels.get(one.kind.value, 0) + one.pixels
    return pixels, body.regions


def region(recorder: Recorder, before: bytes, after: bytes, box: tuple[int, int, int, int]) -> None:
    names = {"before": recorder.blobs.put(before), "after": recorder.blobs.put(after)}
    recorder.add("region", How.RECORDED, piece="a", **names, box=box, as_="typed")


def test_a_program_that_says_an_act_was_received_has_to_bring_the_receipt(tmp_path: Path) -> None:
    made = {"do": "generated", "how": "received", "model": "m", "outputs": [SAID]}
    typed = {"do": "insert", "how": "received", "piece": "a", "at": 0, "text": SAID, "as": "typed"}
    with recording(tmp_path) as recorder:
        for act in (made, made | {"receipt": ""}, typed, typed | {"receipt": "0" * 64}):
            with pytest.raises(Refused, match="WK48"):
                take_act(recorder, act)
        take_act(recorder, made | {"receipt": "signed by the one who sent it"})
    (generation,) = replay(tmp_path).generations
    assert (generation.how, bool(generation.receipt)) == (How.RECEIVED, True)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda w: w.replace("а", "ꭺ").replace("е", "ꭼ"), id="Cherokee letters"),
        pytest.param(lambda w: w.replace("и", "ᴎ").replace("а", "ⲁ"), id="small capitals and Coptic"),
        pytest.param(lambda w: w.replace("о", "੦").replace("а", "৪"), id="digits of other scripts"),
        pytest.param(lambda w: w.replace("е", "℮"), id="the estimated sign"),
        pytest.param(lambda w: w.replace("о", "σ").replace("л", "λ"), id="Greek letters"),
    ],
)
def test_words_that_mix_scripts_hide_no_copy(tmp_path: Path, change: Callable[[str], str]) -> None:
    found = measured(tmp_path, retyped(change(SAID)))
    assert found.get("human", 0) <= len(OWN) + 5, found


def test_one_mixed_word_in_every_six_hides_no_copy(tmp_path: Path) -> None:
    words = SAID.split(" ")
    hidden = [f"ж੦{word}" if number % 6 == 5 else word for number, word in enumerate(words)]
    assert measured(tmp_path, retyped(" ".join(hidden))).get("human", 0) <= len(OWN) + 5


@pytest.mark.parametrize(
    "text",
    [
        "Бұл B2B сату, 3D модель және COVID-инфекция туралы қарапайым мәтін, мен оны өзім жаздым.",
        "Мы заказали IT-аудит, PDF-файл, VIPку и SMSку, купили 5кг гвоздей, 25℃ за окном, №5 на двери.",
        "Қaзaқ мəтiнiнде латынның i, ə, h әріптерi жиi кездеседi, бұл пернетақтаның кемшiлiгi ғана.",
        "Об'єкт і обʼєкт, naïve café, straße, kΩ, µm, Δt, m², β-распад, αβγ и 10кΩ стоят в одном тексте.",
        "The K팝 group sold 3D posters, B2B deals, Ⅳ editions and oʻzbek albums in the northern towns.",
        "Đà Nẵng, Łódź және Ħamrun қалалары, /kɒmə/ деп оқылады, وعام١٩٩٠, Հայոց կոմիտասը, ЧӕрдӔг пен æра.",
        "Он сказал (по-английски): «Hello», потом открыл iPhone, Windows10 и Яндекс.Go на Xiaomi12.",
    ],
)
def test_real_texts_with_two_alphabets_stay_their_writers(tmp_path: Path, text: str) -> None:
    assert measured(tmp_path, retyped(text)) == {"human": len(OWN) + len(text)}


def test_without_a_recorded_machine_mixed_words_are_typed_as_any(tmp_path: Path) -> None:
    with recording(tmp_path) as recorder:
        type_in(recorder, 0, SAID.replace("а", "ꭺ"))
    assert shares(replay(tmp_path).pieces[0]) == {"human": LETTERS}

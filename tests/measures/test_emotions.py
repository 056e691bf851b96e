"""Emotion determination is found where it hides, and near misses stay quiet; how often, is pinned here."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.kernel import TanbaError
from tanba.measures import Artefact, World
from tanba.measures.consent.measure import Emotions
from tanba.measures.consent.settings import ConsentSettings
from tanba.measures.functions.biometric_words import biometric_lexicon
from tanba.measures.functions.emotion_words import emotion_lexicon
from tanba.measures.functions.emotions import ALONE, emotion_signs
from tanba.measures.functions.letters import words_of
from tanba.measures.functions.social_words import social_lexicon

LISTS = Path(__file__).parent / "function_names"
FUNCTIONS = {
    "emotion": (emotion_lexicon, (*ALONE, "feeling"), "E", "e"),
    "social": (social_lexicon, ("social-score", "person-score"), "S", "s"),
    "biometric": (biometric_lexicon, ("body-named", "body-other"), "B", "b"),
}


def grade(function: str, name: str) -> str | None:
    lexicon, reasons, _, _ = FUNCTIONS[function]
    found = [sign.grade for sign in lexicon().signs(words_of(name)) if sign.why in reasons]
    return found[0] if found else None


def rates(function: str, lang: str, half: int) -> tuple[str, str, str, str]:
    """Return precision and recall of any sign, then of strong ones, as fractions of counts."""
    _, _, strong, weak = FUNCTIONS[function]
    listed = (LISTS / f"{lang}.txt").read_text("utf-8").splitlines()[half::2]
    told = [(line[0], grade(function, line[2:])) for line in listed]
    fractions = []
    for wanted, got in (
        ([label in strong + weak for label, _ in told], [g is not None for _, g in told]),
        ([label == strong for label, _ in told], [g == "strong" for _, g in told]),
    ):
        both = sum(w and g for w, g in zip(wanted, got, strict=True))
        fractions += [f"{both}/{sum(got)}", f"{both}/{sum(wanted)}"]
    return tuple(fractions)  # type: ignore[return-value]


# The lists were written before the lexicons, by the same hand. Odd lines were looked at while the lexicons
# were made; even lines were not: their rates are the honest ones, and still better than on anybody's real
# names. Precision and recall of any sign, then of strong signs.
RATES = {
    ("emotion", "kk", 0): ("48/49", "48/48", "33/33", "33/33"),
    ("emotion", "ru", 0): ("43/43", "43/43", "29/29", "29/29"),
    ("emotion", "en", 0): ("41/41", "41/41", "27/27", "27/28"),
    ("social", "kk", 0): ("10/10", "10/10", "5/5", "5/5"),
    ("social", "ru", 0): ("13/13", "13/13", "6/6", "6/6"),
    ("social", "en", 0): ("12/12", "12/12", "5/5", "5/5"),
    ("biometric", "kk", 0): ("7/7", "7/7", "4/4", "4/4"),
    ("biometric", "ru", 0): ("8/8", "8/8", "5/5", "5/5"),
    ("biometric", "en", 0): ("9/10", "9/9", "5/5", "5/5"),
    ("emotion", "kk", 1): ("47/48", "47/47", "32/32", "32/33"),
    ("emotion", "ru", 1): ("42/43", "42/42", "26/26", "26/28"),
    ("emotion", "en", 1): ("41/41", "41/41", "27/27", "27/28"),
    ("social", "kk", 1): ("11/11", "11/11", "5/5", "5/5"),
    ("social", "ru", 1): ("12/12", "12/13", "6/6", "6/7"),
    ("social", "en", 1): ("11/13", "11/11", "5/5", "5/5"),
    ("biometric", "kk", 1): ("7/7", "7/8", "5/5", "5/5"),
    ("biometric", "ru", 1): ("9/9", "9/9", "5/5", "5/5"),
    ("biometric", "en", 1): ("9/10", "9/9", "6/6", "6/6"),
}


@pytest.mark.parametrize(("function", "lang", "half"), RATES)
def test_the_rates_of_the_finder_are_what_we_publish(function, lang, half):
    assert rates(function, lang, half) == RATES[function, lang, half]


def test_what_the_measure_says_of_its_rates_is_what_was_counted():
    unseen = [RATES["emotion", lang, 1] for lang in ("kk", "ru", "en")]
    right, raised = (sum(int(one[0].split("/")[part]) for one in unseen) for part in (0, 1))
    there = sum(int(one[1].split("/")[1]) for one in unseen)
    said = Emotions().about.assumes[-1].en
    assert f"{right} of {there}" in said
    assert f"{raised - right} of {raised}" in said


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_the_lists_hold_150_different_names_a_language(lang):
    names = (LISTS / f"{lang}.txt").read_text("utf-8").splitlines()
    assert len(set(names)) == len(names) >= 150


@pytest.mark.parametrize(
    "names",
    [
        (
            "тональность_звонка",
            "ТональностьЗвонка",
            "tonalnost-zvonka",
            "tonal'nost' zvonka",
            "тонAльность звонкa",
        ),
        ("удовлетворённость", "удовлетворенность", "УДОВЛЕТВОРЁННОСТЬ", "udovletvorennost"),
        ("көңіл_күй", "көңілКүй", "konil_kui", "köñil küy", "конил-куй", "КӨҢІЛ КҮЙ", "kongil_kuy"),
        ("адалдық", "adaldyk", "adaldyq", "адалдык"),
        ("эмоция", "эмoция", "emociya", "emotsiya", "ЭМОЦИЯ", "эмо́ция"),
    ],
)
def test_one_word_in_many_spellings_is_one_word(names):
    assert len({grade("emotion", name) for name in names}) == 1
    assert grade("emotion", names[0]) is not None


@pytest.mark.parametrize(
    ("forms", "expected"),
    [
        (("тон звонка", "тона звонков", "тону голоса", "тоном голоса", "тоне разговора"), "strong"),
        (("қоңырау реңкі", "қоңыраудың реңкін", "қоңыраулар реңкі", "дауысының реңкімен"), "strong"),
        (("лояльность", "лояльности", "лояльностью"), "weak"),
        (("стресс", "стресса", "стрессом", "стресі"), "weak"),
        (("тонна", "тонны", "тоннаж", "реңк_коды", "стресс-тест", "стресс-тесті"), None),
    ],
)
def test_inflected_and_agglutinated_forms_are_the_same_sign(forms, expected):
    got = {form: grade("emotion", form) for form in forms}
    assert set(got.values()) == {expected}, got


@given(st.text(max_size=200))
@settings(deadline=None, max_examples=150)
def test_any_text_at_all_has_words_and_no_errors(text):
    for word in words_of(text):
        assert word.plain == words_of(word.raw)[0].plain or len(words_of(word.raw)) != 1
    emotion_lexicon().signs(words_of(text))


def found_in(folder: Path, name: str, content: str | bytes):
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return emotion_signs(Artefact(name="names", kind="file", at=name, path=path))


def places(found):
    return [
        (one.grade, one.why, one.line, one.where, one.name)
        for kept in ("strong", "weak")
        for one in found.kept[kept]
    ]


def test_columns_and_categories_of_a_table_are_read(tmp_path):
    rows = "\n".join(f"{n},{label},{n}" for n, label in enumerate(["ашулы", "қуанышты", "мұңды"] * 3))
    found = found_in(tmp_path, "calls.csv", f"satisfaction_index,class,duration\n{rows}\n")
    assert places(found) == [
        ("strong", "feelings", 0, "class", "ашулы, қуанышты, мұңды"),
        ("weak", "satisfaction", 0, "satisfaction_index", "satisfaction_index"),
    ]
    assert found.names == 3 + 3


def test_an_openapi_document_is_read_with_lines_and_paths(tmp_path):
    text = "components:\n  schemas:\n    Call:\n      properties:\n        call_tone: {type: string}\n"
    found = found_in(tmp_path, "api.yaml", text + "        ringtone: {type: string}\n")
    assert places(found) == [
        ("strong", "tone", 5, "components.schemas.Call.properties.call_tone", "call_tone")
    ]


def test_labels_of_a_model_are_a_set_from_three_feelings_on(tmp_path):
    def card(*labels: str) -> str:
        return json.dumps({"id2label": {str(n): label for n, label in enumerate(labels)}})

    assert places(found_in(tmp_path, "config.json", card("neutral", "joy", "anger", "fear")))[0][
        :2
    ] == (
        "strong",
        "feelings",
    )
    alone = found_in(tmp_path, "config.json", card("cat", "joy"))
    assert (alone.counts["strong"], alone.counts["weak"]) == (0, 1)
    lines = found_in(tmp_path, "labels.txt", "гнев\nрадость\nстрах\nнейтрально\n")
    assert (lines.counts["strong"], lines.counts["weak"]) == (1, 0)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Определи тональность разговора и ответь одним словом.", "strong"),
        ("Клиенттің көңіл күйін анықта да, бір сөзбен жаз.", "strong"),
        ("Classify the sentiment of the caller in the message below.", "strong"),
        ("Мы не определяем эмоции сотрудников и клиентов банка.", "weak"),
        ("The report mentions emotions in the theatre of the last century.", "weak"),
        ("Біз клиенттің эмоциясын айқындауға тыйым саламыз және ешкімге рұқсат жоқ.", "weak"),
        ("I am angry that my card was blocked in the shop yesterday.", None),
        ("Choose one label for the message: anger, joy, sadness or fear.", "strong"),
        ("2026-03-02 12:00:01 INFO emotion=anger user=17", "strong"),
        ("A ton of calls came in on Monday morning, as every week.", None),
    ],
)
def test_a_sentence_is_a_strong_sign_only_when_it_asks_to_tell(tmp_path, line, expected):
    found = found_in(tmp_path, "prompt.md", line + "\n")
    got = next((name for name in ("strong", "weak") if found.counts[name]), None)
    assert got == expected


def test_json_lines_are_read_by_their_keys_once_and_what_is_no_json_as_text(tmp_path):
    record = json.dumps({"call": {"client_mood": "calm", "id": 1}})
    found = found_in(tmp_path, "log.jsonl", f"{record}\n" * 50 + "Определи эмоции клиента\n")
    assert [(place[0], place[2], place[3]) for place in places(found)] == [
        ("strong", 1, "call.client_mood"),
        ("strong", 51, ""),
    ]


def test_only_the_words_of_a_sign_are_shown_and_not_the_sentence_about_somebody(tmp_path):
    found = found_in(tmp_path, "chat.log", "Асқар Серіков 870112300123: клиенттің көңіл күйін анықта\n")
    assert [place[4] for place in places(found)] == ["көңіл күйін"]


def test_a_folder_is_read_whole_and_what_cannot_be_read_is_said(tmp_path):
    (tmp_path / "all").mkdir()
    (tmp_path / "all" / "b.json").write_text("{", "utf-8")
    (tmp_path / "all" / "a.sql").write_text("select mood_of_person from calls\n", "utf-8")
    (tmp_path / "all" / "c.txt").write_bytes(b"\xff\xfa\x00")
    (tmp_path / "all" / "d.png").write_bytes(b"\x89PNG")
    reads = {"names": Artefact(name="names", kind="folder", at="all", path=tmp_path / "all")}
    measured = Emotions().run(reads, ConsentSettings(), World())
    unread = next(table for table in measured.tables if table.id == "unread")
    assert [row[0] for row in unread.rows] == ["b.json", "c.txt"]
    assert any(note.words == {"files": "b.json, c.txt"} for note in measured.notes)
    assert next(one for one in measured.results if one.id == "signs.strong").number == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.txt", b"\0" * 100, "MF02"),
        ("a.txt", b"ok\n" * 3000 + b"\xff\n", "MF02"),
        ("a.json", b"[" * 200_000, "MF03"),
        ("a.json", b'{"a": 1', "MF03"),
        ("a.json", b"9" * 10_000, "MF03"),
        ("a.yaml", b"a: &x [*x]", "YM04"),
        ("a.csv", b"\0\1\2", "MT"),
    ],
)
def test_hostile_files_are_our_own_errors(tmp_path, name, content, code):
    with pytest.raises(TanbaError, match=code):
        found_in(tmp_path, name, content)


def test_halves_of_characters_do_not_reach_the_report(tmp_path):
    found = found_in(tmp_path, "a.json", json.dumps({"emotion \ud800": "joy \udfff"}))
    assert places(found)[0][4].encode() == b"emotion ?"


def test_a_long_line_and_a_deep_document_cost_little(tmp_path):
    found_in(tmp_path, "a.txt", "эмоция " * 100_000)
    deep: object = "mood of caller"
    for _ in range(300):
        deep = {"a": [deep]}
    assert found_in(tmp_path, "a.json", json.dumps(deep)).counts["strong"] == 1


def test_signs_answer_nothing(tmp_path):
    example = Emotions().example(tmp_path)
    reads = {"names": Artefact(name="n", kind="folder", at="s", path=tmp_path / example.reads["names"])}
    measured = Emotions().run(reads, ConsentSettings(), World())
    numbers = {one.id: one.number for one in measured.results}
    assert numbers["signs.strong"] == 6
    assert numbers["signs.weak"] == 2
    assert numbers["signs.decided"] is None
    assert all(shows.by != ("signs.strong",) for shows in Emotions().about.shows)

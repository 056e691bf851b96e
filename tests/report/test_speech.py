"""Three languages: numbers, days, plurals, and catalogues that leave nothing out."""

import re
from datetime import date

import pytest

from tanba.kernel import LANGS
from tanba.report import Speech, clean
from tanba.report.catalogue import (
    TRANSLATED,
    collect,
    compile_catalogue,
    po_file,
    read_catalogue,
    untranslated,
)

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("lang", "said"),
    [("kk", "2026\xa0ж. 23 қараша"), ("ru", "23 ноября 2026\xa0г."), ("en", "23 November 2026")],
)
def test_a_day_is_written_in_the_manner_of_the_language(lang, said):
    assert Speech(lang).day(DAY) == said


@pytest.mark.parametrize("lang", LANGS)
def test_every_month_has_a_name_of_its_own(lang):
    months = {re.sub(r"[\d\W]", "", Speech(lang).day(date(2026, m, 1))) for m in range(1, 13)}
    assert len(months) == 12


def test_numbers_and_money_have_their_thousands_apart():
    assert Speech("ru").number(864_875) == "864\xa0875"
    assert Speech("kk").number(1234.5, places=1) == "1\xa0234,5"
    assert Speech("en").number(1234.5, places=1) == "1,234.5"
    assert Speech("ru").money(864_875) == "864\xa0875\xa0₸"
    assert Speech("en").money(864_875) == "₸864,875"
    assert Speech("en").money(5, "EUR") == "5\xa0EUR"


def test_russian_counts_in_three_forms_and_kazakh_in_one():
    ru = Speech("ru")
    days = [ru.count("within {n} working day", "within {n} working days", n) for n in (1, 3, 5, 21)]
    assert days[0].endswith("1 рабочего дня")
    assert days[3].endswith("21 рабочего дня")
    assert days[1].endswith("3 рабочих дней")
    systems = [ru.count("{n} system", "{n} systems", n) for n in (1, 2, 5, 11, 22)]
    assert systems == ["1 система", "2 системы", "5 систем", "11 систем", "22 системы"]
    assert Speech("kk").count("{n} system", "{n} systems", 5) == "5 жүйе"


def test_lists_read_as_people_say_them():
    en = Speech("en")
    assert [en.all_of(["a", "b", "c"][:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
    assert Speech("kk").one_of(["a", "b"]) == "a немесе b"


def test_braces_in_foreign_words_are_left_alone():
    assert Speech("ru").say("{never} filled {in}") == "{never} filled {in}"


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("one\r\ntwo\u2028three\x85four", "one two three four"),
        ("a\u202eb\u2066c\u200fd\ufeff", "abcd"),
        ("\x9b31m \x00 \udcff", "31m"),
        ("Қазақ  тілі", "Қазақ тілі"),
    ],
)
def test_foreign_text_cannot_move_the_cursor_or_turn_the_line(hostile, harmless):
    assert clean(hostile) == harmless


def test_long_foreign_text_ends_in_an_ellipsis():
    assert clean("x" * 50, limit=10) == "x" * 9 + "…"
    assert clean("\x00" * 100_000 + "x", limit=10) == ""


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_message_of_the_faces_is_translated(lang):
    catalogue = read_catalogue(lang)
    known = {message.id for message in catalogue}
    assert {m for m in collect() if (tuple(m) if isinstance(m, tuple) else m) not in known} == set()
    assert [message.id for message in untranslated(catalogue)] == []


@pytest.mark.parametrize("lang", TRANSLATED)
def test_no_translation_outlives_its_message(lang):
    said = collect()
    assert {m.id for m in read_catalogue(lang) if m.id} - said == set()


@pytest.mark.parametrize("lang", TRANSLATED)
def test_the_compiled_catalogue_is_the_written_one(lang):
    compiled = po_file(lang).with_suffix(".mo").read_bytes()
    assert compiled == compile_catalogue(read_catalogue(lang))


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_translation_has_the_fields_of_its_message(lang):
    def fields(text):
        return set(re.findall(r"\{(\w+)[^}]*\}", text))

    for message in read_catalogue(lang):
        if not message.id:
            continue
        source = message.id if isinstance(message.id, tuple) else (message.id,)
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for form in forms:
            assert fields(form) in [fields(words) for words in source], message.id

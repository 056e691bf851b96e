"""Identifiers by form and check digit: vectors, chance, and what must not be taken for one."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.measures.personal_data.identifiers import (
    KINDS,
    Hits,
    count_identifiers,
    is_bin,
    is_card,
    is_iban,
    is_iin,
)
from tanba.measures.personal_data.names import count_names
from tanba.measures.personal_data.scanning import is_beyond_chance


def _check(digits: str) -> int | None:
    """The rule as it is written for people, one digit at a time."""
    first = sum((place + 1) * int(digit) for place, digit in enumerate(digits)) % 11
    if first < 10:
        return first
    second = (
        sum(w * int(d) for w, d in zip((3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), digits, strict=True)) % 11
    )
    return second if second < 10 else None


# Numbers that companies publish of themselves; no person's number stands here.
@pytest.mark.parametrize("number", ["971240001315", "000740000728", "050140004649"])
def test_a_published_bin_is_one_and_no_iin(number: str) -> None:
    assert is_bin(number)
    assert not is_iin(number)
    assert not any(is_bin(f"{number[:11]}{digit}") for digit in range(10) if digit != int(number[11]))


def test_a_number_made_by_the_written_rule_is_an_iin_and_with_any_other_check_digit_none() -> None:
    stem = "00010130001"
    right = _check(stem)
    assert [is_iin(f"{stem}{digit}") for digit in range(10)] == [digit == right for digit in range(10)]


def test_where_the_first_round_leaves_ten_the_second_round_decides() -> None:
    weights = range(1, 12)
    stems = [f"0001013{serial:04}" for serial in range(3000)]
    tens = [s for s in stems if sum(w * int(d) for w, d in zip(weights, s, strict=True)) % 11 == 10]
    assert len(tens) > 100
    for stem in tens:
        good = [digit for digit in range(10) if is_iin(f"{stem}{digit}")]
        assert good == ([] if _check(stem) is None else [_check(stem)])
    assert any(_check(stem) is None for stem in tens)


@pytest.mark.parametrize(
    "stem", ["00023030001", "01130130001", "00010170001", "00010190001", "01022950001"]
)
def test_a_good_check_digit_does_not_make_an_impossible_birthday_or_century(stem: str) -> None:
    assert not any(is_iin(f"{stem}{digit}") for digit in range(10))


def test_the_twenty_ninth_of_february_is_a_birthday_in_a_leap_year_only() -> None:
    leap = [f"0002295{serial:04}" for serial in range(20)]
    plain = [f"0002293{serial:04}" for serial in range(20)]  # 1900 was no leap year
    assert any(is_iin(f"{stem}{_check(stem)}") for stem in leap)
    assert not any(is_iin(f"{stem}{digit}") for stem in plain for digit in range(10))


def _first_round(number: str) -> int:
    return sum((place + 1) * int(digit) for place, digit in enumerate(number[:11])) % 11


@given(
    st.dates(date(1900, 1, 1), date(2030, 1, 1)),
    st.integers(0, 9999),
    st.integers(0, 9),
    st.sampled_from([7, 8, 9, 11]),
)
@settings(deadline=None, max_examples=150)
def test_one_wrong_digit_is_noticed_but_in_the_eleventh_place(
    born: date, serial: int, other: int, place: int
) -> None:
    """The eleventh digit has weight 11, which is nothing modulo 11; a second round may agree by chance."""
    stem = f"{born:%y%m%d}{'3' if born.year < 2000 else '5'}{serial:04}"
    if _check(stem) is None:
        return
    number = f"{stem}{_check(stem)}"
    assert is_iin(number)
    changed = number[:place] + str(other) + number[place + 1 :]
    if changed != number and 10 not in (_first_round(number), _first_round(changed)):
        assert not is_iin(changed)


def test_numbers_whose_date_is_good_pass_by_chance_one_time_in_ten() -> None:
    chance = next(kind.chance for kind in KINDS if kind.id == "iin")
    day = date(1990, 1, 1)
    numbers = [
        f"{day + timedelta(days=n):%y%m%d}{3 + n % 2}{n * 37 % 10000:04}{n * 7 % 10}"
        for n in range(5000)
    ]
    passed = count_identifiers("\n".join(numbers))["iin"].passed / len(numbers)
    assert chance is not None
    assert abs(passed - chance) < 0.015


def test_a_column_of_receipt_numbers_is_not_called_a_column_of_persons() -> None:
    iin = next(kind for kind in KINDS if kind.id == "iin")
    assert not is_beyond_chance(iin, Hits(passed=12, shaped=100))
    assert not is_beyond_chance(iin, Hits(passed=1, shaped=1))
    assert is_beyond_chance(iin, Hits(passed=30, shaped=100))
    assert is_beyond_chance(iin, Hits(passed=3, shaped=3))


# The test numbers that card schemes publish, and the classical example of Luhn's patent kind.
@pytest.mark.parametrize(
    "number", ["4111111111111111", "5555555555554444", "378282246310005", "6011111111111117"]
)
def test_published_test_numbers_are_cards(number: str) -> None:
    assert is_card(number)
    assert not is_card(number[:-1] + str((int(number[-1]) + 1) % 10))


@pytest.mark.parametrize("number", ["", "4" * 12, "0" * 16, "1" * 40, "٤١١١١١١١١١١١١١١١", "4111 1111"])
def test_what_is_no_card_is_none(number: str) -> None:
    assert not is_card(number)


def test_the_iban_of_the_registry_of_swift_is_one() -> None:
    assert is_iban("KZ86125KZT5004100100")  # the example of the IBAN registry (ISO 13616)
    assert not is_iban("KZ87125KZT5004100100")
    assert not is_iban("DE89370400440532013000")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("звоните +7 701 000 00 01 после обеда", "phone"),
        ("тел.: 8 (701) 000-00-01", "phone"),
        ("87010000001,Астана", "phone_digits"),
        ("нөмірім 77780000001.", "phone_digits"),
        ("пишите на test.name+x@mail.example.kz!", "email"),
        ("IBAN KZ86 125K ZT50 0410 0100", "iban"),
        ("карта 4111 1111 1111 1111", "card"),
        ("паспорт N12345678 выдан", "document"),
        ("жеке куәлік № 012345678", "document"),
        ("Удостоверение личности: 012345678", "document"),
    ],
)
def test_each_kind_is_found_once_in_a_sentence(text: str, kind: str) -> None:
    found = {name: hits.passed for name, hits in count_identifiers(text).items() if hits.passed}
    assert found == {kind: 1}


@pytest.mark.parametrize(
    "text",
    [
        "550e8400-e29b-41d4-a716-446655440000",  # the last group of a UUID has twelve digits
        "сумма 123456789012.50 тенге",
        "sha256 000101300013abcdef",
        "8 701 000 00 001 234",
        "v1.2.3 @ home, a@b",
        "N1234567 и NN12345678",
    ],
)
def test_what_only_looks_like_an_identifier_is_left_alone(text: str) -> None:
    assert not any(hits.passed for hits in count_identifiers(text).values())


@pytest.mark.parametrize(
    "text",
    [
        "Примеров Айдар Тестович",
        "Айгерім Серікқызы",
        "Мұрат Бекұлы келді",
        "АХМЕТОВА АЙГУЛЬ",
        "Aigerim Bekova",
        "Иван Петров",
    ],
)
def test_full_names_in_both_languages_are_hinted_at(text: str) -> None:
    assert count_names(text) == 1


@pytest.mark.parametrize(
    "text", ["Қазақстан Республикасы", "Бүгін Алматыда күн ашық", "айдар серіков", "Петров", ""]
)
def test_other_capital_words_are_no_names(text: str) -> None:
    assert count_names(text) == 0


@given(st.text(max_size=300))
@settings(deadline=None, max_examples=100)
def test_any_text_is_counted_without_an_error_and_never_more_passes_than_has_the_shape(
    text: str,
) -> None:
    for hits in count_identifiers(text).values():
        assert 0 <= hits.passed <= hits.shaped
    assert count_names(text) >= 0

"""RFC 8785: vectors of the specification, and our values."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanba.kernel import Cite, Reason, TanbaError, Truth, Unknown, canonical_bytes, digest, plain

# RFC 8785, section 3.2.2 (primitive types) and 3.2.3 (sorting of properties).
NUMBERS = [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001]


def test_numbers_as_in_section_3_2_2():
    assert canonical_bytes(NUMBERS) == b"[333333333.3333333,1e+30,4.5,0.002,1e-27]"


def test_names_are_sorted_by_utf16_units_as_in_section_3_2_3():
    names = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    order = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    written = canonical_bytes(dict.fromkeys(names, 1)).decode()
    assert [written.index(c if c != "\r" else "\\r") for c in order] == sorted(
        written.index(c if c != "\r" else "\\r") for c in order
    )


def test_our_values_have_one_form():
    given = Unknown(reason=Reason.NOT_KNOWN, on=date(2026, 2, 1))
    assert plain(given) == {"reason": "not_known", "on": "2026-02-01"}
    assert plain({"t": Truth.YES, "s": frozenset("ba")}) == {"t": "yes", "s": ["a", "b"]}
    assert plain(Cite(act="ai-law", article="17")) == {"act": "ai-law", "article": "17"}


@given(st.dictionaries(st.text(), st.integers(-(2**53) + 1, 2**53 - 1)))
def test_order_of_writing_changes_nothing(mapping):
    assert digest(mapping) == digest(dict(reversed(mapping.items())))


def test_a_number_json_cannot_hold_is_our_error():
    with pytest.raises(TanbaError):
        canonical_bytes(float("inf"))
    with pytest.raises(TanbaError):
        canonical_bytes(2**60)

"""JSON for people: letters stay letters, what steers a terminal is written out."""

import json

from hypothesis import given
from hypothesis import strategies as st

from tanba.report import write_json


def test_kazakh_letters_stay_as_they_are():
    assert "Қазақстан «ә» 1\xa0000" in write_json({"a": "Қазақстан «ә» 1\xa0000"})


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_it_is_the_same_value_and_steers_nothing(thing):
    text = write_json(thing)
    assert json.loads(text) == thing
    assert all(c.isprintable() or c in "\n\xa0" for c in text)

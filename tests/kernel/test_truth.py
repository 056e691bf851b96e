import pytest
from hypothesis import given
from hypothesis import strategies as st

from tanba.kernel import Truth, every, some

truths = st.sampled_from(Truth)


@given(truths, truths)
def test_de_morgan(a, b):
    assert ~(a & b) is (~a | ~b)


@given(st.lists(truths))
def test_every_and_some_are_each_others_mirror(parts):
    assert every(parts) is ~some([~part for part in parts])


def test_of_nothing_every_is_yes_and_some_is_no():
    assert every([]) is Truth.YES
    assert some([]) is Truth.NO


def test_truth_refuses_to_be_a_bool():
    with pytest.raises(TypeError, match="three answers"):
        bool(Truth.UNKNOWN)

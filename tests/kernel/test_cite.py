"""Citations in each language's manner."""

import pytest

from tanba.kernel import Cite

CASES = [
    (
        Cite(act="a", article="17", paragraph="3", item="6"),
        "article",
        ("17-баптың 3-тармағы, 6)-тармақша", "подп. 6) п. 3 ст. 17", "art. 17(3)(6)"),
    ),
    (Cite(act="a", article="6"), "article", ("6-бап", "ст. 6", "art. 6")),
    (
        Cite(act="a", article="1", item="5"),
        "article",
        ("1-баптың 5)-тармақшасы", "подп. 5) ст. 1", "art. 1(5)"),
    ),
    (
        Cite(act="a", article="17", paragraph="1", part=3),
        "article",
        ("17-баптың 1-тармағының үшінші бөлігі", "часть третья п. 1 ст. 17", "art. 17(1), third part"),
    ),
    (
        Cite(act="a", article="641-1", paragraph="2"),
        "code",
        ("641-1-баптың 2-бөлігі", "ч. 2 ст. 641-1", "art. 641-1(2)"),
    ),
    (
        Cite(act="a", article="641-1", paragraph="1", item="2"),
        "code",
        ("641-1-баптың 1-бөлігі, 2)-тармақша", "подп. 2) ч. 1 ст. 641-1", "art. 641-1(1)(2)"),
    ),
    (Cite(act="a", article="85"), "point", ("85-тармақ", "п. 85", "para. 85")),
    (
        Cite(act="a", article="85", item="1"),
        "point",
        ("85-тармақтың 1)-тармақшасы", "подп. 1) п. 85", "para. 85(1)"),
    ),
    (Cite(act="a"), "article", ("", "", "")),
]


@pytest.mark.parametrize(("cite", "unit", "words"), CASES)
def test_a_citation_reads_as_each_language_has_it(cite, unit, words):
    assert (cite.in_("kk", unit), cite.in_("ru", unit), cite.in_("en", unit)) == words

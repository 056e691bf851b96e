"""A stamp with a key on a token: signs as any other, and says in its own words why it cannot."""

from dataclasses import replace
from io import BytesIO

import pytest

from marks.authorities import TODAY, Authority, pem
from marks.samples import sample
from marks.test_token import keys, token  # noqa: F401 - a fixture, and how to name a key on its token
from tanba.marks.credentials import Claim, Inspector, Stamp
from tanba.marks.disclosure import Disclosure
from tanba.marks.keys import SigningKey, Trust
from tanba.marks.media import container
from tanba.marks.refusal import Refused


@pytest.fixture
def key(keys) -> SigningKey:  # type: ignore[no-untyped-def]  # noqa: F811
    authority = Authority()
    chain = pem(authority.issue(keys["es256"], start=TODAY), authority.certificate).decode()
    return SigningKey(name="hsm", algorithm="es256", chain=chain, token=token())


def test_a_stamp_signs_with_a_key_that_stays_on_its_token(key: SigningKey, said: Disclosure) -> None:
    root = key.chain[key.chain.rindex("-----BEGIN") :]
    target = BytesIO()
    with Stamp(key) as stamp:
        stamp.sign(BytesIO(sample("jpeg")), target, container("jpeg"), Claim(disclosure=said))
    assert Inspector(Trust(anchors=root)).read(target, container("jpeg")).state == "trusted"


def test_what_the_token_says_comes_through_the_library(
    key: SigningKey, said: Disclosure, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refused) as refused:
        Stamp(replace(key, token=token(key="nobody")))
    assert refused.value.code == "KY22"
    with Stamp(key) as stamp:
        monkeypatch.delenv("TANBA_TEST_PIN")
        from tanba.marks.keys import token as sessions

        for kept in list(sessions._SESSIONS.values()):
            kept.close()
        sessions._SESSIONS.clear()
        with pytest.raises(Refused) as refused:
            stamp.sign(BytesIO(sample("jpeg")), BytesIO(), container("jpeg"), Claim(disclosure=said))
    assert refused.value.code == "KY21"

"""A key that never leaves its token, by SoftHSM: a real PKCS#11 module in software."""

import os
import shutil
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from keys.authorities import TODAY, Authority, codes, new_key, pem, signed_picture, state_of
from marks.samples import sample
from tanba.kernel import Faults, Refused
from tanba.keys import KeyStore, SigningKey, Token, Trust
from tanba.keys.token import signature
from tanba.marks.credentials import Claim, Inspector, Stamp
from tanba.marks.disclosure import Disclosure
from tanba.marks.media import container

PLACES = ("/usr/lib/softhsm", "/usr/lib/*/softhsm", "/usr/lib64/softhsm", "/opt/homebrew/lib/softhsm")
MODULE = next(
    (str(path) for place in PLACES for path in Path("/").glob(f"{place[1:]}/libsofthsm2.so")), ""
)
UTIL = shutil.which("softhsm2-util")

if not MODULE or UTIL is None:
    pytest.skip("SoftHSM 2 is not here: keys on tokens go untested", allow_module_level=True)
pytest.importorskip("pkcs11", reason="python-pkcs11 is not here: keys on tokens go untested")

PIN = "648219"
ALGORITHMS = ("es256", "es384", "ps256", "ed25519")


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """Keys that were put on a token of the tests, each under the name of its algorithm."""
    folder = tmp_path_factory.mktemp("hsm")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(
        f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n"
    )
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")
    os.environ["TANBA_TEST_PIN"] = PIN

    def softhsm(*words):
        subprocess.run([UTIL, *words], check=True, capture_output=True)

    softhsm("--init-token", "--free", "--label", "tests", "--so-pin", "12345678", "--pin", PIN)
    made = {}
    for number, algorithm in enumerate(ALGORITHMS, 1):
        made[algorithm] = key = new_key(algorithm)
        (folder / "key.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        )
        softhsm("--import", str(folder / "key.pem"), "--token", "tests", "--label", algorithm,
                "--id", f"{number:02x}", "--pin", PIN)  # fmt: skip
    yield made
    del os.environ["SOFTHSM2_CONF"], os.environ["TANBA_TEST_PIN"]


def token(key="es256", **parts):
    return Token(
        **{"module": MODULE, "label": "tests", "key": key, "pin_from": "TANBA_TEST_PIN", **parts}
    )


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_key_on_a_token_signs_and_the_c2pa_library_trusts_it(keys, tmp_path, algorithm):
    authority = Authority()
    (tmp_path / "chain.pem").write_bytes(pem(authority.issue(keys[algorithm]), authority.certificate))
    store = KeyStore(tmp_path / "keys")
    card = store.use_token("hsm", token(algorithm), tmp_path / "chain.pem", on=TODAY)
    assert (card.algorithm, card.on_token, card.local) == (algorithm, True, False)
    key = store.open(None, "", on=TODAY)
    assert key.private == b""
    picture = signed_picture(key)
    assert state_of(picture, Trust(anchors=authority.pem.decode())) == "Trusted"
    for path in store.folder.rglob("*.*"):
        assert PIN.encode() not in path.read_bytes()
    assert PIN not in repr(key)


def test_an_ecdsa_signature_is_as_cose_writes_it(keys):
    assert len(signature(token("es256"), "es256", b"data")) == 64
    assert len(signature(token("es384"), "es384", b"data")) == 96


def test_a_certificate_of_another_key_is_noticed_at_once(keys, tmp_path):
    (tmp_path / "chain.pem").write_bytes(pem(Authority().issue(new_key())))
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path / "keys").use_token("hsm", token(), tmp_path / "chain.pem", on=TODAY)
    assert codes(faults) == ["KY08"]


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"pin_from": "TANBA_NO_SUCH_PIN"}, "KY21"),
        ({"module": "/nowhere/module.so"}, "KY22"),
        ({"module": __file__}, "KY22"),
        ({"label": "another"}, "KY22"),
        ({"key": "another"}, "KY22"),
    ],
)
def test_what_is_missing_is_told_in_our_words(keys, parts, code):
    """In a process of its own: a session that is open already needs no PIN."""
    assert tried(token(**parts)).startswith(code)


def test_a_wrong_pin_is_tried_once_and_not_shown(keys):
    seen = tried(token(), TANBA_TEST_PIN="111111")
    assert seen.startswith("KY23")
    assert "111111" not in seen
    assert tried(token()) == "signed"


def test_a_token_signs_after_a_fork(keys):
    """A worker of a pool is a fork on some systems, and the device does not know it."""
    if not hasattr(os, "fork"):
        pytest.skip("this system has no fork")
    before = f"""
import os
from tanba.keys.token import signature
signature({token()!r}, "es256", b"data")
child = os.fork()
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
"""
    assert tried(token(), before=before).split() == ["signed", "signed"]


def test_a_token_that_was_pulled_out_and_put_in_again_signs(keys):
    """In a process of its own, on whose stderr the library complains of what it could not put away."""
    before = f"""
import pkcs11
from tanba.keys.token import signature
signature({token()!r}, "es256", b"data")
pkcs11.lib({MODULE!r}).reinitialize()  # every session that was open is no more
"""
    assert tried(token(), before=before) == "signed"


def test_without_the_library_it_says_how_to_get_it(keys):
    assert tried(token(), before="sys.modules['pkcs11'] = None").startswith("KY27")


def tried(key, before="", **environment):
    code = f"""
import sys
from tanba.keys import Token
from tanba.kernel import Refused
{before}
from tanba.keys.token import signature
try:
    signature({key!r}, "es256", b"data")
    print("signed")
except Refused as refused:
    print(refused.code, refused.what)
"""
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=os.environ | environment
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


# --- stamps ---


@pytest.fixture
def key(keys) -> SigningKey:  # type: ignore[no-untyped-def]
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
        from tanba.keys import token as sessions

        for kept in list(sessions._SESSIONS.values()):
            kept.close()
        sessions._SESSIONS.clear()
        with pytest.raises(Refused) as refused:
            stamp.sign(BytesIO(sample("jpeg")), BytesIO(), container("jpeg"), Claim(disclosure=said))
    assert refused.value.code == "KY21"

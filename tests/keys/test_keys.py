"""Keys on disk: made, brought from elsewhere, renewed, opened, and who is trusted."""

import os
import pickle
import shutil
import stat
import subprocess
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import (
    load_pem_private_key,
)

from keys.authorities import (
    EMAIL,
    OPENSSL,
    PASSPHRASE,
    TODAY,
    Authority,
    codes,
    key_pem,
    needs_openssl,
    new_key,
    pem,
    signed_picture,
    state_of,
)
from tanba.kernel import Faults, Refused
from tanba.keys import KeyStore, Trust, default_folder
from tanba.keys.authority import LEAF_DAYS, leaf, root
from tanba.keys.card import check_name
from tanba.keys.profile import check_leaf
from tanba.keys.record import from_json
from tanba.keys.seal import sealed, unsealed


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with one local key, to be copied, not changed."""
    folder = tmp_path_factory.mktemp("made") / "keys"
    KeyStore(folder).new("newsroom", "Қала News", PASSPHRASE, on=TODAY)
    return folder


@pytest.fixture
def store(made, tmp_path):
    shutil.copytree(made, tmp_path / "keys")
    return KeyStore(tmp_path / "keys")


@pytest.fixture(scope="module")
def authority():
    return Authority()


def files_of(folder):
    return [path for path in folder.rglob("*") if path.is_file()]


# --- what is on disk ---------------------------------------------------------------------------------


def test_nobody_else_can_read_a_key_and_no_secret_lies_open(made):
    assert len(files_of(made)) == 6
    for path in files_of(made):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        assert b"BEGIN PRIVATE KEY" not in path.read_bytes()
        assert b"BEGIN EC PRIVATE KEY" not in path.read_bytes()
    for folder in (made, made / "newsroom"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_mask_that_lets_others_in_does_not_matter(tmp_path):
    before = os.umask(0)
    try:
        KeyStore(tmp_path / "keys").new("a", "", PASSPHRASE, "ed25519", on=TODAY)
    finally:
        os.umask(before)
    assert {stat.S_IMODE(path.stat().st_mode) for path in files_of(tmp_path)} == {0o600}
    assert stat.S_IMODE((tmp_path / "keys" / "a").stat().st_mode) == 0o700


def test_nothing_half_made_is_left_behind(store):
    with pytest.raises(Faults) as faults:
        store.new("newsroom", "", PASSPHRASE, on=TODAY)
    assert codes(faults) == ["KY03"]
    assert sorted(path.name for path in store.folder.iterdir()) == ["default", "newsroom"]


@needs_openssl
def test_openssl_opens_a_sealed_key_with_its_passphrase_only(made):
    def tried(passphrase):
        words = [OPENSSL, "pkey", "-in", made / "newsroom" / "key-1.pem", "-noout", "-check"]
        return subprocess.run([*words, "-passin", f"pass:{passphrase}"], capture_output=True).returncode

    assert tried(PASSPHRASE) == 0
    assert tried("another passphrase") != 0


@needs_openssl
def test_openssl_verifies_the_local_chain(made):
    folder = made / "newsroom"
    words = [
        OPENSSL,
        "verify",
        "-x509_strict",
        "-CAfile",
        folder / "root-1.pem",
        folder / "chain-1.pem",
    ]
    run = subprocess.run(words, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_a_guess_costs_more_than_the_library_would_ask(made):
    """scrypt 2^14, r 8, p 5 stands in the file itself: RFC 7914's object identifier and its numbers."""
    from base64 import b64decode

    lines = (made / "newsroom" / "key-1.pem").read_text().splitlines()[1:-1]
    der = b64decode("".join(lines))
    assert bytes.fromhex("06092b06010401da47040b") in der
    assert bytes.fromhex("02024000020108020105020120") in der


def test_the_same_passphrase_opens_however_the_keyboard_composes_it():
    key = new_key()
    composed, taken_apart = "Күн мен А\u0439", "Күн мен А\u0438\u0306"
    assert composed != taken_apart
    assert unsealed(sealed(key, composed), taken_apart).private_numbers() == key.private_numbers()


# --- opening -----------------------------------------------------------------------------------------


def test_a_key_opens_with_its_passphrase_and_shows_nothing(store):
    key = store.open(None, PASSPHRASE, on=TODAY)
    assert key.private.startswith(b"-----BEGIN PRIVATE KEY-----")
    assert (key.name, key.algorithm, key.local, key.token) == ("newsroom", "es256", True, None)
    secret = key.private.decode().splitlines()[1]
    assert secret not in repr(key)
    assert secret not in str(key)
    assert pickle.loads(pickle.dumps(key)) == key  # noqa: S301  (our own bytes)


@pytest.mark.parametrize("wrong", ["", "another passphrase", PASSPHRASE + " ", "\udcff" * 9])
def test_a_wrong_passphrase_is_refused_and_not_repeated(store, wrong):
    with pytest.raises(Faults) as faults:
        store.open("newsroom", wrong, on=TODAY)
    assert codes(faults) == ["KY05"]
    assert not wrong or wrong not in str(faults.value)
    assert faults.value.__cause__ is None


def test_a_key_that_is_not_there_is_named(store, tmp_path):
    for asked, empty in (("newsroom2", store), (None, KeyStore(tmp_path / "none"))):
        with pytest.raises(Faults) as faults:
            empty.open(asked, PASSPHRASE, on=TODAY)
        assert codes(faults) == ["KY01"]
        assert faults.value.faults[0].hint


def test_a_key_signs_only_while_its_certificate_is_valid(store):
    last = store.find("newsroom").valid_until
    assert last == TODAY + timedelta(days=LEAF_DAYS - 1)
    store.open("newsroom", PASSPHRASE, on=last)
    for day in (last + timedelta(days=1), TODAY - timedelta(days=2)):
        with pytest.raises(Faults) as faults:
            store.open("newsroom", PASSPHRASE, on=day)
        assert codes(faults) == ["KY09"]


def test_a_key_with_the_certificate_of_another_is_not_opened(store, tmp_path):
    other = KeyStore(tmp_path / "other")
    other.new("newsroom", "", PASSPHRASE, "ed25519", on=TODAY)
    shutil.copy(other.folder / "newsroom" / "chain-1.pem", store.folder / "newsroom" / "chain-1.pem")
    with pytest.raises(Faults) as faults:
        store.open("newsroom", PASSPHRASE, on=TODAY)
    assert codes(faults) == ["KY08"]


@pytest.mark.parametrize(
    ("file", "content", "code"),
    [
        ("key.json", b"{", "KY19"),
        ("key.json", b"[" * 100_000, "KY19"),
        ("key.json", b'{"tanba": 2}', "KY19"),
        ("key.json", b'{"tanba": 1, "algorithm": "gost", "generation": 1, "root": 1}', "KY19"),
        ("key.json", b'{"tanba": 1, "algorithm": "es256", "generation": "../1", "root": 1}', "KY19"),
        ("key.json", b"\0" * (8 * 1024 * 1024 + 1), "KY18"),
        ("key-1.pem", b"", "KY06"),
        ("key-1.pem", None, "KY19"),
        ("chain-1.pem", None, "KY19"),
        ("chain-1.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "KY07"),
    ],
)
def test_a_damaged_key_is_told_as_such_and_hides_no_other(store, file, content, code):
    path = store.folder / "newsroom" / file
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Faults) as faults:
        store.open("newsroom", PASSPHRASE, on=TODAY)
    assert codes(faults) == [code]
    (shown,) = store.show()
    assert bool(shown.flaw) == (code != "KY06")


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "a/b", "-a", "anchors", "Default", "x" * 61, "a\n", "\0"]
)
def test_a_name_that_leads_out_of_the_folder_is_no_name(store, name):
    for work in (
        lambda: store.new(name, "", PASSPHRASE, on=TODAY),
        lambda: store.open(name, PASSPHRASE, on=TODAY),
        lambda: store.choose(name),
    ):
        with pytest.raises(Faults) as faults:
            work()
        assert codes(faults) == ["KY02"]


def test_a_name_may_be_kazakh_and_is_the_same_however_typed():
    assert check_name("Жаңалықтар бөлімі") == "Жаңалықтар бөлімі"
    assert check_name("Га\u0438\u0306") == check_name("Га\u0439") == "Га\u0439"


def test_a_passphrase_is_not_too_short_and_names_fit_a_certificate(tmp_path):
    store = KeyStore(tmp_path)
    for name, organisation, passphrase, code in (
        ("a", "", "1234567", "KY04"),
        ("a", "", "\ud800" * 8, "KY04"),
        ("a", "x" * 65, PASSPHRASE, "KY24"),
        ("a", "two\nlines", PASSPHRASE, "KY24"),
    ):
        with pytest.raises(Faults) as faults:
            store.new(name, organisation, passphrase, on=TODAY)
        assert codes(faults) == [code]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["ftp://a.kz", "a.kz", "http://", "https://a kz", "http://[", "file:///etc"]
)
def test_a_time_authority_is_at_a_web_address(tmp_path, address):
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path).new("a", "", PASSPHRASE, on=TODAY, time_authority=address)
    assert codes(faults) == ["KY16"]


def test_a_full_or_forbidden_folder_is_told_in_words(tmp_path):
    (tmp_path / "keys").write_text("a file where the folder should be")
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path / "keys").new("a", "", PASSPHRASE, on=TODAY)
    assert codes(faults) == ["KY18"]


# --- the local authority -----------------------------------------------------------------------------


def test_the_names_say_that_a_local_authority_vouches_for_nobody(store):
    (key,) = store.show()
    assert key.issuer == "Tanba local authority on newsroom, vouches for nobody"
    assert key.subject == "newsroom, Қала News"
    assert key.local
    assert key.default


def test_a_long_name_still_fits_the_name_of_the_authority():
    _, certificate = root("Жаңалықтар және аналитика бөлімі", TODAY)
    (common,) = certificate.subject
    assert len(common.value.encode()) <= 64
    assert common.value.endswith("…, vouches for nobody")


def test_a_local_certificate_never_outlives_its_authority():
    signer, certificate = root("a", TODAY, days=30)
    _, issued = leaf(signer, certificate, "a", "", "ed25519", TODAY, days=300)
    assert issued.not_valid_after_utc == certificate.not_valid_after_utc
    with pytest.raises(Refused, match="KY09"):
        leaf(signer, certificate, "a", "", "ed25519", TODAY + timedelta(days=40))


@pytest.mark.parametrize("algorithm", ["es256", "es384", "es512", "ps256", "ed25519"])
def test_the_c2pa_library_trusts_what_a_local_key_signed(algorithm):
    from cryptography.hazmat.primitives.serialization import Encoding

    from tanba.keys import SigningKey
    from tanba.keys.seal import opened

    signer, certificate = root("newsroom", TODAY)
    key, issued = leaf(signer, certificate, "newsroom", "Қала", algorithm, TODAY)
    check_leaf(issued)
    chain = issued.public_bytes(Encoding.PEM).decode()
    picture = signed_picture(
        SigningKey(name="a", algorithm=algorithm, chain=chain, private=opened(key))
    )
    anchors = certificate.public_bytes(Encoding.PEM).decode()
    assert state_of(picture, Trust(anchors=anchors)) == "Trusted"
    assert state_of(picture, Trust(anchors=anchors, purposes=(EMAIL.dotted_string,))) == "Trusted"
    assert state_of(picture, Trust()) == "Valid"


# --- renewal -----------------------------------------------------------------------------------------


def test_after_a_renewal_old_marks_are_trusted_and_the_old_secret_is_gone(store):
    before = store.find("newsroom")
    old = signed_picture(store.open(None, PASSPHRASE, on=TODAY))
    after = store.rotate("newsroom", PASSPHRASE, on=TODAY)
    new = signed_picture(store.open(None, PASSPHRASE, on=TODAY))
    assert after.sha256 != before.sha256
    assert after.retired == (before.sha256,)
    assert after.issuer == before.issuer
    assert state_of(old, store.trust()) == state_of(new, store.trust()) == "Trusted"
    kept = {path.name for path in (store.folder / "newsroom").iterdir()}
    assert kept == {
        "chain-1.pem",
        "chain-2.pem",
        "key-2.pem",
        "key.json",
        "root-1.pem",
        "rootkey-1.pem",
    }
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files_of(store.folder))


def test_an_authority_near_its_end_is_renewed_and_the_old_one_stays_trusted(store):
    late = TODAY + timedelta(days=3000)
    old = signed_picture(store.open(None, PASSPHRASE, on=TODAY))
    key = store.rotate("newsroom", PASSPHRASE, on=late)
    assert key.valid_until == late + timedelta(days=LEAF_DAYS - 1)
    assert store.trust().local.count("BEGIN CERTIFICATE") == 2
    assert state_of(old, store.trust()) == "Trusted"
    assert store.authorities() == ("Tanba local authority on newsroom, vouches for nobody",)


def test_a_renewal_needs_the_passphrase_and_changes_nothing_without_it(store):
    before = {path: path.read_bytes() for path in files_of(store.folder)}
    with pytest.raises(Faults) as faults:
        store.rotate("newsroom", "another passphrase", on=TODAY)
    assert codes(faults) == ["KY05"]
    assert {path: path.read_bytes() for path in files_of(store.folder)} == before


def test_what_a_killed_renewal_left_behind_is_in_nobodys_way(store):
    (store.folder / "newsroom" / "key-2.pem").write_bytes(b"half")
    (store.folder / ".new-dead").mkdir()
    (store.folder / ".new-dead" / "root-1.pem").write_bytes(b"half")
    store.rotate("newsroom", PASSPHRASE, on=TODAY)
    store.open("newsroom", PASSPHRASE, on=TODAY)
    assert not (store.folder / "newsroom" / "key-2.pem").exists()
    assert "half" not in store.trust().anchors
    assert len(store.show()) == 1


def test_renewals_at_the_same_time_leave_one_whole_key(store):
    with ThreadPoolExecutor(3) as pool:
        renewed = [pool.submit(store.rotate, "newsroom", PASSPHRASE, on=TODAY) for _ in range(2)]
        opened = [pool.submit(store.open, "newsroom", PASSPHRASE, on=TODAY) for _ in range(2)]
        assert all(each.result().local for each in renewed)
        assert all(each.result().private for each in opened)
    assert len(store.find("newsroom").retired) == 2
    assert len(list((store.folder / "newsroom").glob("key-*.pem"))) == 1


# --- the default, and whom to trust ------------------------------------------------------------------


def test_the_first_key_is_the_default_until_another_is_chosen(store):
    store.new("second", "", PASSPHRASE, "ed25519", on=TODAY, time_authority="https://time.kz/tsa")
    assert [(key.name, key.default) for key in store.show()] == [("newsroom", True), ("second", False)]
    assert store.choose("second").default
    key = store.open(None, PASSPHRASE, on=TODAY)
    assert (key.name, key.time_authority) == ("second", "https://time.kz/tsa")
    with pytest.raises(Faults) as faults:
        store.choose("third")
    assert codes(faults) == ["KY01"]


def test_a_trust_list_is_read_with_what_people_wrote_in_it_and_can_be_dismissed(
    store, tmp_path, authority
):
    other = Authority("Another root")
    listed = tmp_path / "C2PA TRUST LIST.pem"
    listed.write_bytes(b"# Test root\n" + authority.pem + b"\n\nAnother:\n" + other.pem + authority.pem)
    anchors = store.bring_anchors(listed)
    assert anchors.name == "C2PA-TRUST-LIST"
    assert anchors.subjects == ("Test root, Test authority", "Another root, Test authority")
    assert store.anchors() == (anchors,)
    trust = store.trust()
    assert trust.anchors.count("BEGIN CERTIFICATE") == 3
    assert trust.local.count("BEGIN CERTIFICATE") == 1
    assert trust.anchors.startswith(trust.local)
    assert "#" not in trust.anchors
    store.dismiss_anchors("C2PA-TRUST-LIST")
    assert store.trust() == Trust(anchors=trust.local, local=trust.local)
    with pytest.raises(Faults) as faults:
        store.dismiss_anchors("../newsroom/root-1")
    assert codes(faults) == ["KY25"]


def test_the_key_of_a_signer_is_no_anchor(store, tmp_path, authority):
    for content, code in (
        (pem(authority.certificate, authority.issue(new_key())), "KY20"),
        (b"", "KY07"),
        (b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n", "KY07"),
    ):
        (tmp_path / "list.pem").write_bytes(content)
        with pytest.raises(Faults) as faults:
            store.bring_anchors(tmp_path / "list.pem")
        assert codes(faults) == [code]
    assert store.anchors() == ()


def test_to_know_whom_to_trust_no_library_is_loaded():
    import sys

    code = """
import sys
from pathlib import Path
from tanba.keys import KeyStore
KeyStore(Path("nowhere")).trust()
assert not {"cryptography", "c2pa", "pkcs11"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], check=True)


def test_keys_live_where_the_person_or_the_system_says(tmp_path):
    home = str(tmp_path)
    assert default_folder({"TANBA_KEYS": home, "XDG_DATA_HOME": "/x"}) == tmp_path
    assert default_folder({"XDG_DATA_HOME": home, "HOME": "/x"}) == tmp_path / "tanba" / "keys"
    assert default_folder({"XDG_DATA_HOME": "relative", "HOME": home}) == (
        tmp_path / ".local" / "share" / "tanba" / "keys"
    )


def test_a_record_keeps_nothing_it_does_not_know():
    with pytest.raises(Refused, match="KY16"):
        from_json(
            b'{"tanba": 1, "algorithm": "es256", "generation": 1, "root": 0, "time_authority": "file:///x"}'
        )


def test_a_sealed_key_of_another_kind_is_no_key():
    from cryptography.hazmat.primitives.asymmetric import x25519

    with pytest.raises(Refused, match="KY06"):
        unsealed(key_pem(x25519.X25519PrivateKey.generate(), PASSPHRASE), PASSPHRASE)
    assert load_pem_private_key(sealed(new_key(), PASSPHRASE), PASSPHRASE.encode())

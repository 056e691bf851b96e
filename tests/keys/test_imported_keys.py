"""Keys that others made: what is taken, what is refused and why, and that the C2PA library agrees."""

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, PrivateFormat, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID

from keys.authorities import (
    C2PA,
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
from tanba.kernel import Faults
from tanba.keys import KeyStore, Trust

OPENS = "file"
"""The passphrase of the files that others made."""


@pytest.fixture(scope="module")
def authority():
    return Authority()


def wrapped(key, certificate, others, passphrase):
    lock = BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"key", key, certificate, others, lock)


@pytest.mark.parametrize(
    ("form", "algorithm"),
    [
        *((form, "es256") for form in ("one file", "two files", "locked", "traditional")),
        *(("pkcs12", algorithm) for algorithm in ("es256", "es384", "ps256", "ed25519")),
    ],
)
def test_a_real_key_is_brought_in_and_trusted_once_its_root_is(tmp_path, authority, algorithm, form):
    key = new_key(algorithm)
    middle = Authority("Test intermediate", authority)
    certificate = middle.issue(key)
    chain = pem(certificate, middle.certificate, authority.certificate)
    file, beside, opens = tmp_path / "given", None, ""
    match form:
        case "one file":
            file.write_bytes(chain + b"Bag Attributes\n" + key_pem(key))
        case "two files":
            file.write_bytes(key_pem(key))
            beside = tmp_path / "chain.pem"
            beside.write_bytes(chain)
        case "locked":
            opens = "short"
            file.write_bytes(key_pem(key, opens) + chain)
        case "traditional":
            opens = "short"
            file.write_bytes(key_pem(key, opens, PrivateFormat.TraditionalOpenSSL) + chain)
        case "pkcs12":
            opens = "short"
            file.write_bytes(
                wrapped(key, certificate, [authority.certificate, middle.certificate], opens)
            )
    store = KeyStore(tmp_path / "keys")
    assert store.locked(file) == bool(opens)
    card = store.import_key("real", file, PASSPHRASE, on=TODAY, chain=beside, file_passphrase=opens)
    assert (card.algorithm, card.local, card.issuer) == (
        algorithm,
        False,
        "Test intermediate, Test authority",
    )
    opened = store.open(None, PASSPHRASE, on=TODAY)
    assert opened.chain.count("BEGIN CERTIFICATE") == 2  # the root is for the reader to have
    picture = signed_picture(opened)
    assert store.trust() == Trust()
    assert state_of(picture, store.trust()) == "Valid"
    (tmp_path / "root.pem").write_bytes(authority.pem)
    store.bring_anchors(tmp_path / "root.pem")
    assert state_of(picture, store.trust()) == "Trusted"
    assert store.trust().local == ""


@needs_openssl
@pytest.mark.parametrize("kind", ["rsa", "rsa-pss", "ed25519", "pkcs12", "ec with parameters"])
def test_a_key_that_openssl_made_is_brought_in(tmp_path, kind):
    def openssl(*words):
        subprocess.run([OPENSSL, *words], cwd=tmp_path, check=True, capture_output=True)

    curve = ["-pkeyopt", "ec_paramgen_curve:P-384"]
    request = [
        "-addext",
        "keyUsage=critical,digitalSignature",
        "-addext",
        "extendedKeyUsage=emailProtection",
    ]
    (tmp_path / "leaf.cnf").write_text(
        "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n"
        "extendedKeyUsage=emailProtection\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n"
    )
    openssl("req", "-x509", "-newkey", "ec", *curve, "-noenc", "-days", "30",
            "-keyout", "root.key", "-out", "root.pem", "-subj", "/O=Root/CN=Root")  # fmt: skip
    match kind:
        case "ec with parameters":
            openssl("ecparam", "-genkey", "-name", "prime256v1", "-out", "leaf.key")
        case "ed25519":
            openssl("genpkey", "-algorithm", "ed25519", "-out", "leaf.key")
        case "rsa" | "rsa-pss":
            openssl(
                "genpkey", "-algorithm", kind, "-pkeyopt", "rsa_keygen_bits:2048", "-out", "leaf.key"
            )
        case _:
            openssl("genpkey", "-algorithm", "ec", *curve, "-out", "leaf.key",
                    "-aes256", "-pass", "pass:file")  # fmt: skip
    openssl("req", "-new", "-key", "leaf.key", "-passin", "pass:file", "-out", "leaf.csr",
            "-subj", "/C=KZ/O=Қала/CN=Редакция", "-utf8", *request)  # fmt: skip
    openssl("x509", "-req", "-in", "leaf.csr", "-CA", "root.pem", "-CAkey", "root.key", "-days", "20",
            "-extfile", "leaf.cnf", "-out", "leaf.pem")  # fmt: skip
    file, chain = tmp_path / "leaf.key", tmp_path / "leaf.pem"
    if kind == "pkcs12":
        openssl("pkcs12", "-export", "-inkey", "leaf.key", "-passin", "pass:file", "-in", "leaf.pem",
                "-certfile", "root.pem", "-out", "leaf.p12", "-passout", "pass:file")  # fmt: skip
        file, chain = tmp_path / "leaf.p12", None
    store = KeyStore(tmp_path / "keys")
    # The program dates the certificate by its own clock: a run over midnight is on the next day by now.
    today = datetime.now(UTC).date()
    card = store.import_key("real", file, PASSPHRASE, on=today, chain=chain, file_passphrase=OPENS)
    assert card.subject == "Редакция, Қала"
    assert card.algorithm == {"rsa": "ps256", "rsa-pss": "ps256", "ed25519": "ed25519"}.get(
        kind, "es256" if kind == "ec with parameters" else "es384"
    )
    store.bring_anchors(tmp_path / "root.pem")
    assert state_of(signed_picture(store.open(None, PASSPHRASE, on=TODAY)), store.trust()) == "Trusted"


def given(tmp_path, key, *certificates):
    file = tmp_path / "given.pem"
    file.write_bytes(key_pem(key) + pem(*certificates))
    return file


UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0")
ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE


@pytest.mark.parametrize(
    ("code", "parts"),
    [
        ("KY09", {"start": TODAY - timedelta(days=40), "days": 30}),
        ("KY09", {"start": TODAY + timedelta(days=2)}),
        ("KY12", {"ca": True}),
        ("KY12", {"usage": {"key_cert_sign": True}}),
        ("KY13", {"usage": {"digital_signature": False, "key_agreement": True}}),
        ("KY13", {"drop": ("usage",)}),
        ("KY14", {"drop": ("purposes",)}),
        ("KY14", {"purposes": [C2PA, ANY]}),
        ("KY14", {"purposes": [ANY]}),
        ("KY14", {"purposes": [ExtendedKeyUsageOID.SERVER_AUTH]}),
        ("KY14", {"purposes": [ExtendedKeyUsageOID.CODE_SIGNING]}),
        ("KY14", {"purposes": [EMAIL, ExtendedKeyUsageOID.TIME_STAMPING]}),
        ("KY15", {"drop": ("authority",)}),
        ("KY15", {"more": [(UNKNOWN, True)]}),
    ],
)
def test_what_the_c2pa_library_would_refuse_is_refused_when_it_is_brought(
    tmp_path, authority, code, parts
):
    from c2pa import C2paError

    from tanba.keys import SigningKey

    key = new_key()
    certificate = authority.issue(key, **parts)
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path / "keys").import_key(
            "a", given(tmp_path, key, certificate), PASSPHRASE, on=TODAY
        )
    assert codes(faults) == [code]
    assert not (tmp_path / "keys").exists()
    chain = pem(certificate).decode()
    with pytest.raises(C2paError):  # as the library's own judge sees it
        signed_picture(SigningKey(name="a", algorithm="es256", chain=chain, private=key_pem(key)))


@pytest.mark.parametrize(
    ("purposes", "more"),
    [
        ([EMAIL], []),
        ([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.36")], []),
        ([C2PA, ExtendedKeyUsageOID.CLIENT_AUTH], [(UNKNOWN, False)]),
    ],
)
def test_what_the_c2pa_library_takes_is_taken(tmp_path, authority, purposes, more):
    key = new_key()
    file = given(
        tmp_path, key, authority.issue(key, purposes=purposes, more=more, drop=("constraints",))
    )
    store = KeyStore(tmp_path / "keys")
    store.import_key("a", file, PASSPHRASE, on=TODAY)
    trust = Trust(anchors=authority.pem.decode())
    assert state_of(signed_picture(store.open(None, PASSPHRASE, on=TODAY)), trust) == "Trusted"


def test_keys_that_are_weak_or_of_another_kind_are_refused(tmp_path, authority):
    weak, curve = new_key("ps256", 1024), ec.generate_private_key(ec.SECP256K1())
    for key, code in ((weak, "KY10"), (curve, "KY10")):
        with pytest.raises(Faults) as faults:
            KeyStore(tmp_path).import_key(
                "a", given(tmp_path, key, authority.issue(key)), PASSPHRASE, on=TODAY
            )
        assert codes(faults) == [code]


def test_a_key_and_a_certificate_must_belong_together(tmp_path, authority):
    key, other = new_key(), new_key()
    store = KeyStore(tmp_path)
    for file, code in (
        (given(tmp_path, key, authority.issue(other)), "KY08"),
        (given(tmp_path, key), "KY08"),
    ):
        with pytest.raises(Faults) as faults:
            store.import_key("a", file, PASSPHRASE, on=TODAY)
        assert codes(faults) == [code]


def test_an_algorithm_goes_with_its_key(tmp_path, authority):
    key, rsa = new_key(), new_key("ps256")
    store = KeyStore(tmp_path / "keys")
    with pytest.raises(Faults) as faults:
        store.import_key(
            "a", given(tmp_path, key, authority.issue(key)), PASSPHRASE, on=TODAY, algorithm="ps256"
        )
    assert codes(faults) == ["KY11"]
    card = store.import_key(
        "a", given(tmp_path, rsa, authority.issue(rsa)), PASSPHRASE, on=TODAY, algorithm="ps512"
    )
    assert card.algorithm == "ps512"


def test_a_chain_that_does_not_hold_together_is_refused(tmp_path, authority):
    key, impostor = new_key(), Authority()  # the same name, another key
    file = given(tmp_path, key, authority.issue(key), impostor.certificate)
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path).import_key("a", file, PASSPHRASE, on=TODAY)
    assert codes(faults) == ["KY07"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "KY06"),
        (b"\x30", "KY06"),
        (b"\x30\x84\xff\xff\xff\xff" + b"\0" * 50, "KY06"),
        (b"hello", "KY06"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "KY06"),
        (b"-----BEGIN PRIVATE KEY-----\n" * 10_000, "KY06"),
        (b"-----BEGIN CERTIFICATE-----" * 10_000, "KY06"),
        (b"-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", "KY06"),
        (b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n", "KY06"),
        (b"\0" * (8 * 1024 * 1024 + 1), "KY18"),
    ],
)
def test_a_file_that_is_no_key_is_refused_in_our_words(tmp_path, content, code):
    (tmp_path / "given").write_bytes(content)
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path / "keys").import_key(
            "a", tmp_path / "given", PASSPHRASE, on=TODAY, file_passphrase=OPENS
        )
    assert codes(faults) == [code]
    assert faults.value.faults[0].at.file == str(tmp_path / "given")


def test_no_byte_of_a_key_file_brings_a_stray_error(tmp_path, authority):
    key = new_key()
    whole = wrapped(key, authority.issue(key), None, OPENS)
    store = KeyStore(tmp_path / "keys")
    for place in range(0, len(whole), 23):
        for damaged in (
            whole[:place],
            whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :],
        ):
            (tmp_path / "given").write_bytes(damaged)
            with pytest.raises(Faults) as faults:
                store.import_key("a", tmp_path / "given", "1234567", on=TODAY, file_passphrase=OPENS)
            assert codes(faults)[0].startswith("KY")


def test_a_wrong_passphrase_of_the_file_is_told_apart_from_ours(tmp_path, authority):
    key = new_key()
    (tmp_path / "a.p12").write_bytes(wrapped(key, authority.issue(key), None, "right"))
    (tmp_path / "a.pem").write_bytes(key_pem(key, "right") + pem(authority.issue(key)))
    for file in (tmp_path / "a.p12", tmp_path / "a.pem"):
        with pytest.raises(Faults) as faults:
            KeyStore(tmp_path / "keys").import_key(
                "a", file, PASSPHRASE, on=TODAY, file_passphrase=OPENS
            )
        assert codes(faults) == ["KY05"]
        assert "of the file" in str(faults.value)


def test_an_imported_key_is_renewed_by_importing_again(tmp_path, authority):
    store = KeyStore(tmp_path / "keys")
    store.new("newsroom", "", PASSPHRASE, "ed25519", on=TODAY)
    old = signed_picture(store.open(None, PASSPHRASE, on=TODAY))
    key = new_key("ed25519")
    file = given(tmp_path, key, authority.issue(key))
    with pytest.raises(Faults) as faults:
        store.import_key("newsroom", file, PASSPHRASE, on=TODAY)
    assert codes(faults) == ["KY03"]
    card = store.import_key("newsroom", file, PASSPHRASE, on=TODAY, replace=True)
    assert (card.algorithm, card.local, len(card.retired)) == ("ed25519", False, 1)
    assert not list((store.folder / "newsroom").glob("rootkey-*.pem"))
    assert state_of(old, store.trust()) == "Trusted"
    with pytest.raises(Faults) as faults:
        store.rotate("newsroom", PASSPHRASE, on=TODAY)
    assert codes(faults) == ["KY17"]


def test_a_key_that_is_not_there_cannot_be_replaced(tmp_path, authority):
    key = new_key()
    file = given(tmp_path, key, authority.issue(key))
    with pytest.raises(Faults) as faults:
        KeyStore(tmp_path / "keys").import_key("a", file, PASSPHRASE, on=TODAY, replace=True)
    assert codes(faults) == ["KY01"]

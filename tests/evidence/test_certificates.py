"""
Signatures by certificates: real ones of Kazakhstan's test authority, and our own in every state.

The key of the authority for GOST is not published as text; it is computed here from its signature under
a certificate, and found to have the id by which that certificate names it.
"""

import hashlib
import shutil
import subprocess
import sys
import time as clock
from base64 import b64decode, b64encode
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence import gost_authority as gost
from evidence.gost_authority import Pair, extension, integer, name, oid, seq, tagged
from evidence.national import GOST_2004, RSA_AUTHORITY, SIGNED
from tanba.evidence.certificates import gost as ours
from tanba.evidence.certificates.algorithms import STREEBOG, digest
from tanba.evidence.certificates.certificate import read_certificate, read_certificates
from tanba.evidence.certificates.cms import read_message
from tanba.evidence.certificates.der import read, sequence
from tanba.evidence.certificates.revocation import read_list
from tanba.evidence.certificates.signature import check_signature
from tanba.kernel import Refused

DAY = datetime(2026, 3, 1, tzinfo=UTC)
YEAR = timedelta(days=365)
TEXT = "Шығарма: қала таңда".encode()


def only(cms, data=None, anchors=(), **more):
    (seen,) = check_signature(cms, data, anchors, **more)
    return seen


# --- what the national authority issued for tests -------------------------------------------------------


def test_the_hash_is_that_of_the_standard():
    """RFC 6986, section 10.1."""
    text = b"012345678901234567890123456789012345678901234567890123456789012"
    expected = (
        "486f64c1917879417fef082b3381a4e211c324f074654c38823a7b76f830ad00"
        "fa1fbae42b1285c0352f227524bc9ab16254288dd6863dccd5b9f54a1ad0541b"
    )
    assert ours.streebog(text)[::-1].hex() == expected


def test_a_real_signature_by_gost_and_by_rsa():
    by_gost, by_rsa = check_signature(SIGNED, None, [RSA_AUTHORITY])
    assert (by_gost.by_key, by_rsa.by_key) == ("valid", "valid")
    assert by_gost.algorithm == "GOST R 34.10-2015, 512 bits"
    assert by_rsa.algorithm == "RSA PKCS#1 v1.5, SHA-256"
    assert (by_gost.signer.name, by_gost.signer.iin) == ("ТЕСТТОВ ТЕСТТ ТЕСТТОВИЧ", "123456789012")
    assert (by_rsa.signer.name, by_rsa.signer.iin) == ("ТЕСТОВ ТЕСТ ТЕСТОВИЧ", "123456789011")
    assert by_rsa.issuer.name == "ҰКО 3.0 (RSA TEST)"
    assert by_gost.claimed == by_rsa.claimed == datetime(2022, 9, 27, 21, 17, 59, tzinfo=UTC)
    assert "1.2.398.3.3.4.1.1" in by_gost.purposes
    assert (by_rsa.verdict, by_rsa.why, by_rsa.unchecked) == ("valid", "", ("revocation", "time"))
    assert (by_gost.verdict, by_gost.why) == ("not shown", "no-path")
    assert by_gost.about == by_gost.issuer.name == "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ (GOST) TEST 2022"
    assert by_gost.unchecked == ("authority", "revocation", "time")


def test_a_real_signature_is_of_its_content_only():
    for data, verdicts in [
        (b"test123", ["valid", "valid"]),
        (b"test124", ["invalid"] * 2),
        (b"", ["invalid"] * 2),
    ]:
        assert [seen.by_key for seen in check_signature(SIGNED, data, [])] == verdicts
    altered = b64decode(SIGNED).replace(b"\x04\x07test123", b"\x04\x07test124")
    assert [seen.by_key for seen in check_signature(altered, None, [])] == ["invalid", "invalid"]


def test_a_real_signature_counts_for_its_days():
    """The RSA certificate ended in January 2022, the signature says September."""
    for at, verdicts in [
        (datetime(2021, 6, 1, tzinfo=UTC), ["not shown", "valid"]),
        (datetime(2022, 9, 28, tzinfo=UTC), ["not shown", "not shown"]),
        (datetime(2020, 9, 28, tzinfo=UTC), ["not shown", "not shown"]),
    ]:
        seen = check_signature(SIGNED, None, [RSA_AUTHORITY], at=at)
        assert [one.verdict for one in seen] == verdicts
        assert "time" not in seen[1].unchecked


def test_a_real_certificate_was_signed_by_the_authority_that_it_names():
    """From a signature (r, s) over e: Q = (R - s/e G) / (-r/e), for the two points R whose x is r."""
    leaf = read_certificate(read_message(SIGNED).certificates[0])
    p, q = gost.P, gost.Q
    r, s = (int.from_bytes(leaf.signature[n : n + 64], "little") for n in (0, 64))
    v = pow(int.from_bytes(gost.streebog(leaf.signed), "little"), -1, q)
    x, y = gost.times(s * v % q, gost.BASE)
    square = r**3 + gost.CURVE["a"] * r + gost.CURVE["b"]
    found = []
    for root_of in (pow(square, (p + 1) // 4, p) * sign % p for sign in (1, -1)):
        point = gost.times(pow(-r * v, -1, q), gost.add((r, root_of), (x, -y % p)))
        public = gost.little(*point)
        if hashlib.sha1(gost.octets(public), usedforsecurity=False).digest() == leaf.issuer_key_id:
            found.append(public)
    (public,) = found
    anchor = gost.certificate(
        leaf.issuer, public, leaf.issuer, Pair(), DAY - 9 * YEAR, DAY, usage=gost.ISSUING, issues=True
    )
    at = datetime(2022, 9, 28, tzinfo=UTC)
    seen, _ = check_signature(SIGNED, b"test123", [anchor], at=at)
    assert (seen.verdict, seen.why, seen.unchecked) == ("valid", "", ("revocation",))


def test_the_kind_before_is_not_shown_and_says_so():
    (old,) = read_certificates(GOST_2004)
    assert (old.person.organisation, old.person.bin) == ('АО "ТЕСТ"', "123456789021")
    assert (old.person.iin, old.person.country) == ("123456789011", "KZ")
    assert old.usages == {"digital_signature", "content_commitment"}
    cms = gost.message(TEXT, old.der, old.issuer, Pair(), DAY, serial=int(old.serial, 16))
    cms = cms.replace(oid(gost.SIGNATURE), b"\x06\x0a" + oid("1.2.398.3.10.1.1.1.2")[2:])
    with pytest.raises(Refused, match="EV50"):
        read_message(cms)  # a shorter identifier in place of a longer one: the lengths are wrong now
    seen = only(_with_algorithm(old, "1.2.398.3.10.1.1.1.2"), anchors=[GOST_2004])
    assert (seen.verdict, seen.why) == ("not shown", "unsupported")
    assert seen.about == seen.algorithm == "GOST 34.310-2004"
    assert seen.unchecked == ("authority", "revocation", "time")


def _with_algorithm(leaf, algorithm: str) -> bytes:
    content = seq(oid("1.2.840.113549.1.7.1"), tagged(0xA0, gost.octets(TEXT)))
    info = seq(
        integer(1),
        seq(leaf.issuer, tagged(0x02, bytes.fromhex(leaf.serial))),
        seq(oid(STREEBOG)),
        seq(oid(algorithm)),
        gost.octets(bytes(64)),
    )
    named = tagged(0x31, seq(oid(STREEBOG)))
    parts = (integer(1), named, content, tagged(0xA0, leaf.der), tagged(0x31, info))
    return seq(oid("1.2.840.113549.1.7.2"), tagged(0xA0, seq(*parts)))


# --- an authority of our own ---------------------------------------------------------------------------

ROOT, MIDDLE, LEAF = Pair(), Pair(), Pair()
ROOT_NAME, MIDDLE_NAME = name(C="KZ", CN="ТҮБІР"), name(C="KZ", CN="ОРТАЛЫҚ (GOST)")
LEAF_NAME = name(CN="АХМЕТОВА АЙГҮЛ", SERIAL="IIN900101450012", C="KZ", O="«Қала» ЖШС", OU="BIN050540001234",
                 G="БОЛАТҚЫЗЫ")  # fmt: skip
SPAN = (DAY - YEAR, DAY + YEAR)


def issue(*args, **more) -> bytes:
    return gost.certificate(*args, *more.pop("span", SPAN), **more)


root = issue(ROOT_NAME, ROOT.public, ROOT_NAME, ROOT, usage=gost.ISSUING, issues=True, serial=1)
middle = issue(MIDDLE_NAME, MIDDLE.public, ROOT_NAME, ROOT, usage=gost.ISSUING, issues=True, serial=2)
leaf = issue(LEAF_NAME, LEAF.public, MIDDLE_NAME, MIDDLE)
signed = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, certificates=(middle,))


def crl(revoked=None, signer=MIDDLE, issuer=MIDDLE_NAME, made=DAY, days=10, more=b""):
    return gost.revocations(issuer, signer, made, made + timedelta(days=days), revoked or {}, more)


NONE_REVOKED = (crl(), crl(signer=ROOT, issuer=ROOT_NAME))


def test_a_signature_under_a_chain_with_lists_and_a_time_is_valid_with_nothing_unchecked():
    seen = only(signed, anchors=[root], revocations=NONE_REVOKED, at=DAY)
    assert (seen.verdict, seen.why, seen.unchecked) == ("valid", "", ())
    assert seen.signer.name == "АХМЕТОВА АЙГҮЛ БОЛАТҚЫЗЫ"
    assert (seen.signer.iin, seen.signer.bin) == ("900101450012", "050540001234")
    assert (seen.signer.organisation, seen.issuer.name) == ("«Қала» ЖШС", "ОРТАЛЫҚ (GOST)")
    assert (seen.claimed, seen.not_before, seen.not_after) == (DAY, *SPAN)


def test_it_is_read_in_der_in_base64_and_in_pem_attached_and_detached():
    detached = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, detached=True)
    lines = b64encode(detached)
    pem = b"-----BEGIN CMS-----\n" + lines + b"\n-----END CMS-----\n"
    anchor = b"-----BEGIN CERTIFICATE-----\n" + b64encode(middle) + b"\n-----END CERTIFICATE-----\n"
    for cms in (detached, lines, pem, pem.replace(b"CMS", b"PKCS7")):
        assert only(cms, TEXT, [anchor * 2]).verdict == "valid"
        assert only(cms, TEXT + b" ", [anchor]).verdict == "invalid"
        seen = only(cms, None, [anchor])
        assert (seen.verdict, seen.by_key) == ("not shown", "not shown")
        assert seen.why == "no-content"


def test_without_signed_attributes_the_content_itself_is_signed():
    plain = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, attributes=False)
    assert only(plain, anchors=[middle]).verdict == "valid"
    assert only(plain, TEXT + b"!", [middle]).verdict == "invalid"
    other = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, attributes=False, kind="1.2.3")
    assert only(other, anchors=[middle]).verdict == "invalid"


def test_who_is_trusted_decides():
    stranger = issue(MIDDLE_NAME, Pair().public, ROOT_NAME, ROOT, usage=gost.ISSUING, issues=True)
    for verdict, *anchors in [
        ("valid", root),
        ("valid", middle),
        ("valid", leaf),
        ("valid", stranger, root),
        ("not shown",),
        ("not shown", stranger),
        ("not shown", RSA_AUTHORITY),
    ]:
        seen = only(signed, anchors=anchors)
        assert (seen.verdict, seen.by_key) == (verdict, "valid")
        assert ("authority" in seen.unchecked) == (verdict == "not shown")
    alone = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY)
    assert only(alone, anchors=[root]).verdict == "not shown"


def test_who_may_not_issue_did_not_issue():
    fake = issue(LEAF_NAME, Pair().public, LEAF_NAME, LEAF, serial=9)
    anybody = Pair()
    forged = issue(name(CN="БАСТЫҚ"), anybody.public, LEAF_NAME, LEAF, serial=10)
    cms = gost.message(
        TEXT, forged, LEAF_NAME, anybody, DAY, serial=10, certificates=(leaf, middle, fake)
    )
    assert only(cms, anchors=[root]).verdict == "not shown"
    for usage, issues in ((gost.SIGNING, True), (gost.ISSUING, False)):
        unable = issue(MIDDLE_NAME, MIDDLE.public, ROOT_NAME, ROOT, usage=usage, issues=issues)
        cms = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, certificates=(unable,))
        assert only(cms, anchors=[root]).verdict == "not shown"


def test_an_authority_that_may_have_none_below_it_has_none():
    for below, verdict in ((0, "not shown"), (1, "valid")):
        more = {"usage": gost.ISSUING, "issues": True, "path": integer(below)}
        narrow = issue(ROOT_NAME, ROOT.public, ROOT_NAME, ROOT, **more)
        assert only(signed, anchors=[narrow]).verdict == verdict


def test_a_certificate_that_is_not_for_signatures_signs_nothing():
    enciphering = issue(LEAF_NAME, LEAF.public, MIDDLE_NAME, MIDDLE, usage=b"\x03\x02\x05\x20")
    seen = only(gost.message(TEXT, enciphering, MIDDLE_NAME, LEAF, DAY), anchors=[middle])
    assert (seen.verdict, seen.why) == ("invalid", "not-for-signatures")


def test_a_condition_that_is_not_understood_is_not_passed_over():
    for critical, verdict in ((True, "not shown"), (False, "valid")):
        more = extension("2.5.29.30", seq(), critical=critical)
        one = issue(LEAF_NAME, LEAF.public, MIDDLE_NAME, MIDDLE, more=more)
        seen = only(gost.message(TEXT, one, MIDDLE_NAME, LEAF, DAY), anchors=[middle])
        assert seen.verdict == verdict


def test_a_revoked_certificate_counts_until_it_was_revoked():
    later, before = DAY + timedelta(days=3), DAY - timedelta(days=3)
    for revoked, at, verdict in [
        ({77: before}, DAY, "invalid"),
        ({77: DAY}, DAY, "invalid"),
        ({77: later}, DAY, "valid"),
        ({77: later}, None, "not shown"),
        ({78: before}, DAY, "valid"),
        ({2: before}, DAY, "valid"),
    ]:
        seen = only(signed, anchors=[root], revocations=[crl(revoked), NONE_REVOKED[1]], at=at)
        assert seen.verdict == verdict
        assert "revocation" not in seen.unchecked
        assert seen.why == {"invalid": "revoked", "not shown": "revoked-sometime"}.get(verdict, "")
    withdrawn = crl({2: before}, signer=ROOT, issuer=ROOT_NAME)
    assert (
        only(signed, anchors=[root], revocations=[NONE_REVOKED[0], withdrawn], at=DAY).verdict
        == "invalid"
    )


def test_a_list_that_settles_nothing_is_not_counted():
    revoked = {77: DAY - timedelta(days=3)}
    changes = crl(revoked, more=extension("2.5.29.27", integer(1), critical=True))
    for lists in [
        (),
        (crl(revoked, signer=Pair()),),
        (crl(revoked, issuer=ROOT_NAME),),
        (changes,),
        (crl(made=DAY - timedelta(days=30)),),
        NONE_REVOKED[1:],
    ]:
        seen = only(signed, anchors=[root], revocations=lists, at=DAY)
        assert (seen.verdict, seen.unchecked) == ("valid", ("revocation",))


def test_a_list_that_comes_with_the_signature_counts_too():
    lists = (crl({77: DAY - timedelta(days=3)}), b"\x30\x03\x02\x01\x01")
    cms = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, lists=lists)
    assert only(cms, anchors=[middle], at=DAY).verdict == "invalid"


def test_what_was_signed_cannot_be_put_on_another_content():
    wrong = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, digest=gost.streebog(b"other"))
    assert only(wrong, anchors=[middle]).verdict == "invalid"
    kind = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, signed_kind="1.2.840.113549.1.9.16.1.4")
    assert only(kind, anchors=[middle]).verdict == "invalid"
    other = gost.message(TEXT, leaf, MIDDLE_NAME, Pair(), DAY)
    seen = only(other, anchors=[middle])
    assert (seen.verdict, seen.by_key, seen.why) == ("invalid", "invalid", "wrong-signature")
    assert (
        only(gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, serial=5), anchors=[middle]).verdict
        == "not shown"
    )


def test_a_key_that_is_no_point_of_the_curve_signs_nothing():
    """A key with x = 0 would be taken for the base point, whose private key is 1."""
    for public in (
        bytes(128),
        bytes(64) + LEAF.public[64:],
        b"\xff" * 128,
        LEAF.public[:-1] + b"\x00",
        b"",
    ):
        one = issue(LEAF_NAME, public, MIDDLE_NAME, MIDDLE)
        cms = gost.message(TEXT, one, MIDDLE_NAME, Pair(1), DAY)
        assert only(cms, anchors=[middle]).by_key == "invalid"


def test_other_algorithms_are_not_shown():
    for key, parameters, why in [
        (gost.KEY, "1.2.398.3.10.1.1.2.2.2", "unsupported"),
        ("1.2.398.3.10.1.1.2.1", gost.PARAMETERS, "other-key"),
    ]:
        info = gost.spki(LEAF.public, key, parameters)
        one = issue(LEAF_NAME, b"", MIDDLE_NAME, MIDDLE, key_info=info)
        seen = only(gost.message(TEXT, one, MIDDLE_NAME, LEAF, DAY), anchors=[middle])
        assert seen.verdict != "valid"
        assert seen.why == why
    for algorithm in ("1.2.398.3.10.1.1.2.3.1", "1.2.840.113549.1.1.5", "1.2.840.10045.4.3.2"):
        seen = only(_with_algorithm(read_certificate(leaf), algorithm), anchors=[middle])
        assert seen.verdict == "not shown"
        assert seen.why == "unsupported"


def test_what_is_too_large_for_the_slow_hash_is_not_shown():
    started = clock.process_time()
    assert digest(STREEBOG, bytes(ours.LARGEST + 1)).verdict == "not shown"
    assert clock.process_time() - started < 1


# --- RSA, signed by others ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rsa_pair():
    key = rsa.generate_private_key(65537, 2048)
    return key, self_signed(key)


def self_signed(key, since=DAY - YEAR) -> x509.Certificate:
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Тест"),
                       x509.NameAttribute(NameOID.SERIAL_NUMBER, "IIN900101450012")])  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(named)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(since + 2 * YEAR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


@pytest.mark.parametrize("hashed", [hashes.SHA256(), hashes.SHA384(), hashes.SHA512()])
@pytest.mark.parametrize("pad", ["v1.5", "PSS"])
def test_rsa_as_another_library_signs(rsa_pair, hashed, pad):
    key, certificate = rsa_pair
    pss = padding.PSS(mgf=padding.MGF1(hashed), salt_length=hashed.digest_size)
    builder = pkcs7.PKCS7SignatureBuilder().set_data(TEXT)
    builder = builder.add_signer(
        certificate, key, hashed, rsa_padding=pss if pad == "PSS" else padding.PKCS1v15()
    )
    anchor = certificate.public_bytes(Encoding.PEM)
    options = [pkcs7.PKCS7Options.Binary]
    for cms, data in [
        (builder.sign(Encoding.DER, options), TEXT),
        (builder.sign(Encoding.DER, options), None),
        (builder.sign(Encoding.PEM, [*options, pkcs7.PKCS7Options.DetachedSignature]), TEXT),
        (builder.sign(Encoding.DER, [*options, pkcs7.PKCS7Options.NoAttributes]), TEXT),
    ]:
        seen = only(cms, data, [anchor], at=DAY)
        assert (seen.verdict, seen.why, seen.unchecked) == ("valid", "", ())
        assert pad in seen.algorithm
        assert hashed.name[3:] in seen.algorithm
        assert seen.signer.iin == "900101450012"
        assert only(cms, TEXT + b"\n", [anchor]).verdict == "invalid"


def test_small_keys_and_other_kinds_are_not_shown():
    weak, curve = rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP256R1())  # noqa: S505
    for key in (weak, curve):
        certificate = self_signed(key)
        builder = (
            pkcs7.PKCS7SignatureBuilder().set_data(TEXT).add_signer(certificate, key, hashes.SHA256())
        )
        seen = only(builder.sign(Encoding.DER, []), None, [certificate.public_bytes(Encoding.DER)])
        assert (seen.verdict, seen.by_key) == ("not shown", "not shown")
        assert seen.why == "unsupported"


@pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
def test_a_message_that_openssl_signed(rsa_pair, tmp_path):
    key, certificate = rsa_pair
    open_key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(open_key)
    (tmp_path / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (tmp_path / "text").write_bytes(TEXT)
    command = "openssl cms -sign -binary -in text -signer cert.pem -inkey key.pem -outform DER -out cms"
    for more in ([], ["-keyopt", "rsa_padding_mode:pss"], ["-keyid"], ["-nodetach"], ["-noattr"]):
        subprocess.run([*command.split(), *more], cwd=tmp_path, check=True, capture_output=True)
        seen = only((tmp_path / "cms").read_bytes(), TEXT, [(tmp_path / "cert.pem").read_bytes()])
        assert (seen.verdict, seen.why) == ("valid", "")
    subprocess.run([*command.split(), "-nocerts"], cwd=tmp_path, check=True, capture_output=True)
    seen = only((tmp_path / "cms").read_bytes(), TEXT, [])
    assert (seen.verdict, seen.signer.name) == ("not shown", "")


# --- hostile input -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x80\x00\x00",
        b"\x30\x81\x05hello",
        b"\x30\x82\x00\x05hello",
        b"\x30\x84\xff\xff\xff\xff",
        b"\x30\x85\x01\x00\x00\x00\x00",
        b"\x3f\x81\x00\x00",
        b"\x30\x00\x00",
        b"\x30\x03\x02\x01\x01" * 3,
        b"\x30\x82\xff\xff" * 20_000,
        b"-----BEGIN CMS-----\nAAAA\n-----END CMS-----\n",
        b"-----BEGIN CMS-----\n" * 50_000,
        b"A" * 100_000,
        "қате".encode(),
        RSA_AUTHORITY,
        SIGNED + SIGNED,
    ],
)
def test_what_is_no_message_is_refused_in_our_words(data):
    started = clock.process_time()
    with pytest.raises(Refused) as refused:
        check_signature(data, None, [])
    assert refused.value.code in ("EV50", "EV51", "EV52")
    for reader in (read_certificate, read_list, read_certificates):
        if data != RSA_AUTHORITY or reader is not read_certificates:
            with pytest.raises(Refused):
                reader(data)
    assert clock.process_time() - started < 2


WHOLE = {
    "message": (b64decode(SIGNED), lambda data: read_message(data)),
    "certificate": (leaf, read_certificate),
    "list": (NONE_REVOKED[0], read_list),
}


@settings(deadline=None, max_examples=400)
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_a_damaged_file_is_read_or_refused_and_nothing_else(which, data):
    whole, reader = WHOLE[which]
    changed = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(changed[: data.draw(st.integers(0, len(whole)) | st.just(len(whole)))])
    try:
        found = reader(cut)
    except Refused as refused:
        assert refused.code in ("EV50", "EV51", "EV52", "EV53")  # noqa: PT017
        return
    if which == "list":
        try:
            found.revoked("4d")
        except Refused as refused:
            assert refused.code in ("EV50", "EV51")  # noqa: PT017


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(data):
    try:
        node = read(data)
        parts = sequence(node).rest()
    except Refused:
        return
    assert b"".join(part.der for part in parts) == node.content
    assert tagged(node.tag, node.content) == data


def test_a_message_that_was_changed_anywhere_is_not_valid():
    plain = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY)
    for place in (*range(20, 60, 3), *range(60, len(plain), 97)):
        changed = bytearray(plain)
        changed[place] ^= 1
        try:
            seen = check_signature(bytes(changed), TEXT, [middle])
        except Refused:
            continue
        assert [one.verdict for one in seen] != ["valid"], place


def test_many_certificates_of_one_name_cost_a_bounded_time():
    liar, more = Pair(), {"usage": gost.ISSUING, "issues": True}
    twins = [issue(MIDDLE_NAME, MIDDLE.public, ROOT_NAME, liar, serial=n, **more) for n in range(3, 40)]
    cms = gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, certificates=tuple(twins[:31]))
    started = clock.process_time()
    seen = only(cms, anchors=[root])
    assert seen.verdict == "not shown"
    assert clock.process_time() - started < 30
    with pytest.raises(Refused, match="EV50"):
        read_message(gost.message(TEXT, leaf, MIDDLE_NAME, LEAF, DAY, certificates=tuple(twins)))


def test_a_name_shows_no_letter_that_turns_the_line():
    hostile = name(
        CN="Айгүл\u202eлүгйА\x1b[2J", O="x" * 2000, OU="BIN12345678901", SERIAL="IIN1234567890123"
    )
    person = read_certificate(issue(hostile, LEAF.public, MIDDLE_NAME, MIDDLE)).person
    assert person.name.startswith("Айгүл")
    assert person.name.isprintable()
    assert person.bin == ""
    assert person.iin == "123456789012"


def test_neither_heavy_library_is_loaded_for_the_other():
    code = """
import sys
from tanba.evidence.certificates.signature import check_signature
assert not {"gostcrypto", "cryptography.x509"} & set(sys.modules), "loaded too early"
"""
    subprocess.run([sys.executable, "-c", code], check=True)

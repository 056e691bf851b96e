"""
The authority that Tanba makes on somebody's machine, to start with before a real one knows them.

Its names say what it is: it vouches for nobody. Both certificates follow the C2PA certificate profile
(C2PA 2.2, 14.5.1): version 3, key usage, extended key usage, authority key identifier.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from tanba.kernel import Refused
from tanba.keys.key import C2PA_SIGNING, Algorithm

ROOT_DAYS: Final = 3_652
"""Ten years."""
LEAF_DAYS: Final = 1_826
"""Five years. A mark without a proven time stays valid only as long as the certificate of its key."""

LONGEST_NAME: Final = 64
"""Letters in one part of a name (X.520, ub-common-name and ub-organization-name)."""

RSA_BITS: Final = 3_072

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
Signer = ec.EllipticCurvePrivateKey

_CURVES: Final[Mapping[str, ec.EllipticCurve]] = {
    "es256": ec.SECP256R1(),
    "es384": ec.SECP384R1(),
    "es512": ec.SECP521R1(),
}

# Readers that were told the anchor but no purposes take e-mail protection and nothing else.
_PURPOSES: Final = (x509.ObjectIdentifier(C2PA_SIGNING), ExtendedKeyUsageOID.EMAIL_PROTECTION)
_UNIT: Final = "Tanba local key, vouched for by nobody"


def root(name: str, on: date, days: int = ROOT_DAYS) -> tuple[Signer, x509.Certificate]:
    """Return a new authority named after `name`: its key, and its certificate for `days` from `on`."""
    key = ec.generate_private_key(ec.SECP256R1())
    kept = _fitting(name, LONGEST_NAME - len(_root_name("")))
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, _root_name(kept))])
    identity = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    certificate = (
        _dated(on, _last_moment(on, days))
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        # Nothing stands between it and the keys that sign.
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(certificates=True), critical=True)
        .add_extension(identity, critical=False)
        .add_extension(_issued_by(identity), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    return key, certificate


def leaf(
    signer: Signer,
    authority: x509.Certificate,
    name: str,
    organisation: str,
    algorithm: Algorithm,
    on: date,
    days: int = LEAF_DAYS,
) -> tuple[PrivateKey, x509.Certificate]:
    """
    Return a new key that may sign claims, and its certificate by a local authority.

    It is valid from `on` for `days`, but no longer than the authority itself. Readers show the
    organisation, or where there is none the name.

    Raises
    ------
    Refused
        KY24 when the organisation cannot stand in it; KY09 when the authority is not valid that day.
    """
    _check_organisation(organisation)
    first = _first_moment(on)
    if not authority.not_valid_before_utc <= first < authority.not_valid_after_utc:
        raise Refused(
            "KY09", "the local authority is not valid on that day", "make a new key: `tanba keys new`"
        )
    key = private_key(algorithm)
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation or name),
            x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, _UNIT),
            x509.NameAttribute(NameOID.COMMON_NAME, _fitting(name, LONGEST_NAME)),
        ]
    )
    identity = authority.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    certificate = (
        _dated(on, min(_last_moment(on, days), authority.not_valid_after_utc))
        .subject_name(subject)
        .issuer_name(authority.subject)
        .public_key(key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(_PURPOSES), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_issued_by(identity), critical=False)
        .sign(signer, hashes.SHA256())
    )  # fmt: skip
    return key, certificate


def private_key(algorithm: Algorithm) -> PrivateKey:
    """Return a new key for an algorithm; its chance comes from the system, as nobody may choose it."""
    if algorithm == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    if algorithm in _CURVES:
        return ec.generate_private_key(_CURVES[algorithm])
    return rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)


def _root_name(name: str) -> str:
    return f"Tanba local authority on {name}, vouches for nobody"


def _fitting(name: str, most: int) -> str:
    """Return a name in at most so many bytes: the library counts them, where X.520 counts letters."""
    text = name.encode()
    return name if len(text) <= most else text[: most - 3].decode("utf-8", "ignore").rstrip() + "…"


def _check_organisation(words: str) -> None:
    if len(words) > LONGEST_NAME:
        raise Refused(
            "KY24", f"a name of more than {LONGEST_NAME} letters", "a certificate has no room for it"
        )
    if not words.isprintable():
        raise Refused("KY24", "a name with a line break or a control character")


def _dated(on: date, until: datetime) -> x509.CertificateBuilder:
    """Return the start of a certificate: when it is valid, and a number nobody can guess."""
    return (
        x509.CertificateBuilder()
        .serial_number(x509.random_serial_number())
        .not_valid_before(_first_moment(on))
        .not_valid_after(until)
    )


def _first_moment(on: date) -> datetime:
    """Return a day earlier, in UTC: in the east the day has begun while UTC is still behind."""
    return datetime.combine(on - timedelta(days=1), time(), UTC)


def _last_moment(on: date, days: int) -> datetime:
    return datetime.combine(on + timedelta(days=days), time(), UTC) - timedelta(seconds=1)


def _issued_by(identity: x509.SubjectKeyIdentifier) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identity)


def _usage(*, certificates: bool) -> x509.KeyUsage:
    """Return what the key is for: certificates of others, or signatures."""
    return x509.KeyUsage(
        digital_signature=not certificates, key_cert_sign=certificates, crl_sign=certificates,
        content_commitment=False, key_encipherment=False, data_encipherment=False, key_agreement=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip

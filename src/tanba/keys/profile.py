"""
Which certificates may sign: the profile of C2PA 2.2, 14.5.1, with a sentence for each fault.

The library that signs says of all of them only that "the certificate is invalid".
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Final, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, SignatureAlgorithmOID

from tanba.kernel import Refused
from tanba.keys.key import PURPOSES, Algorithm

T = TypeVar("T", bound=x509.ExtensionType)
PublicKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey

LEAST_RSA_BITS: Final = 2_048
LONGEST_CHAIN: Final = 10
"""Certificates between a key and its root."""

_CURVES: Final[dict[str, Algorithm]] = {
    "secp256r1": "es256",
    "secp384r1": "es384",
    "secp521r1": "es512",
}
_RSA: Final[tuple[Algorithm, ...]] = ("ps256", "ps384", "ps512")

_SIGNED_BY: Final = frozenset(
    (
        SignatureAlgorithmOID.ECDSA_WITH_SHA256,
        SignatureAlgorithmOID.ECDSA_WITH_SHA384,
        SignatureAlgorithmOID.ECDSA_WITH_SHA512,
        SignatureAlgorithmOID.RSA_WITH_SHA256,
        SignatureAlgorithmOID.RSA_WITH_SHA384,
        SignatureAlgorithmOID.RSA_WITH_SHA512,
        SignatureAlgorithmOID.RSASSA_PSS,
        SignatureAlgorithmOID.ED25519,
    )
)
_UNDERSTOOD: Final = (
    x509.BasicConstraints, x509.KeyUsage, x509.ExtendedKeyUsage, x509.AuthorityKeyIdentifier,
    x509.SubjectKeyIdentifier, x509.SubjectAlternativeName, x509.CertificatePolicies,
    x509.CRLDistributionPoints, x509.NameConstraints, x509.PolicyConstraints, x509.InhibitAnyPolicy,
)  # fmt: skip


def algorithm_of(public: object, asked: Algorithm | None = None) -> Algorithm:
    """
    Return the algorithm that goes with a public key; RSA leaves a choice, and is PS256 unasked.

    Raises
    ------
    Refused
        KY10 when the key is too short or on a curve that C2PA does not take; KY06 when it is of another
        kind; KY11 when `asked` does not go with it.
    """
    match public:
        case ec.EllipticCurvePublicKey():
            if public.curve.name not in _CURVES:
                raise Refused(
                    "KY10",
                    f"a key on the curve {public.curve.name}",
                    "C2PA takes P-256, P-384 and P-521",
                )
            fits: tuple[Algorithm, ...] = (_CURVES[public.curve.name],)
        case rsa.RSAPublicKey():
            if public.key_size < LEAST_RSA_BITS:
                raise Refused(
                    "KY10",
                    f"an RSA key of {public.key_size} bits",
                    f"C2PA takes {LEAST_RSA_BITS} or more",
                )
            fits = _RSA
        case ed25519.Ed25519PublicKey():
            fits = ("ed25519",)
        case _:
            raise Refused(
                "KY06",
                "a kind of key that C2PA does not take",
                "it takes EC, RSA and Ed25519, not GOST",
            )
    if asked is not None and asked not in fits:
        raise Refused("KY11", f"{asked} does not go with this key", f"it goes with {', '.join(fits)}")
    return asked or fits[0]


def chained(
    certificates: Sequence[x509.Certificate], public: PublicKey
) -> tuple[x509.Certificate, ...]:
    """
    Return a chain in order, the certificate of `public` first, without a root or what is not of it.

    Raises
    ------
    Refused
        KY08 when no certificate is for this key; KY07 when one is not signed by the next.
    """
    wanted = key_bytes(public)
    leaf = next((one for one in certificates if key_bytes(public_key(one)) == wanted), None)
    if leaf is None:
        raise Refused(
            "KY08",
            "the key and the certificate do not belong together",
            "name the certificate of this key",
        )
    chain, left = [leaf], [one for one in certificates if one != leaf]
    while issuer := next((one for one in left if one.subject == chain[-1].issuer), None):
        try:
            chain[-1].verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
            raise Refused("KY07", "a certificate of the chain is not signed by the next one") from None
        left.remove(issuer)
        if issuer.subject == issuer.issuer:
            break  # a reader trusts a root because it has it, not because it was sent
        chain.append(issuer)
    return tuple(chain)


def signing_chain(
    certificates: Sequence[x509.Certificate], public: PublicKey, asked: Algorithm | None, on: date
) -> tuple[tuple[x509.Certificate, ...], Algorithm]:
    """Return the chain of a key and its algorithm; raise Refused if C2PA does not take them."""
    chain = chained(certificates, public)
    check_leaf(chain[0])
    check_day(chain[0], on)
    return chain, algorithm_of(public, asked)


def check_leaf(certificate: x509.Certificate) -> None:
    """Raise Refused (KY07, KY10 to KY15) for the first thing that bars a certificate from signing."""
    algorithm_of(public_key(certificate))
    if certificate.version is not x509.Version.v3:
        raise Refused("KY15", "not a certificate of version 3")
    if certificate.signature_algorithm_oid not in _SIGNED_BY:
        raise Refused(
            "KY15", "a certificate signed in a way that C2PA does not take", "such as SHA-1 or GOST"
        )
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    if (constraints and constraints.ca) or (usage and usage.key_cert_sign):
        raise Refused(
            "KY12", "the certificate of an authority", "a key that signs marks may not vouch for others"
        )
    if usage is None or not usage.digital_signature:
        raise Refused("KY13", "a certificate that is not for digital signatures (key usage)")
    purposes = _extension(certificate, x509.ExtendedKeyUsage)
    _check_purposes({one.dotted_string for one in purposes} if purposes else set())
    if _extension(certificate, x509.AuthorityKeyIdentifier) is None:
        raise Refused("KY15", "a certificate without an authority key identifier", "C2PA asks for one")
    for one in certificate.extensions:
        if one.critical and not isinstance(one.value, _UNDERSTOOD):
            raise Refused(
                "KY15",
                f"a certificate with a critical extension we do not know: {one.oid.dotted_string}",
            )


def is_authority(certificate: x509.Certificate) -> bool:
    """Say whether a certificate may vouch for others: by its constraints, or as a root of old."""
    constraints = _extension(certificate, x509.BasicConstraints)
    if constraints is None:
        return certificate.version is x509.Version.v1 and certificate.subject == certificate.issuer
    return constraints.ca


def _check_purposes(purposes: set[str]) -> None:
    if ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE.dotted_string in purposes:
        raise Refused(
            "KY14", "a certificate for any purpose (anyExtendedKeyUsage)", "C2PA does not take it"
        )
    alone = {
        ExtendedKeyUsageOID.TIME_STAMPING.dotted_string,
        ExtendedKeyUsageOID.OCSP_SIGNING.dotted_string,
    }
    if not purposes & set(PURPOSES) or purposes & alone:
        raise Refused(
            "KY14",
            "a certificate for another purpose (extended key usage)",
            "it must be for C2PA claim signing, document signing or e-mail protection",
        )


def check_day(certificate: x509.Certificate, on: date) -> None:
    """Raise Refused (KY09) when a certificate is not valid at any moment of a day."""
    start, end = (datetime.combine(on, moment, UTC) for moment in (time.min, time.max))
    if certificate.not_valid_after_utc < start:
        last = certificate.not_valid_after_utc.date()
        raise Refused(
            "KY09", f"the certificate expired on {last}", "`tanba keys rotate`, or import a new one"
        )
    if certificate.not_valid_before_utc > end:
        raise Refused(
            "KY09", f"the certificate is not valid before {certificate.not_valid_before_utc.date()}"
        )


def public_key(certificate: x509.Certificate) -> PublicKey:
    """Return the key of a certificate; raise Refused (KY06) when it is of a kind that does not sign."""
    try:
        public = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        public = None
    if isinstance(public, ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey):
        return public
    raise Refused(
        "KY06", "a kind of key that C2PA does not take", "it takes EC, RSA and Ed25519, not GOST"
    )


def key_bytes(public: PublicKey) -> bytes:
    """Return a public key in the one form in which two can be compared."""
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _extension(certificate: x509.Certificate, kind: type[T]) -> T | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None
    except (ValueError, x509.DuplicateExtension):
        raise Refused("KY07", "a certificate that cannot be read: an extension is damaged") from None

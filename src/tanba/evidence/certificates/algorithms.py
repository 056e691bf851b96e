"""
Which signatures are verified, and how: RSA by the cryptography library, GOST R 34.10-2015 by gostcrypto.

Everything else, GOST 34.310-2004 and SHA-1 among it, is an answer too: not shown.
"""

from collections.abc import Mapping
from hashlib import new
from typing import TYPE_CHECKING, Final, Literal

from tanba.evidence.certificates import gost
from tanba.evidence.certificates.der import OID, Node, inner, read, sequence
from tanba.kernel import Refused, value

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.padding import AsymmetricPadding

Verdict = Literal["valid", "invalid", "not shown"]

Why = Literal[
    "",
    "wrong-signature",  # it does not verify
    "other-content",  # it signs another content
    "no-content",  # what was signed is not in the message and was not given
    "other-kind",  # what it signs says that it is of another kind than the message
    "other-hash",  # the hash that is named is not that of the signature
    "other-key",  # the key is not of the kind of the signature
    "bad-key",  # the key cannot be read, or is no point of its curve
    "not-for-signatures",  # by its certificate the key is for something else
    "unsupported",  # an algorithm, a curve or parameters that are not verified here: `about`
    "too-large",  # for the GOST hash as it is computed here: more than `about` bytes
    "no-certificate",  # of the signer, or one that cannot be read
    "no-anchor",  # nobody was given to trust
    "no-path",  # nobody who was given issued it; its issuer is `about`
    "too-many",  # certificates of one name: not all were tried
    "condition",  # the certificate has conditions that are not understood: `about`
    "not-valid-then",  # the certificate of `about` was not valid at that time
    "revoked",  # the certificate was revoked on the day `about`
    "revoked-sometime",  # it was, on the day `about`, and when it signed is not shown
]

RSA: Final = "1.2.840.113549.1.1.1"
PSS: Final = "1.2.840.113549.1.1.10"
MGF1: Final = "1.2.840.113549.1.1.8"
GOST_KEY: Final = "1.2.398.3.10.1.1.2.2"
GOST_CURVE: Final = "1.2.398.3.10.1.1.2.2.1"
GOST_SIGNATURE: Final = "1.2.398.3.10.1.1.2.3.2"
STREEBOG: Final = "1.2.398.3.10.1.3.3"

HASHES: Final[Mapping[str, str]] = {
    "2.16.840.1.101.3.4.2.1": "SHA-256",
    "2.16.840.1.101.3.4.2.2": "SHA-384",
    "2.16.840.1.101.3.4.2.3": "SHA-512",
    STREEBOG: "Streebog-512",
}
_RSA_WITH: Final[Mapping[str, str]] = {
    "1.2.840.113549.1.1.11": "SHA-256",
    "1.2.840.113549.1.1.12": "SHA-384",
    "1.2.840.113549.1.1.13": "SHA-512",
}
_UNREAD: Final[Mapping[str, str]] = {
    "1.2.398.3.10.1.1.1.2": "GOST 34.310-2004",
    "1.2.398.3.10.1.1.1.1": "GOST 34.310-2004",
    "1.2.398.3.10.1.1.2.3.1": "GOST R 34.10-2015 with 256 bits",
    "1.2.398.3.10.1.1.2.1": "GOST R 34.10-2015 with 256 bits",
    "1.2.840.113549.1.1.5": "RSA with SHA-1",
    "1.3.14.3.2.26": "SHA-1",
}
_SMALLEST, _LARGEST = 2048, 8192


@value
class Algorithm:
    """An algorithm as it is written: its identifier, and its parameters in DER (empty: none)."""

    oid: str
    parameters: bytes = b""

    @property
    def plain(self) -> bool:
        """Whether it has no parameters, or says that there are none."""
        return self.parameters in (b"", b"\x05\x00")


@value
class PublicKey:
    """A key as a certificate has it; `der` is the whole SubjectPublicKeyInfo."""

    algorithm: Algorithm
    bits: bytes
    der: bytes


@value
class Check:
    """What came of one check; `why` is empty when it is valid, `about` names what it is about."""

    verdict: Verdict
    why: Why = ""
    about: str = ""


VALID: Final = Check(verdict="valid")


def read_algorithm(node: Node) -> Algorithm:
    """Return an AlgorithmIdentifier (RFC 5280, 4.1.1.2); raises Refused (EV50)."""
    parts = sequence(node)
    oid = parts.take(OID).oid()
    parameters = parts.rest(1)
    return Algorithm(oid=oid, parameters=parameters[0].der if parameters else b"")


def named(algorithm: Algorithm, hashed: str = "") -> str:
    """Return an algorithm's name as people know it; an unknown one is its identifier."""
    oid = algorithm.oid
    if oid == RSA:
        return f"RSA PKCS#1 v1.5, {HASHES.get(hashed, hashed or 'no hash')}"
    if oid in _RSA_WITH:
        return f"RSA PKCS#1 v1.5, {_RSA_WITH[oid]}"
    if oid == PSS:
        return f"RSA PSS, {HASHES.get(hashed, hashed or 'its own hash')}"
    if oid == GOST_SIGNATURE:
        return "GOST R 34.10-2015, 512 bits"
    return _UNREAD.get(oid, oid)


def digest(oid: str, data: bytes) -> bytes | Check:
    """Return the hash of `data`, or why there is none."""
    name = HASHES.get(oid)
    if name is None:
        return _unsupported(oid)
    if name != "Streebog-512":
        return new(name.replace("-", ""), data).digest()
    if len(data) > gost.LARGEST:
        return Check(verdict="not shown", why="too-large", about=str(gost.LARGEST))
    return gost.streebog(data)


def check(
    key: PublicKey, algorithm: Algorithm, data: bytes, signature: bytes, hashed: str = ""
) -> Check:
    """
    Say whether a signature over `data` is by a key.

    `hashed` is the hash that is named beside the algorithm, as in CMS; empty where there is none.
    """
    if algorithm.oid != PSS and not algorithm.plain:
        return Check(verdict="not shown", why="unsupported", about=f"{algorithm.oid} with parameters")
    if algorithm.oid == GOST_SIGNATURE:
        return _check_gost(key, data, signature, hashed)
    if algorithm.oid == RSA or algorithm.oid in _RSA_WITH or algorithm.oid == PSS:
        return _check_rsa(key, algorithm, data, signature, hashed)
    return _unsupported(algorithm.oid)


def _check_gost(key: PublicKey, data: bytes, signature: bytes, hashed: str) -> Check:
    if hashed not in ("", STREEBOG):
        return _unsupported(hashed) if hashed not in HASHES else _mixed()
    if key.algorithm.oid != GOST_KEY:
        return Check(verdict="invalid", why="other-key")
    parameters = _curve_of(key)
    if parameters != GOST_CURVE:
        return Check(verdict="not shown", why="unsupported", about=f"the curve {parameters}")
    point = _octets(key.bits)
    if not gost.good_key(point):
        return Check(verdict="invalid", why="bad-key")
    made = digest(STREEBOG, data)
    if isinstance(made, Check):
        return made
    return VALID if gost.signed(point, made, signature) else _wrong()


def _check_rsa(
    key: PublicKey, algorithm: Algorithm, data: bytes, signature: bytes, hashed: str
) -> Check:
    from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    if key.algorithm.oid not in (RSA, PSS):
        return Check(verdict="invalid", why="other-key")
    name, salt = HASHES.get(hashed, ""), 0
    if algorithm.oid in _RSA_WITH:
        name = _RSA_WITH[algorithm.oid]
    elif algorithm.oid == PSS:
        name, salt = _pss(algorithm.parameters)
    by_name: dict[str, hashes.HashAlgorithm] = {
        "SHA-256": hashes.SHA256(), "SHA-384": hashes.SHA384(), "SHA-512": hashes.SHA512()
    }  # fmt: skip
    if name not in by_name or (hashed and hashed not in HASHES):
        return Check(verdict="not shown", why="unsupported", about=named(algorithm, hashed))
    if hashed and HASHES[hashed] != name:
        return _mixed()
    try:
        public = load_der_public_key(key.der)
    except (ValueError, UnsupportedAlgorithm):
        return Check(verdict="invalid", why="bad-key")
    if not isinstance(public, RSAPublicKey) or not _SMALLEST <= public.key_size <= _LARGEST:
        return Check(verdict="not shown", why="unsupported", about="an RSA key of this size")
    pad: AsymmetricPadding = padding.PKCS1v15()
    if algorithm.oid == PSS:
        pad = padding.PSS(mgf=padding.MGF1(by_name[name]), salt_length=salt)
    try:
        public.verify(signature, data, pad, by_name[name])
    except (InvalidSignature, ValueError):
        return _wrong()
    return VALID


def _pss(parameters: bytes) -> tuple[str, int]:
    """Return the hash of RSASSA-PSS-params (RFC 4055, 3.1) and the salt's length; no name: not ours."""
    try:
        parts = sequence(read(parameters))
        hashed = parts.maybe(0xA0)
        mask = parts.maybe(0xA1)
        salt = parts.maybe(0xA2)
        trailer = parts.maybe(0xA3)
        parts.end()
        if hashed is None or mask is None or (trailer and inner(trailer).whole() != 1):
            return "", 0  # by default it is SHA-1
        oid = read_algorithm(inner(hashed)).oid
        generator = read_algorithm(inner(mask))
        length = inner(salt).whole() if salt else 20
        same = generator.oid == MGF1 and read_algorithm(read(generator.parameters)).oid == oid
        return (HASHES.get(oid, ""), length) if same and 0 <= length <= _LARGEST // 8 else ("", 0)
    except Refused:
        return "", 0


def _curve_of(key: PublicKey) -> str:
    try:
        return sequence(read(key.algorithm.parameters)).take(OID).oid()
    except Refused:
        return ""


def _octets(bits: bytes) -> bytes:
    """Return what an octet string inside the bits of a key holds; empty: there is none."""
    try:
        return read(bits).octets()
    except Refused:
        return b""


def _wrong() -> Check:
    return Check(verdict="invalid", why="wrong-signature")


def _mixed() -> Check:
    return Check(verdict="invalid", why="other-hash")


def _unsupported(oid: str) -> Check:
    return Check(verdict="not shown", why="unsupported", about=_UNREAD.get(oid, oid))

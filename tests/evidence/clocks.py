"""Time-stamp authorities of the tests: what an honest one signs, and what a forger would."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from urllib.request import Request, urlopen

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
Usage = x509.ObjectIdentifier


def post(address: str, query: bytes) -> bytes:
    """Ask an authority over the network of this machine."""
    request = Request(address, query, {"content-type": "application/timestamp-query"})  # noqa: S310
    with urlopen(request, timeout=20) as answer:  # noqa: S310
        return bytes(answer.read(300_000))


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """Return one of a few RSA keys; each takes a while to find."""
    return rsa.generate_private_key(public_exponent=65_537, key_size=2_048)


@dataclass
class Clock:
    """An authority that stamps whatever it is asked, at the time that it is told."""

    time: datetime = NOON
    since: datetime = NOON - timedelta(days=30)
    days: int = 60
    usage: tuple[Usage, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,)
    critical: bool = True
    between: bool = False
    """An authority stands between the root and the clock."""
    keys: int = 0
    """Which keys it has: two of one number have the same."""
    asked: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self._issued("Clock root", 1, "Clock root", 1, ca=True)
        issuer = ("Clock root", 1)
        self.chain: list[x509.Certificate] = []
        if self.between:
            self.chain.append(self._issued("Clock office", 2, *issuer, ca=True))
            issuer = ("Clock office", 2)
        self.leaf = self._issued("Clock", 3, *issuer, ca=False)

    @property
    def pem(self) -> str:
        return self.root.public_bytes(Encoding.PEM).decode()

    def post(self, address: str, query: bytes) -> bytes:
        self.asked.append(query)
        stamper = DummyTimeStamper(
            tsa_cert=_der(self.leaf),
            tsa_key=asn1_keys.PrivateKeyInfo.load(
                private_key(self.keys + 3).private_bytes(
                    Encoding.DER, PrivateFormat.PKCS8, NoEncryption()
                )
            ),
            certs_to_embed=[_der(one) for one in self.chain],
            fixed_dt=self.time,
        )
        return bytes(stamper.request_tsa_response(tsp.TimeStampReq.load(query)).dump())

    def _issued(self, name: str, key: int, by: str, by_key: int, *, ca: bool) -> x509.Certificate:
        public = private_key(self.keys + key).public_key()
        built = (
            x509.CertificateBuilder()
            .subject_name(_named(name))
            .issuer_name(_named(by))
            .public_key(public)
            .serial_number(key)
            .not_valid_before(self.since)
            .not_valid_after(self.since + timedelta(days=self.days))
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(_usage(ca=ca), critical=True)
        )
        if not ca and self.usage:
            built = built.add_extension(x509.ExtendedKeyUsage(self.usage), critical=self.critical)
        if name != by:
            above = x509.AuthorityKeyIdentifier.from_issuer_public_key(
                private_key(self.keys + by_key).public_key()
            )
            built = built.add_extension(above, critical=False)
        return built.sign(private_key(self.keys + by_key), hashes.SHA256())


def answering(answer: bytes) -> Callable[[str, bytes], bytes]:
    """Return a transport that answers everything alike."""
    return lambda address, query: answer


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _der(certificate: x509.Certificate) -> asn1.Certificate:
    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip

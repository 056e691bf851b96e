"""Authorities for the tests: certificates as real ones issue them, good and bad."""

import io
import json
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from PIL import Image

from tanba.keys import SigningKey, Trust

TODAY = datetime.now(UTC).date()
PASSPHRASE = "correct horse battery"  # noqa: S105
C2PA = x509.ObjectIdentifier("1.3.6.1.4.1.62558.2.1")
EMAIL = ExtendedKeyUsageOID.EMAIL_PROTECTION
USAGE = dict.fromkeys(
    (
        "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
        "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
    ),
    False,
)  # fmt: skip


def new_key(algorithm="es256", bits=2048):
    match algorithm:
        case "es256" | "es384" | "es512":
            curve = {"es256": ec.SECP256R1, "es384": ec.SECP384R1, "es512": ec.SECP521R1}[algorithm]
            return ec.generate_private_key(curve())
        case "ed25519":
            return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=bits)


def named(common, organisation="Qala News"):
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation),
            x509.NameAttribute(NameOID.COMMON_NAME, common),
        ]
    )


OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl is not here: its files go untested")


def codes(faults):
    """Return the codes of what pytest saw raised."""
    return [fault.code for fault in faults.value.faults]


class Authority:
    """A root of the tests, and what it issues."""

    def __init__(self, common="Test root", issuer=None):
        self.key = new_key()
        self.name = named(common, "Test authority")
        self.certificate = self._signed(
            issuer or self, self.name, self.key.public_key(), TODAY, 3650, [(_constraints(True), True)]
        )

    @property
    def pem(self):
        return pem(self.certificate)

    def issue(self, key, *, days=365, start=TODAY, drop=(), **parts):
        """Issue a certificate that may sign marks, but for what `parts` and `drop` change."""
        extensions = {
            "constraints": (_constraints(parts.get("ca", False)), True),
            "usage": (
                x509.KeyUsage(**{"digital_signature": True, **USAGE, **parts.get("usage", {})}),
                True,
            ),
            "purposes": (x509.ExtendedKeyUsage(parts.get("purposes", [C2PA])), False),
            "authority": (
                x509.AuthorityKeyIdentifier.from_issuer_public_key(self.key.public_key()),
                False,
            ),
        }
        kept = [each for name, each in extensions.items() if name not in drop] + parts.get("more", [])
        return self._signed(self, named("Newsroom key"), key.public_key(), start, days, kept)

    def _signed(self, issuer, name, public, start, days, extensions):
        first = datetime.combine(start, datetime.min.time(), UTC)
        builder = (
            x509.CertificateBuilder()
            .serial_number(x509.random_serial_number())
            .not_valid_before(first)
            .not_valid_after(first + timedelta(days=days))
            .subject_name(name)
            .issuer_name(issuer.name)
            .public_key(public)
        )
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(issuer.key, hashes.SHA256())


def _constraints(ca):
    return x509.BasicConstraints(ca=ca, path_length=None)


def pem(*certificates):
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def key_pem(key, passphrase=None, form=PrivateFormat.PKCS8):
    lock = BestAvailableEncryption(passphrase.encode()) if passphrase else NoEncryption()
    return key.private_bytes(Encoding.PEM, form, lock)


def signed_picture(key: SigningKey, trust: Trust = Trust()):  # noqa: B008  (frozen)
    """Return a small JPEG that the C2PA library signed with an opened key."""
    import c2pa

    plain = io.BytesIO()
    Image.new("RGB", (32, 32), "teal").save(plain, "JPEG")
    created = {
        "action": "c2pa.created",
        "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia",
    }
    claim = {
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [created]}}],
    }
    if key.token:
        from tanba.keys.token import signature

        signer = c2pa.Signer.from_callback(
            lambda data: signature(key.token, key.algorithm, data),
            c2pa.C2paSigningAlg[key.algorithm.upper()],
            key.chain,
        )
    else:
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(key.algorithm.encode(), key.chain.encode(), key.private, None)
        )
    out = io.BytesIO()
    with (
        c2pa.Context(_settings(trust)) as context,
        signer,
        c2pa.Builder(json.dumps(claim), context) as maker,
    ):
        plain.seek(0)
        maker.sign(signer, "image/jpeg", plain, out)
    return out.getvalue()


def state_of(picture: bytes, trust: Trust) -> str:
    """Return what the C2PA library's own reader says of it: Trusted, Valid or Invalid."""
    import c2pa

    with c2pa.Context(_settings(trust)) as context, c2pa.Reader(
        "image/jpeg", io.BytesIO(picture), context=context
    ) as reader:  # fmt: skip
        return json.loads(reader.json())["validation_state"]


def _settings(trust):
    import c2pa

    anchors = {"trust_config": "".join(f"{one}\n" for one in trust.purposes)}
    if trust.anchors:
        anchors["user_anchors"] = trust.anchors
    return c2pa.Settings.from_dict(
        {
            "version": 1,
            "trust": anchors,
            "verify": {"remote_manifest_fetch": False},
            "builder": {"thumbnail": {"enabled": False}},
        }
    )

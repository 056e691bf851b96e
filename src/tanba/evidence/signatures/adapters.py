"""What pyHanko asks of whoever signs with it: a key, the time, and a file that grows."""

from typing import Any, Final

from asn1crypto.algos import RSASSAPSSParams, SignedDigestAlgorithm  # type: ignore[import-untyped]
from asn1crypto.tsp import TimeStampReq, TimeStampResp  # type: ignore[import-untyped]
from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key
from cryptography.x509 import load_pem_x509_certificates
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import Signer
from pyhanko.sign.timestamps import TimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tanba.evidence.stamps.asking import Post, asked
from tanba.evidence.stamps.token import read_token
from tanba.kernel import Refused
from tanba.keys import SigningKey, signature

_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}


class KeySigner(Signer):
    """A key of ours, in memory or on its token."""

    def __init__(self, key: SigningKey) -> None:
        chain = [
            Certificate.load(one.public_bytes(Encoding.DER))
            for one in load_pem_x509_certificates(key.chain.encode())
        ]
        self._key = key
        self._hash = _HASHES[key.algorithm[2:]]
        super().__init__(
            signing_cert=chain[0],
            cert_registry=SimpleCertificateStore.from_certs(chain),  # type: ignore[no-untyped-call]
            signature_mechanism=_mechanism(key, self._hash),
        )

    @property
    def hash(self) -> str:
        """The hash that goes with the key, such as `sha256`."""
        return self._hash.name

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        """Return the signature of `data` as CMS has it: of ECDSA, r and s in DER."""
        if self._key.token is None:
            return self._in_memory(data)
        signed = signature(self._key.token, self._key.algorithm, data)
        if not self._key.algorithm.startswith("es"):
            return signed
        half = len(signed) // 2
        return encode_dss_signature(
            int.from_bytes(signed[:half], "big"), int.from_bytes(signed[half:], "big")
        )

    def _in_memory(self, data: bytes) -> bytes:
        private = load_pem_private_key(self._key.private, None)
        match private:
            case ec.EllipticCurvePrivateKey():
                return private.sign(data, ec.ECDSA(self._hash))
            case rsa.RSAPrivateKey():
                salted = padding.PSS(padding.MGF1(self._hash), self._hash.digest_size)
                return private.sign(data, salted, self._hash)
        raise Refused("EV71", "not the private key that its record says")


class Authority(TimeStamper):
    """A time-stamp authority, asked over a transport that is given."""

    def __init__(self, address: str, post: Post) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._address, self._post = address, post

    async def async_request_tsa_response(self, req: TimeStampReq) -> TimeStampResp:
        """Return the authority's answer to exactly this question; raises Refused (EV60 to EV63)."""
        tsr = asked(self._address, bytes(req.dump()), self._post)
        imprint = req["message_imprint"]["hashed_message"].native
        if read_token(tsr).imprint != imprint:
            raise Refused(
                "EV62", "the authority stamped other bytes than those asked for", self._address
            )
        return TimeStampResp.load(tsr)


class Appended(IncrementalPdfFileWriter):
    """A PDF that only grows, and whose own words stay: title, dates and the rest of its metadata."""

    def _update_meta(self) -> None:
        """Leave the metadata as it is: a claim of PDF/A rests on it, and the clock would get into it."""


def _mechanism(key: SigningKey, kind: hashes.HashAlgorithm) -> Any:
    if key.algorithm.startswith("es"):
        return SignedDigestAlgorithm({"algorithm": f"{kind.name}_ecdsa"})
    inner = {"algorithm": kind.name}
    parameters = {
        "hash_algorithm": inner,
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": inner},
        "salt_length": kind.digest_size,
    }
    return SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": RSASSAPSSParams(parameters)})

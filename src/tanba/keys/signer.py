"""A key at work: it signs bytes, in memory or on its token, and shows its public half."""

from tanba.kernel import Refused
from tanba.keys.key import SigningKey


class Signer:
    """
    An opened Ed25519 key (RFC 8032), for what is signed many times a second.

    Raises
    ------
    Refused
        KY28 when the key is of another kind; on signing, what its token raises.
    """

    def __init__(self, key: SigningKey) -> None:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        from tanba.keys.imports import read_certificates
        from tanba.keys.profile import public_key

        if key.algorithm != "ed25519":
            hint = "make one: `tanba keys new --algorithm ed25519 --name log`"
            raise Refused(
                "KY28", f"a log is signed by an ed25519 key, this one is {key.algorithm}", hint
            )
        self.name = key.name
        self._token = key.token
        self._private = None
        if key.token is None:
            private = load_pem_private_key(key.private, None)
            if not isinstance(private, Ed25519PrivateKey):
                raise Refused("KY06", "not the private key that its record says")
            self._private = private
        public = public_key(read_certificates(key.chain.encode())[0])
        self.public: bytes = public.public_bytes_raw()  # type: ignore[union-attr]
        """The public key, 32 bytes."""

    def sign(self, data: bytes) -> bytes:
        """Return the signature of `data`, 64 bytes."""
        if self._private is not None:
            return self._private.sign(data)
        from tanba.keys.token import signature

        assert self._token is not None  # noqa: S101  (a key is in memory or on a token)
        return signature(self._token, "ed25519", data)

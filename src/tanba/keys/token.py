"""
Signing with a key that never leaves its device: PKCS#11 3.0, by `python-pkcs11` (the extra `pkcs11`).

The PIN comes from the environment variable that the key names, and is kept nowhere.
"""

import hashlib
import os
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import Refused
from tanba.keys.key import Algorithm, Token

if TYPE_CHECKING:
    from tanba.keys.profile import PublicKey

_HASHES: Final = {"256": "SHA256", "384": "SHA384", "512": "SHA512"}
_LOCK: Final = Lock()
"""A session does one thing at a time (PKCS#11 3.0, 5.6), and a token knows one login a process."""

_SESSIONS: Final[dict[tuple[str, str], Any]] = {}
_PROCESS: list[int] = []
"""The process that opened the sessions: after a fork the device knows nothing of the child."""


def signature(token: Token, algorithm: Algorithm, data: bytes) -> bytes:
    """
    Return the signature of `data` by the key on a token, as COSE writes it (RFC 9053).

    ECDSA is r and s side by side, each as long as the curve; PSS has a salt as long as its hash.

    Raises
    ------
    Refused
        KY21 when the PIN is not in the environment; KY22 when the module, the token or the key cannot
        be found; KY23 when the token does not sign; KY27 when `python-pkcs11` is not installed.
    """
    try:
        import pkcs11
    except ImportError:
        raise Refused("KY27", "python-pkcs11 is not installed", "pip install 'tanba[pkcs11]'") from None
    with _LOCK:
        kept = _kept(token)
        try:
            try:
                return _signed(kept or _opened(token), token, algorithm, data)
            except pkcs11.PKCS11Error:
                if kept is None:  # a wrong PIN is tried once only, or the token locks itself
                    raise
                # A device that was pulled out and put in again.
                _forget(token)
                return _signed(_opened(token), token, algorithm, data)
        except pkcs11.PinLocked:
            raise Refused(
                "KY23", "the PIN of the token is locked", "its administrator can unlock it"
            ) from None
        except (pkcs11.PinIncorrect, pkcs11.PinInvalid, pkcs11.PinLenRange, pkcs11.PinExpired):
            raise Refused("KY23", f"the PIN in {token.pin_from} is not the token's") from None
        except pkcs11.PKCS11Error as error:
            _forget(token)
            raise Refused("KY23", f"the token does not sign: {type(error).__name__}") from None


def check_pair(token: Token, algorithm: Algorithm, public: "PublicKey") -> None:
    """Let a token sign something, and raise Refused (KY08) when a public key does not verify it."""
    from cryptography.exceptions import InvalidSignature

    probe = b"tanba: does this key go with this certificate?"
    try:
        _verify(public, algorithm, signature(token, algorithm, probe), probe)
    except InvalidSignature:
        raise Refused(
            "KY08", "the key on the token and the certificate do not belong together"
        ) from None


def _verify(public: "PublicKey", algorithm: Algorithm, signed: bytes, data: bytes) -> None:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    match public:
        case ec.EllipticCurvePublicKey():
            half = len(signed) // 2
            r, s = (int.from_bytes(part, "big") for part in (signed[:half], signed[half:]))
            public.verify(
                encode_dss_signature(r, s), data, ec.ECDSA(getattr(hashes, _HASHES[algorithm[2:]])())
            )
        case rsa.RSAPublicKey():
            kind = getattr(hashes, _HASHES[algorithm[2:]])()
            public.verify(signed, data, padding.PSS(padding.MGF1(kind), kind.digest_size), kind)
        case _:
            public.verify(signed, data)


def _signed(session: Any, token: Token, algorithm: Algorithm, data: bytes) -> bytes:
    import pkcs11
    from pkcs11 import MGF, Mechanism, ObjectClass

    try:
        key = session.get_key(object_class=ObjectClass.PRIVATE_KEY, label=token.key)
    except pkcs11.NoSuchKey:
        raise Refused("KY22", f"no private key {token.key!r} on the token") from None
    except pkcs11.MultipleObjectsReturned:
        raise Refused("KY22", f"more than one private key {token.key!r} on the token") from None
    if algorithm == "ed25519":
        return bytes(key.sign(data, mechanism=Mechanism.EDDSA))
    kind = _HASHES[algorithm[2:]]
    if algorithm.startswith("es"):
        # The plain mechanism, over a hash of ours: every token has it.
        return bytes(key.sign(hashlib.new(kind, data).digest(), mechanism=Mechanism.ECDSA))
    salt = (Mechanism[kind], MGF[kind], hashlib.new(kind).digest_size)
    return bytes(key.sign(data, mechanism=Mechanism[f"{kind}_RSA_PKCS_PSS"], mechanism_param=salt))


def _ours() -> bool:
    return os.getpid() in _PROCESS


def _kept(token: Token) -> Any:
    """Return the session that is open in this process, or None."""
    if not _ours():
        _SESSIONS.clear()
        return None
    return _SESSIONS.get((token.module, token.label))


def _forget(token: Token) -> None:
    _SESSIONS.pop((token.module, token.label), None)


def _opened(token: Token) -> Any:
    """Return a new session, logged in."""
    import pkcs11

    pin = os.environ.get(token.pin_from)
    if not pin:
        raise Refused(
            "KY21", f"no PIN in the environment variable {token.pin_from}", "set it for this run only"
        )
    try:
        module = pkcs11.lib(token.module)
        if _PROCESS and not _ours():
            module.reinitialize()
        found = module.get_token(token_label=token.label)
    except pkcs11.NoSuchToken:
        raise Refused("KY22", f"no token {token.label!r} is plugged in") from None
    except pkcs11.MultipleTokensReturned:
        raise Refused("KY22", f"more than one token {token.label!r} is plugged in") from None
    except (pkcs11.PKCS11Error, RuntimeError, OSError):
        raise Refused("KY22", f"the PKCS#11 module {token.module!r} cannot be loaded") from None
    session = found.open(user_pin=pin)
    _PROCESS[:] = [os.getpid()]
    _SESSIONS[token.module, token.label] = session
    return session

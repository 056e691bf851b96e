"""Asking authorities for the time over some bytes (RFC 3161, section 2.4.1); their answers are kept raw."""

from collections.abc import Callable, Iterable
from secrets import randbits
from typing import Final

from tanba.evidence.stamps.token import read_token
from tanba.kernel import Refused, value

Post = Callable[[str, bytes], bytes]
"""(address, query) to the answer's body; it reads no more than `token.LARGEST` bytes and raises OSError."""

_NONCE_BITS: Final = 63


@value
class Answer:
    """What one authority answered: its token as it came, or why there is none."""

    address: str
    tsr: bytes = b""
    refused: str = ""


def gathered(data: bytes, addresses: Iterable[str], post: Post) -> tuple[Answer, ...]:
    """
    Ask several authorities, and return the answer of each, in their order.

    That one is silent or talks nonsense stops nobody; whether enough answered is for the caller to say.
    """
    found = []
    for address in addresses:
        try:
            found.append(Answer(address=address, tsr=stamped(data, address, post)))
        except Refused as refused:
            found.append(Answer(address=address, refused=str(refused)))
    return tuple(found)


def stamped(data: bytes, address: str, post: Post) -> bytes:
    """
    Return an authority's token over SHA-256 of `data`, as it came: what others call a `.tsr` file.

    It answers this very question: for these bytes, with our nonce, and certificates enclosed. Who signed
    it, and whether anybody trusts them, is what `check_stamp` says.

    Raises
    ------
    Refused
        EV60 when the answer cannot be read; EV61 when the authority does not stamp; EV62 when it
        answers another question; EV63 when it cannot be reached.
    """
    query, nonce = query_for(data)
    tsr = asked(address, query, post)
    token = read_token(tsr)
    if not token.covers(data):
        raise Refused("EV62", "the authority stamped other bytes than those asked for", address)
    if token.nonce != nonce:
        raise Refused("EV62", "the authority answered another question: its nonce differs", address)
    if not token.certificates:
        raise Refused("EV62", "the authority left out its certificate, though asked for it", address)
    return tsr


def asked(address: str, query: bytes, post: Post) -> bytes:
    """Return what an authority answers to a query; raises Refused (EV63) when it cannot be reached."""
    try:
        return post(address, query)
    except OSError as error:
        why = (error.strerror or str(error) or type(error).__name__).lower()
        raise Refused(
            "EV63", f"the time-stamp authority cannot be reached: {why[:200]}", address
        ) from None


def query_for(data: bytes) -> tuple[bytes, int]:
    """Return the query for a token over `data`, in DER, and the nonce in it."""
    from hashlib import sha256

    from asn1crypto.tsp import TimeStampReq  # type: ignore[import-untyped]

    nonce = randbits(_NONCE_BITS)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(data).digest()}
    query = TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    return bytes(query.dump()), nonce

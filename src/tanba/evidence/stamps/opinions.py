"""Two implementations that know nothing of each other, asked about the same time-stamp."""

import logging
from collections.abc import Coroutine, Sequence
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar

from tanba.evidence.stamps.token import Token, printable
from tanba.kernel import value

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

State = Literal["valid", "invalid", "not shown"]
T = TypeVar("T")

RFC3161_CLIENT: Final = "rfc3161-client"
PYHANKO: Final = "pyhanko"
DISAGREE: Final = "only one of two implementations holds it for valid"

for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())  # what it finds, we say ourselves


@value
class Opinion:
    """What one implementation says of a time-stamp; `why` is empty when it holds, `detail` is its own word."""

    by: str
    state: State
    why: str = ""
    detail: str = ""


def by_rfc3161_client(token: Token, data: bytes, roots: "Sequence[Certificate]") -> Opinion:
    """
    Return the opinion of rfc3161-client, which lets OpenSSL check the signature and the chain.

    It does not tell a broken signature from an authority it does not know: both are "not shown".
    """
    from rfc3161_client import VerifierBuilder, decode_timestamp_response

    try:
        answer = decode_timestamp_response(token.tidy)
        VerifierBuilder(roots=list(roots)).build().verify_message(answer, data)
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a panic of its Rust half is no Exception
        detail = printable(str(error))[:200]
        return Opinion(by=RFC3161_CLIENT, state="not shown", why=DISAGREE, detail=detail)
    return Opinion(by=RFC3161_CLIENT, state="valid")


def by_pyhanko(token: Token, data: bytes, roots: "Sequence[Certificate]") -> Opinion:
    """Return the opinion of pyHanko: it reads the CMS itself, and builds the chain as RFC 5280 says."""
    try:
        return waited(_asked(token, data, roots))
    except Exception as error:  # it raises of every kind on hostile bytes
        detail = printable(str(error))[:200] or type(error).__name__
        return Opinion(by=PYHANKO, state="invalid", why="its signature does not hold", detail=detail)


def waited(work: Coroutine[Any, Any, T]) -> T:
    """Return what a coroutine of pyHanko gives; it waits for nothing from outside."""
    import asyncio
    from concurrent.futures import ThreadPoolExecutor

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:  # somebody's event loop runs in this thread already
        return pool.submit(asyncio.run, work).result()


async def _asked(token: Token, data: bytes, roots: "Sequence[Certificate]") -> Opinion:
    from asn1crypto.tsp import TimeStampResp  # type: ignore[import-untyped]
    from pyhanko.sign.ades.report import AdESIndeterminate
    from pyhanko.sign.validation.generic_cms import validate_tst_signed_data
    from pyhanko.sign.validation.status import TimestampSignatureStatus

    signed = TimeStampResp.load(token.tidy)["time_stamp_token"]["content"]
    found = await validate_tst_signed_data(signed, context(roots, token.time), _imprint_of(data))
    status = TimestampSignatureStatus(**found)
    if not (status.intact and status.valid):
        return Opinion(by=PYHANKO, state="invalid", why="its signature does not hold")
    match status.trust_problem_indic:
        case None:
            return Opinion(by=PYHANKO, state="valid")
        case AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND:
            why = "no root that the reader trusts vouches for the authority"
            return Opinion(by=PYHANKO, state="not shown", why=why)
        case (
            AdESIndeterminate.OUT_OF_BOUNDS_NO_POE | AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE
        ):
            why = "a certificate of its chain was not valid at the time that it says"
            return Opinion(by=PYHANKO, state="invalid", why=why)
        case AdESIndeterminate.CHAIN_CONSTRAINTS_FAILURE:
            why = "the signer's certificate is not one for time-stamps"
            return Opinion(by=PYHANKO, state="invalid", why=why)
        case _:
            why = "the chain of certificates does not hold"
            return Opinion(by=PYHANKO, state="not shown", why=why)


def context(roots: "Sequence[Certificate]", moment: Any) -> Any:
    """Return whom pyHanko trusts, and as of when; it fetches nothing, so revocation is not looked at."""
    from asn1crypto.x509 import Certificate  # type: ignore[import-untyped]
    from cryptography.hazmat.primitives.serialization import Encoding
    from pyhanko_certvalidator import ValidationContext

    trusted = [Certificate.load(one.public_bytes(Encoding.DER)) for one in roots]
    return ValidationContext(
        trust_roots=trusted, moment=moment, best_signature_time=moment, allow_fetching=False
    )


def _imprint_of(data: bytes) -> Any:
    from hashlib import new

    return lambda algorithm: new(algorithm, data).digest()

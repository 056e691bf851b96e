"""Whether a time-stamp shows that bytes existed at a time: what it says, and who of two readers agrees."""

from datetime import datetime
from typing import TYPE_CHECKING

from tanba.evidence.stamps.opinions import Opinion, State, by_pyhanko, by_rfc3161_client
from tanba.evidence.stamps.token import Token, read_token
from tanba.kernel import Refused, value

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@value
class StampSeen:
    """
    What a reader sees of a time-stamp.

    `valid`: over these bytes, and both implementations follow it to a root that the reader trusts.
    `invalid`: over other bytes, altered, or made with a certificate that may not or could not then.
    `not shown`: neither; mostly, the reader does not trust the authority.
    """

    state: State
    time: datetime | None = None
    """When the bytes existed at the latest, in UTC, by the authority's clock; None unless `valid`."""
    says: datetime | None = None
    """The time that stands in it, proven or not; None when it cannot be read."""
    authority: str = ""
    policy: str = ""
    serial: str = ""
    by: tuple[str, ...] = ()
    """Which implementations hold it for valid."""
    why: str = ""
    """Why it is not `valid`, one of a dozen sentences; empty when it is."""
    detail: str = ""
    """What a library says to that, for whoever looks closer."""


def check_stamp(tsr: bytes, data: bytes, roots: str, nonce: int | None = None) -> StampSeen:
    """
    Say whether a time-stamp shows that `data` existed at its time.

    The chain is checked as of the time in the stamp, by no clock of this machine; whether a certificate
    was revoked is not looked at, as that needs a network.

    Parameters
    ----------
    roots
        PEM of the authorities that the reader trusts; of nobody, no stamp is more than `not shown`.
    nonce
        The one that was asked with, where it is still known.

    Raises
    ------
    Refused
        EV64 when `roots` holds something, but no certificate that can be read.
    """
    trusted = read_roots(roots)
    try:
        token = read_token(tsr)
    except Refused as refused:
        return StampSeen(state="invalid", why="it cannot be read", detail=str(refused))
    if not token.covers(data):
        return _seen(token, "invalid", why="it is over other bytes")
    if nonce is not None and token.nonce != nonce:
        return _seen(token, "invalid", why="it answers another question: its nonce differs")
    if not trusted:
        return _seen(token, "not shown", why="the reader trusts no time-stamp authority")
    opinions = (by_rfc3161_client(token, data, trusted), by_pyhanko(token, data, trusted))
    return _seen(token, _together(opinions), opinions)


def read_roots(pem: str) -> "tuple[Certificate, ...]":
    """Return the certificates of a PEM text; raises Refused (EV64) when one cannot be read."""
    from cryptography.x509 import load_pem_x509_certificates

    if not pem.strip():
        return ()
    try:
        found = tuple(load_pem_x509_certificates(pem.encode()))
        _ = [(one.subject, one.extensions) for one in found]
    except Exception:  # of every kind, by what is wrong with the certificate
        raise Refused("EV64", "roots that are no certificates in PEM") from None
    return found


def _together(opinions: tuple[Opinion, ...]) -> State:
    states = {one.state for one in opinions}
    if states == {"valid"}:
        return "valid"
    return "invalid" if "invalid" in states else "not shown"


def _seen(token: Token, state: State, opinions: tuple[Opinion, ...] = (), why: str = "") -> StampSeen:
    return StampSeen(
        state=state,
        time=token.time if state == "valid" else None,
        says=token.time,
        authority=token.authority,
        policy=token.policy,
        serial=token.serial,
        by=tuple(one.by for one in opinions if one.state == "valid"),
        # The second one tells a broken signature from an unknown authority; the first one does not.
        why=why or next((one.why for one in reversed(opinions) if one.why), ""),
        detail="; ".join(f"{one.by}: {one.detail}" for one in opinions if one.detail),
    )

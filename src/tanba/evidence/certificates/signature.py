"""
Signatures by certificates: who signed, with what, and whether that holds.

    seen = check_signature(cms, data, [nca_pem], revocations=[crl], at=time)
    seen[0].signer.name, seen[0].verdict, seen[0].why, seen[0].unchecked

*valid* means: this content, signed by the key of a certificate that a given authority issued. It is not
who pressed the button, and not the time: `claimed` is the signer's own clock. What was not looked at
stands in `unchecked`, and who reads the answer must say so.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from hmac import compare_digest
from typing import Final, Literal

from tanba.evidence.certificates import algorithms
from tanba.evidence.certificates.algorithms import Check, Verdict, Why
from tanba.evidence.certificates.certificate import Certificate, read_certificate, read_certificates
from tanba.evidence.certificates.cms import Message, SignerInfo, read_message
from tanba.evidence.certificates.names import Person
from tanba.evidence.certificates.path import Authorities
from tanba.evidence.certificates.revocation import RevocationList, read_list, read_lists
from tanba.kernel import Refused, value

Unchecked = Literal["authority", "revocation", "time"]
"""Who issued the certificate; whether it was withdrawn; whether it was valid when it signed."""

_DATA: Final = "1.2.840.113549.1.7.1"
_ALL: Final[tuple[Unchecked, ...]] = ("authority", "revocation", "time")
_REVOCATION: Final[tuple[Unchecked, ...]] = ("revocation",)
_SIGNING: Final = frozenset(("digital_signature", "content_commitment"))


@value
class SignatureSeen:
    """
    One signature and what came of checking it; `why` is empty when it is valid, `about` goes with it.

    `by_key` is the first half of that: whether the content was signed by the key of the certificate,
    whoever issued it.
    `signer`, `issuer`, `serial` (hexadecimal), `not_before`, `not_after` and `purposes` (identifiers of
    extended key usage) are what the certificate says, believed or not; empty when none is enclosed.
    """

    verdict: Verdict
    why: Why
    by_key: Verdict
    signer: Person
    issuer: Person
    algorithm: str
    unchecked: tuple[Unchecked, ...]
    about: str = ""
    serial: str = ""
    claimed: datetime | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None
    purposes: tuple[str, ...] = ()


def check_signature(
    cms: bytes,
    data: bytes | None,
    anchors: Iterable[bytes],
    *,
    revocations: Iterable[bytes] = (),
    at: datetime | None = None,
) -> tuple[SignatureSeen, ...]:
    """
    Return what came of each signature of a message, in its order; at least one, at most eight.

    Parameters
    ----------
    cms :
        The signed message (RFC 5652) in DER, PEM or base64, with the signers' certificates in it.
    data :
        What was signed, when the message is detached; None: it is inside.
    anchors, revocations :
        Certificates of the authorities that the reader trusts, and lists of revocations: DER, PEM, base64.
    at :
        A time, with its zone, at which the signature stood as others than the signer show, such as a
        time-stamp; None: not known, and then no day of a certificate is judged.

    Raises
    ------
    Refused
        EV50 to EV53 when a file cannot be read: no DER, no certificate, no signed message, no list.
    """
    message = read_message(cms)
    lists = [one for each in revocations for one in read_lists(each)]
    trusted = [one for each in anchors for one in read_certificates(each)]
    enclosed = list(_readable(message))
    authorities = Authorities(trusted, enclosed, (*lists, *_enclosed_lists(message)))
    return tuple(_seen(info, message, data, enclosed, authorities, at) for info in message.signers)


def _seen(
    info: SignerInfo,
    message: Message,
    data: bytes | None,
    enclosed: list[Certificate],
    authorities: Authorities,
    at: datetime | None,
) -> SignatureSeen:
    signer = next((one for one in enclosed if _is_of(one, info)), None)
    named = algorithms.named(info.algorithm, info.hashed)
    if signer is None:
        return SignatureSeen(
            verdict="not shown",
            why="no-certificate",
            by_key="not shown",
            signer=Person(),
            issuer=Person(),
            algorithm=named,
            unchecked=_ALL,
            serial=info.serial,
            claimed=info.claimed,
        )
    made = by_key = _signed(info, message, data, signer)
    unchecked = _ALL
    if made.verdict == "valid":
        made, unchecked = _issued(signer, authorities, at)
    return SignatureSeen(
        verdict=made.verdict,
        why=made.why,
        about=made.about,
        by_key=by_key.verdict,
        signer=signer.person,
        issuer=signer.authority,
        algorithm=named,
        unchecked=unchecked,
        serial=signer.serial,
        claimed=info.claimed,
        not_before=signer.not_before,
        not_after=signer.not_after,
        purposes=signer.purposes,
    )


def _signed(info: SignerInfo, message: Message, data: bytes | None, signer: Certificate) -> Check:
    """Say whether the content, and what was signed with it, are by the key of a certificate."""
    content = data if message.content is None else message.content
    if content is None:
        return Check(verdict="not shown", why="no-content")
    if data is not None and content != data:
        return Check(verdict="invalid", why="other-content")
    if signer.usages is not None and not signer.usages & _SIGNING:
        return Check(verdict="invalid", why="not-for-signatures")
    if not info.signed:
        if message.content_type != _DATA:
            return Check(verdict="invalid", why="other-kind")
        return algorithms.check(signer.key, info.algorithm, content, info.signature, info.hashed)
    digest = algorithms.digest(info.hashed, content)
    if isinstance(digest, Check):
        return digest
    if info.content_type != message.content_type:
        return Check(verdict="invalid", why="other-kind")
    if not compare_digest(info.digest, digest):
        return Check(verdict="invalid", why="other-content")
    return algorithms.check(signer.key, info.algorithm, info.signed, info.signature, info.hashed)


def _issued(
    signer: Certificate, authorities: Authorities, at: datetime | None
) -> tuple[Check, tuple[Unchecked, ...]]:
    """Say whether a given authority issued the certificate and it stood, and what was not looked at."""
    time: tuple[Unchecked, ...] = ("time",) if at is None else ()
    path = authorities.path(signer)
    if isinstance(path, Check):
        return path, ("authority", "revocation", *time)
    if signer.critical:
        about = ", ".join(signer.critical)
        return Check(verdict="not shown", why="condition", about=about), ("revocation", *time)
    for one in path[:-1] or path:  # an anchor above it is trusted as it was given
        if at is not None and not one.not_before <= at <= one.not_after:
            about = one.person.name
            return Check(verdict="not shown", why="not-valid-then", about=about), ("revocation",)
    standing, complete = authorities.standing(path, at)
    return standing, (*(() if complete else _REVOCATION), *time)


def _is_of(one: Certificate, info: SignerInfo) -> bool:
    if info.key_id:
        return one.key_id == info.key_id
    return (one.issuer, one.serial) == (info.issuer, info.serial)


def _readable(message: Message) -> Iterator[Certificate]:
    """Yield the enclosed certificates that can be read; one that cannot must not hide the others."""
    for der in message.certificates:
        try:
            yield read_certificate(der)
        except Refused:
            continue


def _enclosed_lists(message: Message) -> Iterator[RevocationList]:
    for der in message.lists:
        try:
            yield read_list(der)
        except Refused:
            continue

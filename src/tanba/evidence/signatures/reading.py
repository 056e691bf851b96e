"""What a PDF's signatures show to a reader: each apart, against the roots and the day of that reader."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from tanba.evidence.signatures.limits import MOST_SIGNATURES, opened, readable
from tanba.evidence.signatures.results import Added, Kind, PdfSignature
from tanba.evidence.stamps.opinions import State, context, waited
from tanba.evidence.stamps.token import printable, spoken
from tanba.evidence.stamps.verification import StampSeen, check_stamp, read_roots
from tanba.kernel import Refused, value

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

_HARMLESS: Final = ("nothing", "proofs", "forms")
_KNOWN: Final[Mapping[Kind, tuple[str, ...]]] = {
    "signature": ("/ETSI.CAdES.detached", "/adbe.pkcs7.detached"),
    "time-stamp": ("/ETSI.RFC3161",),
}


def read_signatures(
    pdf: bytes, now: datetime, roots: str = "", time_roots: str = ""
) -> tuple[PdfSignature, ...]:
    """
    Return the signatures of a PDF, the oldest first; of one that nobody signed, none.

    Parameters
    ----------
    now
        The reader's day, on which a certificate without a proven time must be valid.
    roots, time_roots
        PEM of the authorities that the reader trusts to say who somebody is, and what time it was.

    Raises
    ------
    Refused
        EV70 when the PDF cannot be read, is encrypted, or has too many signatures; EV64 when a root is
        no certificate.
    """
    read_roots(roots), read_roots(time_roots)
    reader = opened(pdf)
    from pyhanko.sign.fields import enumerate_sig_fields

    with readable():
        fields = list(islice(enumerate_sig_fields(reader, filled_status=True), MOST_SIGNATURES + 1))
    if len(fields) > MOST_SIGNATURES:
        raise Refused("EV70", f"a PDF with more than {MOST_SIGNATURES} signatures")
    found = [_embedded(reader, str(name), field) for name, _, field in fields]
    whole = sorted((one for one in found if isinstance(one, _Embedded)), key=lambda one: one.revision)
    broken = tuple(one for one in found if isinstance(one, PdfSignature))
    return tuple(_read(one, pdf, now, roots, time_roots) for one in whole) + broken


@value
class _Embedded:
    """A signature as the library found it, and in which revision of the file."""

    name: str
    revision: int
    found: Any


def _embedded(reader: "PdfFileReader", name: str, field: Any) -> _Embedded | PdfSignature:
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

    name = printable(name)[:100]
    try:
        found = EmbeddedPdfSignature(reader, field, name)
        return _Embedded(name=name, revision=found.signed_revision, found=found)
    except Exception:  # of every kind, by what is hostile in it
        return _failed(name, "signature", "invalid", "it cannot be read")


def _failed(name: str, kind: Kind, state: State, why: str, detail: str = "") -> PdfSignature:
    return PdfSignature(field=name, kind=kind, state=state, why=why, detail=detail)


def _read(embedded: _Embedded, pdf: bytes, now: datetime, roots: str, time_roots: str) -> PdfSignature:
    one, name = embedded.found, embedded.name
    kind: Kind = "signature"
    try:
        if one.sig_object_type == "/DocTimeStamp":
            kind = "time-stamp"
        if str(one.sig_object.get("/SubFilter")) not in _KNOWN[kind]:
            return _failed(name, kind, "not shown", "of a form that is not checked here")
        if kind == "time-stamp":
            return _read_time_stamp(one, name, pdf, time_roots)
        return waited(_read_signature(one, name, now, roots, time_roots))
    except Exception as error:  # as above
        detail = printable(str(error))[:200] or type(error).__name__
        return _failed(name, kind, "invalid", "it cannot be read", detail)


async def _read_signature(
    one: "EmbeddedPdfSignature", name: str, now: datetime, roots: str, time_roots: str
) -> PdfSignature:
    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
    from pyhanko.sign.validation.settings import KeyUsageConstraints

    stamp = _stamp_of(one, time_roots)
    moment = stamp.time if stamp and stamp.time else now.astimezone(UTC)
    status = await async_validate_pdf_signature(
        one,
        signer_validation_context=context(read_roots(roots), moment),
        ts_validation_context=context((), moment),  # the time was checked already, by two readers
        key_usage_settings=KeyUsageConstraints(key_usage=set()),
    )
    added = _added(status)
    holds = bool(status.intact and status.valid)
    problem: Any = status.trust_problem_indic
    state, why = _judged(holds, added, problem)
    if stamp is not None and stamp.state == "invalid":
        state, why = "invalid", why or "its time-stamp does not hold"
    return PdfSignature(
        field=name,
        kind="signature",
        state=state,
        intact=holds,
        whole=_whole(status),
        added=added,
        signer=printable(spoken(status.signing_cert.subject.native))[:300],
        certificate=sha256(status.signing_cert.dump()).hexdigest(),
        claimed=_in_utc(status.signer_reported_dt),
        stamp=stamp,
        why=why,
        detail=problem.name.lower() if problem else "",
    )


def _read_time_stamp(one: Any, name: str, pdf: bytes, time_roots: str) -> PdfSignature:
    start, length, after, rest = (int(number) for number in one.byte_range)
    if min(start, length, after, rest) < 0 or after + rest > len(pdf):
        raise ValueError("it covers bytes that are not there")
    one.compute_integrity_info()
    said: Any = one.summarise_integrity_info()
    tsr = _response(one.pkcs7_content)
    stamp = check_stamp(tsr, pdf[start : start + length] + pdf[after : after + rest], time_roots)
    added = _level(said["diff_result"])
    state: State = stamp.state if added in _HARMLESS else "invalid"
    return PdfSignature(
        field=name,
        kind="time-stamp",
        state=state,
        intact=stamp.state != "invalid",
        whole=_entire(said["coverage"]),
        added=added,
        signer=stamp.authority,
        certificate=sha256(one.signer_cert.dump()).hexdigest(),
        stamp=stamp,
        why=stamp.why if added in _HARMLESS else "the document was changed after it was signed",
    )


def _judged(holds: bool, added: Added, problem: Any) -> tuple[State, str]:
    if not holds:
        return "invalid", "the signature does not hold: the document or the signature was altered"
    if added not in _HARMLESS:
        return "invalid", "the document was changed after it was signed"
    if problem is None:
        return "valid", ""
    if problem.name == "NO_CERTIFICATE_CHAIN_FOUND":
        return "not shown", "no root that the reader trusts vouches for the signer"
    return "not shown", "the signer's certificate does not hold on that day"


def _stamp_of(one: "EmbeddedPdfSignature", roots: str) -> StampSeen | None:
    """Return the best of the time-stamps over a signature; None when there is none."""
    from pyhanko.sign.general import find_cms_attribute_iter

    attributes = one.signer_info["unsigned_attrs"]
    tokens = list(find_cms_attribute_iter(attributes, "signature_time_stamp_token"))[:3]
    signed = one.signer_info["signature"].native
    seen = [check_stamp(_response(token.dump()), signed, roots) for token in tokens]
    return min(
        seen, key=lambda stamp: ("valid", "not shown", "invalid").index(stamp.state), default=None
    )


def _response(token: bytes) -> bytes:
    """Return a token as the answer of an authority in which it once came."""
    from asn1crypto.cms import ContentInfo  # type: ignore[import-untyped]
    from asn1crypto.tsp import TimeStampResp  # type: ignore[import-untyped]

    answer = TimeStampResp(
        {"status": {"status": "granted"}, "time_stamp_token": ContentInfo.load(token)}
    )
    return bytes(answer.dump())


def _added(status: Any) -> Added:
    return _level(status.diff_result) if not _whole(status) else "nothing"


def _level(difference: Any) -> Added:
    level = getattr(getattr(difference, "modification_level", None), "name", "OTHER")
    names: dict[str, Added] = {
        "NONE": "nothing",
        "LTA_UPDATES": "proofs",
        "FORM_FILLING": "forms",
        "ANNOTATIONS": "notes",
    }
    return names.get(level, "other")


def _in_utc(time: datetime | None) -> datetime | None:
    """Return a time in UTC; of one without a zone, whose zone nobody knows, that of UTC."""
    if time is None:
        return None
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)


def _whole(status: Any) -> bool:
    return _entire(status.coverage)


def _entire(coverage: Any) -> bool:
    return getattr(coverage, "name", "") == "ENTIRE_FILE"

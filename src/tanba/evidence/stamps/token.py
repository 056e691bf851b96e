"""What a time-stamp authority answered (RFC 3161, section 2.4.2), read within bounds; nothing is checked."""

from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import new
from typing import TYPE_CHECKING, Any, Final

from tanba.kernel import Refused, value

if TYPE_CHECKING:
    from asn1crypto.tsp import TimeStampResp  # type: ignore[import-untyped]

LARGEST: Final = 256 * 1024
"""Bytes of an answer; one with a chain of three RSA certificates has some 6,000."""
MOST_CERTIFICATES: Final = 20

_HASHES: Final[Mapping[str, str]] = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


@value
class Token:
    """One answer with a token in it: what it says, true or not."""

    time: datetime
    """By the authority's clock, in UTC."""
    authority: str
    """The subject of the certificate that is named as the signer's; empty when it is not enclosed."""
    policy: str
    """Under which the authority works: an object identifier."""
    serial: str
    """Its number at the authority, in decimal digits."""
    nonce: int | None
    algorithm: str
    """`sha256`, `sha384`, `sha512`, or the object identifier of another."""
    imprint: bytes
    certificates: tuple[bytes, ...]
    """DER, in the order in which they came."""
    tidy: bytes
    """The answer with its certificates in the order of DER; mostly the same bytes."""

    def covers(self, data: bytes) -> bool:
        """Say whether the imprint is that of `data`, by a hash that is not broken."""
        return self.algorithm in _HASHES.values() and new(self.algorithm, data).digest() == self.imprint


def read_token(tsr: bytes) -> Token:
    """
    Return what an authority answered.

    Raises
    ------
    Refused
        EV60 when it is no answer of this protocol, or a too large one; EV61 when the authority did not
        grant a token.
    """
    if len(tsr) > LARGEST:
        raise Refused("EV60", f"a time-stamp answer of more than {LARGEST} bytes")
    from asn1crypto.core import Sequence  # type: ignore[import-untyped]
    from asn1crypto.tsp import PKIStatusInfo, TimeStampResp

    try:
        # By hand: a refusal has no token, which the library's own type does not know (RFC 3161, 2.4.2).
        status = PKIStatusInfo.load(Sequence.load(tsr, strict=True)[0].dump())
        word = status["status"].native
        if word in ("granted", "granted_with_mods"):
            return _read(TimeStampResp.load(tsr, strict=True), tsr)
        words = (*sorted(status["fail_info"].native or ()), *(status["status_string"].native or ()))
    except Refused:
        raise
    except Exception:  # the library reads as it goes, and a hostile answer makes it raise of every kind
        raise Refused("EV60", "not the answer of a time-stamp authority (RFC 3161)") from None
    said = printable("; ".join(map(str, words)))[:300] or "without a word"
    raise Refused("EV61", f"the authority did not stamp: {word}, {said}")


def printable(text: str) -> str:
    """Return a text of others without line breaks, controls and what turns the direction of writing."""
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _read(answer: "TimeStampResp", tsr: bytes) -> Token:
    signed = answer["time_stamp_token"]["content"]
    info = signed["encap_content_info"]["content"].parsed
    certificates = tuple(one.dump() for one in signed["certificates"] or ())
    if len(certificates) > MOST_CERTIFICATES:
        raise Refused("EV60", f"a time-stamp with more than {MOST_CERTIFICATES} certificates")
    imprint = info["message_imprint"]
    algorithm = imprint["hash_algorithm"]["algorithm"].dotted
    time: Any = info["gen_time"].native
    if not isinstance(time, datetime) or len(signed["signer_infos"]) != 1:
        raise ValueError("one signer and one time")
    return Token(
        time=time.astimezone(UTC),
        authority=_authority(signed),
        policy=info["policy"].dotted,
        serial=str(info["serial_number"].native),
        nonce=info["nonce"].native,
        algorithm=_HASHES.get(algorithm, algorithm),
        imprint=bytes(imprint["hashed_message"].native),
        certificates=certificates,
        tidy=tsr if list(certificates) == sorted(certificates) else _tidied(tsr),
    )


def _authority(signed: Any) -> str:
    """Return who the signer's certificate says they are, as people read it."""
    sid = signed["signer_infos"][0]["sid"].chosen
    for each in signed["certificates"] or ():
        one = each.chosen
        if (
            sid["issuer"].dump() == one.issuer.dump()
            and sid["serial_number"].native == one.serial_number
        ):
            return printable(spoken(one.subject.native))[:300]
    return ""


def spoken(name: Mapping[str, Any]) -> str:
    """Return a name of a certificate as people say it: the common name, then the organisation."""
    parts = (name.get(kind, "") for kind in ("common_name", "organization_name"))
    return ", ".join(dict.fromkeys(str(one) for one in parts if one))


def _tidied(tsr: bytes) -> bytes:
    """
    Return an answer with its certificates sorted, as DER asks (X.690, 11.6).

    OpenSSL writes them as they come, and reads them so; a strict reader refuses the whole answer. No
    signature covers their order.
    """
    from asn1crypto.cms import CertificateSet  # type: ignore[import-untyped]
    from asn1crypto.tsp import TimeStampResp

    answer = TimeStampResp.load(tsr)
    signed = answer["time_stamp_token"]["content"]
    signed["certificates"] = CertificateSet(sorted(signed["certificates"], key=lambda one: one.dump()))
    return bytes(answer.dump(force=False))

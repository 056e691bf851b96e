"""What the store shows of a key: everything but its secret."""

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused, value
from tanba.keys.key import Algorithm
from tanba.keys.record import Record

if TYPE_CHECKING:
    from cryptography import x509

LONGEST: Final = 60
"""Letters in the name of a key, which is the name of a folder."""
_NAME: Final = re.compile(r"\w(?:[\w. -]*\w)?")
_TAKEN: Final = frozenset(("anchors", "default"))


@value
class StoredKey:
    """One key of a store. Where `flaw` says something, the store cannot read the rest."""

    name: str
    algorithm: Algorithm = "es256"
    subject: str = ""
    """Whom the certificate names, as people read it; likewise the issuer."""
    issuer: str = ""
    valid_from: date = date.min
    valid_until: date = date.min
    """The last day, in UTC."""
    sha256: str = ""
    """Fingerprint of the certificate: 64 hexadecimal digits."""
    local: bool = False
    """Issued by the authority that Tanba made on this machine: it vouches for nobody."""
    default: bool = False
    """Taken when nobody names a key."""
    on_token: bool = False
    time_authority: str = ""
    made: str = ""
    retired: tuple[str, ...] = ()
    """Fingerprints of the certificates that it had before, the oldest first."""
    flaw: str = ""


def check_name(name: str) -> str:
    """Return the name of a key as its folder has it (NFC); raise Refused (KY02) if it cannot be."""
    plain = unicodedata.normalize("NFC", name)
    if not _NAME.fullmatch(plain) or len(plain) > LONGEST or plain.casefold() in _TAKEN:
        raise Refused(
            "KY02",
            f"no name for a key: {name[:80]!r}",
            f"letters, digits, spaces, '-', '_', '.'; at most {LONGEST}",
        )
    return plain


def card(
    name: str,
    record: Record,
    leaf: "x509.Certificate",
    retired: tuple["x509.Certificate", ...],
    default: bool,
) -> StoredKey:
    """Return what is shown of a key whose files were read."""
    return StoredKey(
        name=name,
        algorithm=record.algorithm,
        subject=spoken(leaf.subject),
        issuer=spoken(leaf.issuer),
        valid_from=leaf.not_valid_before_utc.date(),
        valid_until=leaf.not_valid_after_utc.date(),
        sha256=fingerprint(leaf),
        local=record.local,
        default=default,
        on_token=record.token is not None,
        time_authority=record.time_authority,
        made=record.made,
        retired=tuple(fingerprint(one) for one in retired),
    )


def spoken(name: "x509.Name") -> str:
    """Return a name of a certificate as people say it: the common name, then the organisation."""
    from cryptography.x509.oid import NameOID

    kinds = (NameOID.COMMON_NAME, NameOID.ORGANIZATION_NAME)
    parts = dict.fromkeys(str(one.value) for kind in kinds for one in name.get_attributes_for_oid(kind))
    return ", ".join(parts) or name.rfc4514_string()


def fingerprint(certificate: "x509.Certificate") -> str:
    """Return the SHA-256 of a certificate in hexadecimal digits."""
    from cryptography.hazmat.primitives.hashes import SHA256

    return certificate.fingerprint(SHA256()).hex()

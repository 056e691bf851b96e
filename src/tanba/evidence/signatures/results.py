"""What a reader sees of the signatures in a PDF."""

from datetime import datetime
from typing import Literal

from tanba.evidence.stamps.opinions import State
from tanba.evidence.stamps.verification import StampSeen
from tanba.kernel import value

Added = Literal["nothing", "proofs", "forms", "notes", "other"]
"""What came after the signature: proofs of its validity, fields and further signatures, notes, anything."""

Kind = Literal["signature", "time-stamp"]


@value
class PdfSignature:
    """
    One signature of a PDF, or one time-stamp over a whole PDF.

    `valid`: it holds, nothing but fields and proofs came after it, and its certificate leads to a root
    that the reader trusts, at the proven time or else on the reader's day. `invalid`: it does not hold,
    or the document was changed. `not shown`: it holds, but nobody the reader trusts vouches for it.
    """

    field: str
    kind: Kind
    state: State
    intact: bool = False
    """The bytes that it covers are those that were signed."""
    whole: bool = False
    """It covers the whole file, but for itself."""
    added: Added = "other"
    signer: str = ""
    """Whom the certificate names; true only as far as the reader trusts who issued it."""
    certificate: str = ""
    """SHA-256 of the signer's certificate, 64 hexadecimal digits."""
    claimed: datetime | None = None
    """When it was signed by the signer's own word, in UTC: proves nothing."""
    stamp: StampSeen | None = None
    """The time-stamp of it; None when there is none."""
    why: str = ""
    """Why it is not `valid`, one of a dozen sentences; empty when it is."""
    detail: str = ""
    """What a library says to that, for whoever looks closer."""

    @property
    def time(self) -> datetime | None:
        """When it existed at the latest, by an authority that the reader trusts; None when not shown."""
        return self.stamp.time if self.stamp else None

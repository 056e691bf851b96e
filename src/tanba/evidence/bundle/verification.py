"""A bundle checked by whoever got it: within bounds, whatever is in it, and with their own trust."""

from collections.abc import Sequence
from pathlib import Path

from tanba.evidence.bundle.archive import LARGEST, unpacked
from tanba.evidence.bundle.examination import Examination, Trusted
from tanba.evidence.bundle.results import BundleSeen
from tanba.evidence.notes.note import VerifierKey
from tanba.kernel import Fault, Faults, Place, Refused


def verify_bundle(
    path: Path,
    log_key: VerifierKey | None = None,
    witnesses: Sequence[VerifierKey] = (),
    quorum: int = 0,
    roots: str = "",
) -> BundleSeen:
    """
    Say what a bundle shows to a reader; what does not hold in it is an answer, not an error.

    Parameters
    ----------
    log_key
        The key of the log, as the reader knows it; None when they know none.
    witnesses, quorum
        Whom the reader trusts to watch the log, and how many of them must have cosigned every
        checkpoint; 0 asks none.
    roots
        PEM of the time-stamp authorities that the reader trusts. The roots that were sent along are not
        trusted, as anybody can make some.

    Raises
    ------
    Faults
        EV65 when it is no bundle, or not written as one is: truncated, packed, hostile; EV64 when
        `roots` cannot be read; EV69 when the file cannot be read.
    """
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
        trusted = Trusted(log_key=log_key, witnesses=tuple(witnesses), quorum=quorum, roots=roots)
        return examined(data, trusted)
    except Refused as refused:
        raise refused.at(str(path)) from None
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        fault = Fault(at=Place(file=str(path)), code="EV69", what=f"cannot be read: {why}")
        raise Faults([fault]) from None


def examined(data: bytes, trusted: Trusted) -> BundleSeen:
    """Say what the bytes of a bundle show; raises Refused as `verify_bundle` raises Faults."""
    return Examination(unpacked(data), trusted).run()

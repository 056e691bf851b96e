"""What tests of the log share: a signer, a log with entries, its files, and what is wrong with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from keys.signers import issue
from tanba.evidence.log.auditor import audit
from tanba.evidence.log.findings import Audit
from tanba.evidence.log.published import files_in
from tanba.evidence.log.signing import key_of
from tanba.evidence.log.writer import Log
from tanba.evidence.notes.note import Sign, VerifierKey
from tanba.kernel import Faults, Refused
from tanba.keys import Signer

ORIGIN = "log.example/house"
SINCE = datetime(2026, 1, 18, tzinfo=UTC)


def new_signer() -> Signer:
    """Make an Ed25519 key."""
    return Signer(issue(SINCE, algorithm="ed25519").key)


def pair(signer: Signer, origin: str = ORIGIN) -> tuple[VerifierKey, Sign]:
    """Return a key as entries about keys take it."""
    return key_of(origin, signer), signer.sign


def entry(number: int) -> bytes:
    return b"entry %d " % number + b"." * (number % 7)


def entries(start: int, stop: int) -> Iterator[bytes]:
    return map(entry, range(start, stop))


@contextmanager
def log_of(folder: Path, signer: Signer, size: int = 0) -> Iterator[Log]:
    """Make a log of so many entries, published."""
    with Log.create(folder, ORIGIN, signer) as log:
        log.extend(entries(0, size))
        log.publish()
        yield log


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every published file by its path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def examined(folder: Path, signer: Signer, database: bool = True) -> Audit:
    """Audit a log in its folder, by the key that began it."""
    key = key_of(ORIGIN, signer)
    return audit(files_in(folder / "public"), [key], folder if database else None)


def code_of(work: Callable[[], object]) -> str:
    """Return the code of what some work is refused with, or nothing."""
    try:
        work()
    except Refused as error:
        return error.code
    except Faults as error:
        return error.faults[0].code
    return ""

"""Whom a reader of marks trusts: the authorities of this machine, and anchors that somebody brought."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tanba.kernel import Refused, value
from tanba.keys.card import spoken
from tanba.keys.folder import at, bounded, made, written
from tanba.keys.key import Trust

if TYPE_CHECKING:
    from cryptography import x509

ANCHORS: Final = "anchors"
MOST: Final = 5_000
"""Certificates in one list; the C2PA trust list has some dozens."""


@value
class Anchors:
    """One list of anchors, as it was brought."""

    name: str
    subjects: tuple[str, ...]
    """Whom they are, as people read it, in the order of the file."""


def gathered(folder: Path) -> Trust:
    """Return everybody whom the reader of this folder trusts; of an empty or missing one, nobody."""
    with at(folder):
        local = _together(_roots(folder))
        brought = _together(folder.glob(f"{ANCHORS}/*.pem"))
    return Trust(anchors=local + brought, local=local)


def own(folder: Path) -> tuple[str, ...]:
    """Return the names of the local authorities, each once."""
    with at(folder):
        files = sorted(_roots(folder))
    return tuple(dict.fromkeys(name for path in files for name in _read(path).subjects))


def listed(folder: Path) -> tuple[Anchors, ...]:
    """Return every list of anchors that was brought, by name."""
    with at(folder):
        files = sorted(folder.glob(f"{ANCHORS}/*.pem"))
    return tuple(_read(path) for path in files)


def brought(folder: Path, file: Path, name: str = "") -> Anchors:
    """
    Trust the authorities of a PEM file from now on: a root, or a whole list such as that of C2PA.

    A list of this name that is there already is replaced by the new one.

    Raises
    ------
    Faults
        KY07 when a certificate cannot be read; KY20 when one is not that of an authority: to trust it
        would be to trust one signer, and to learn nothing of who vouches for them.
    """
    from tanba.keys.imports import written_pem

    with at(file):
        kept = re.sub(r"[^\w.-]+", "-", name or file.stem).strip("-.")[:60] or ANCHORS
        certificates = _authorities(bounded(file))
    target = folder / ANCHORS / f"{kept}.pem"
    with at(target):
        made(target.parent)
        written(target, written_pem(certificates))
    return Anchors(name=kept, subjects=tuple(spoken(one.subject) for one in certificates))


def dismissed(folder: Path, name: str) -> None:
    """Trust the anchors of one list no more; raise Faults (KY25) when there is no list of this name."""
    with at(folder):
        found = {path.stem: path for path in folder.glob(f"{ANCHORS}/*.pem")}
        if name not in found:
            raise Refused(
                "KY25", f"no list of anchors {name!r}", "`tanba keys trust` names those there are"
            )
        found[name].unlink()


def _roots(folder: Path) -> Iterable[Path]:
    """Return the certificates of local authorities; a folder with a dot is not finished yet."""
    return (path for path in folder.glob("*/root-*.pem") if path.parent.name[0] != ".")


def _together(files: Iterable[Path]) -> str:
    return "".join(bounded(path).decode("ascii", "replace") for path in sorted(files))


def _read(path: Path) -> Anchors:
    from tanba.keys.imports import read_certificates

    with at(path):
        certificates = read_certificates(bounded(path), at_most=MOST)
    return Anchors(name=path.stem, subjects=tuple(spoken(one.subject) for one in certificates))


def _authorities(data: bytes) -> "tuple[x509.Certificate, ...]":
    from tanba.keys.imports import read_certificates
    from tanba.keys.profile import is_authority

    # Twice in a list is once.
    certificates = tuple(dict.fromkeys(read_certificates(data, at_most=MOST)))
    for one in certificates:
        if not is_authority(one):
            who = spoken(one.subject)[:200]
            raise Refused(
                "KY20", f"not the certificate of an authority: {who}", "name the root that issued it"
            )
    return certificates

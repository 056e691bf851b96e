"""From entries of a log to a bundle that a stranger checks with nothing of ours."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

from tanba.evidence import Contents, Enclosed, Growth, write_bundle
from tanba.flow.archive import Archive, key_of_log
from tanba.flow.known_keys import EVENTS

STAMPS: Final = 100
"""Time-stamps in one bundle."""


def contents_of(
    archive: Archive,
    indexes: Sequence[int],
    disclose: frozenset[str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Contents:
    """
    Return what proves some entries: each with its proof, the time-stamps of its tree, the steps between.

    Where those were more time-stamps than a bundle holds, all are proven in the tree that was stamped last.

    Parameters
    ----------
    disclose
        Names of the fields that are opened; None opens all that the vault still has.
    files
        Whatever goes with it, by plain names.
    """
    # Whoever knows an older key, or one that was revoked since, has to learn of it here.
    keys = (one.index for kind in EVENTS for one in archive.listed(kind))
    told = sorted({*indexes, *keys})
    entries = tuple(archive.enclosed(index, disclose) for index in told)
    sizes = _sizes(entries)
    if sum(len(archive.stamps(size)) for size in sizes) > STAMPS:
        over = archive.log.checkpoint(archive.stamped_sizes()[-1])
        entries = tuple(archive.enclosed(index, disclose, over) for index in told)
        sizes = _sizes(entries)
    policy = archive.settings.policy
    return Contents(
        log_key=key_of_log(archive.log),
        entries=entries,
        growth=tuple(
            Growth(old=old, new=new, proof=archive.log.consistency(old, new))
            for old, new in pairwise(sizes)
        ),
        stamps=tuple(stamp for size in sizes for stamp in archive.stamps(size)),
        witnesses=tuple(one.key for one in policy.witnesses) if policy else (),
        files=files or {},
    )


def _sizes(entries: Iterable[Enclosed]) -> list[int]:
    return sorted({one.proof.checkpoint.head.size for one in entries})


def export_bundle(
    archive: Archive,
    target: Path,
    indexes: Sequence[int],
    disclose: frozenset[str] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> int:
    """Write a bundle of entries to a file, whole, and return its size in bytes."""
    return write_bundle(target, contents_of(archive, indexes, disclose, files))

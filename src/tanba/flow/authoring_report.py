"""What a work's record shows, and whether it holds."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tanba.flow.authoring import told
from tanba.works import BlobFolder, Contribution, Replayed, contribution_of, replay

if TYPE_CHECKING:
    from tanba.evidence import VerifierKey
    from tanba.flow.archive import Archive


def contribution_of_work(
    work: Path,
    archive: "Archive | None" = None,
    progress: Callable[[int], None] | None = None,
    parties: "Sequence[VerifierKey]" = (),
) -> Contribution:
    """
    Return what a work's record shows of a person's part.

    `archive` is the log that it is sealed into, which its seals are checked against; without it no seal
    is, and nothing has a grade above E1. `parties` are those whose receipts the reader believes. Raises
    Faults.
    """
    with told(work):
        record = check_work(work, progress)
        if archive is None:
            return contribution_of(record, blobs=BlobFolder(work))
        from tanba.flow.receipts import receipts_seen
        from tanba.flow.seals import anchors_of, own_seals

        receipts = receipts_seen(work, record, parties)
        anchors = anchors_of(own_seals(work, record, archive), receipts)
        return contribution_of(record, anchors, BlobFolder(work))


def check_work(work: Path, progress: Callable[[int], None] | None = None) -> Replayed:
    """Read every line, blob and save of a record; return it, or raise Faults with all that is wrong."""
    with told(work):
        return replay(work, progress)

"""What a work's record shows, and whether it holds."""

from collections.abc import Callable
from pathlib import Path

from tanba.flow.authoring import told
from tanba.works import BlobFolder, Contribution, Replayed, contribution_of, replay


def contribution_of_work(
    work: Path, progress: Callable[[int], None] | None = None
) -> tuple[Contribution, Replayed]:
    """
    Return what a work's record shows of a person's part, and the record itself.

    No seal has been checked here: without outside times nothing is above E1. Raises Faults.
    """
    with told(work):
        record = replay(work, progress)
        return contribution_of(record, blobs=BlobFolder(work)), record


def check_work(work: Path, progress: Callable[[int], None] | None = None) -> Replayed:
    """Read every line, blob and save of a record; return it, or raise Faults with all that is wrong."""
    with told(work):
        return replay(work, progress)

"""Whether the database still holds what was acknowledged and signed: its right edge, computed anew."""

from tanba.evidence.log.database import Database
from tanba.evidence.tree.growth import TILE_SIZE, Growth, widths_of
from tanba.evidence.tree.hashing import leaf_hashes, rows_over
from tanba.evidence.tree.nodes import Nodes
from tanba.evidence.tree.proving import range_root
from tanba.evidence.tree.tiles import HEIGHT
from tanba.kernel import Faults, Refused


def growth_from(truth: Database) -> Growth:
    """
    Return the tree that the database holds, from at most 255 rows and 255 tiles of each level.

    Raises
    ------
    Faults
        EV05 when it is not the tree that the last commit left.
    """
    state = truth.state()
    size = state.size
    end, first = truth.bounds()
    if end != size or (size and first != 0):
        raise changed(truth, f"{size:,} entries were stored, the last one that is there is {end - 1:,}")
    parts = []
    for level, width in enumerate(widths_of(size)):
        start = size >> HEIGHT * level
        numbers = range(start - width, start)
        if level == 0:
            rows = truth.entries(size - width, size)
            if [number for number, _ in rows] != list(numbers) or not _all_bytes(rows):
                raise changed(truth, f"not every entry from {size - width:,} on is there")
            parts.append(leaf_hashes(data for _, data in rows))
        else:
            parts.append(
                b"".join(rows_over(truth.tile(level - 1, one)[:TILE_SIZE])[-1] for one in numbers)
            )
    try:
        growth = Growth(size, parts)
    except ValueError:
        raise changed(truth, "a tile is gone") from None
    if growth.root() != state.root:
        raise changed(truth, "the last entries are not those that were stored")
    return growth


def check_signed(truth: Database, nodes: Nodes, size: int, root: bytes, what: str) -> None:
    """Raise Faults (EV05) when the tree did not grow from a head that was signed; `what` names it."""
    if size > nodes.growth.size:
        have = nodes.growth.size
        raise changed(truth, f"{what} has {size:,} entries, the database only {have:,}")
    try:
        same = range_root(0, size, nodes.hash) == root
    except Refused:
        same = False
    if not same:
        raise changed(truth, f"{what} has another root than the same {size:,} entries have now")


def changed(truth: Database, what: str) -> Faults:
    """Return the error that says what of the database is no longer as it was."""
    hint = "`tanba log audit` says what differs; restore the folder from a copy"
    return Refused("EV05", f"the truth was changed: {what}", hint).at(str(truth.path))


def _all_bytes(rows: list[tuple[int, bytes]]) -> bool:
    return all(isinstance(data, bytes) for _, data in rows)

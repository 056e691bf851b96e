"""What people who looked say: a table of files or addresses, and whether a warning was perceived."""

from collections.abc import Collection

from tanba.measures.frame.measure import Artefact


def read_viewed(
    artefact: Artefact, file: str, warning: str, names: Collection[str]
) -> tuple[dict[str, bool], int]:
    """
    Return what is said of those of `names` that somebody looked at, and how many rows name none of them.

    Of two who looked at the same, one who perceived no warning decides. Rows without a word say nothing.
    Raises Faults MT… for a table that cannot be read, a column that is not there, a word that is neither
    yes nor no.
    """
    from tanba.measures.tables.source import open_table
    from tanba.measures.tables.values import texts, truths

    source = open_table(artefact)
    source.need(file, warning)
    said: dict[str, bool] = {}
    others = 0
    for rows in source.batches([file, warning]):
        pairs = zip(texts(rows[file]), truths(rows[warning]), strict=True)
        for name, perceived in pairs:
            if name is None or perceived is None:
                continue
            if name not in names:
                others += 1
                continue
            said[name] = said.get(name, True) and perceived
    return said, others

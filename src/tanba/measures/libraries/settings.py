"""How an owner tells the measure of data libraries where things stand and what the shares should be."""

from collections.abc import Mapping
from dataclasses import field

from tanba.kernel import value


@value
class DataLibrarySettings:
    """Names of files and columns inside the library, reference shares, and bounds."""

    documents: str = ""
    """The table with metadata of documents; empty: `documents.csv`, `.jsonl` or `.parquet` if there is one."""
    texts: str = ""
    """The column of tables whose values are texts, to be compared with each other; files of text always are."""
    obligatory: tuple[str, ...] = ()
    """Columns that may not be empty; none named: all are counted, and empty ones are held against nobody."""
    reference: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Column → value → share 0..1 it should have. What is left to 1 belongs to all other values together."""
    cuts: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    """Column of numbers → where its intervals begin; 18 and 65 make "< 18", "[18, 65)" and "≥ 65"."""
    population: str = ""
    """The table whose rows are held against `reference`; empty: the first one that has the column."""
    alike: float = 0.8
    """Texts that share at least this much of their word sequences repeat each other (Jaccard, 0..1)."""
    most_files: int = 100_000
    """Most files that are looked at."""
    most_bytes: int = 17_179_869_184
    """Most bytes that are read; files beyond are counted as unread."""
    most_texts: int = 20_000
    """Most texts that are compared with each other."""
    day: str = "day"
    """Log of collection: the day a source was fetched."""
    url: str = "url"
    """Log of collection: its address."""
    state: str = "state"
    """Log of collection: what was found there of training (reserved, allowed, none)."""
    file: str = "file"
    """Log of collection: the file of the library it went into; empty for what was left out."""

"""Where a table fails: what Polars throws becomes ours, and what is ours gets the name of the file."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from tanba.kernel import Refused

_HINT = "the file may be damaged or cut short; write it again from where it came"


@contextmanager
def told(place: str) -> Iterator[None]:
    """Raise every failure inside as Faults at a place; a panic of Polars is no Exception, and is caught too."""
    try:
        yield
    except Refused as refused:
        raise refused.at(place) from refused
    except pl.exceptions.PanicException as error:
        raise Refused("MT02", "the table cannot be read: it is damaged", _HINT).at(place) from error
    except (pl.exceptions.PolarsError, OSError, UnicodeError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise Refused("MT02", f"the table cannot be read: {lines[0][:200]}", _HINT).at(place) from error

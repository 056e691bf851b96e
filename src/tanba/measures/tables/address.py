"""The address of a table in a database: read, opened for reading only, and shown without its password."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from tanba.kernel import Missing, Refused, value

WAIT = 10
"""Seconds until a server that does not answer is given up."""
LONGEST = 3_600
"""Seconds that a server may work at one question."""

_HINT = (
    "write postgresql+psycopg://user@host/database#table, sqlite:///file.db#table, or env:NAME#table"
)


@value
class Address:
    """A database and a table in it. `shown` is what people may see: no password, no options."""

    url: URL
    table: str
    schema: str | None
    shown: str


def read_address(written: str) -> Address:
    """
    Return what an address names; `env:NAME` stands for a URL in the environment.

    Raises Refused MT20 for what is no address of a table, MT21 for a name that is not in the environment.
    """
    head, mark, table = written.rpartition("#")
    if not mark:
        head, table = written, ""
    named = head.startswith("env:")
    if named:
        name = head.removeprefix("env:")
        head = os.environ.get(name, "")
        if not head:
            raise Refused(
                "MT21", f"there is no {name} in the environment", "set it to the URL of the database"
            )
        if not table:
            head, _, table = head.rpartition("#")
    try:
        url = make_url(head)
    except (ArgumentError, ValueError):
        raise Refused("MT20", "the address of the database cannot be read", _HINT) from None
    shown = f"{name if named else _bare(url)}#{table}"
    if named:
        shown = f"env:{shown}"
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    if url.drivername not in ("postgresql+psycopg", "sqlite", "sqlite+pysqlite"):
        raise Refused("MT20", f"no tables are read from {url.drivername}", _HINT)
    if not table:
        raise Refused("MT20", "the address names no table", _HINT)
    schema, _, name_ = table.rpartition(".")
    if url.get_backend_name() == "sqlite":
        schema, name_ = "", table
    return Address(url=url, table=name_, schema=schema or None, shown=shown)


def open_engine(address: Address) -> Engine:
    """Return an engine that only reads; raises Missing MT24 where the driver is not installed."""
    if address.url.get_backend_name() == "sqlite":
        return create_engine("sqlite://", creator=lambda: _sqlite(address.url), poolclass=NullPool)
    options = f"-c default_transaction_read_only=on -c timezone=UTC -c statement_timeout={LONGEST}s"
    told = address.url.query.get("options")
    words = {
        "connect_timeout": WAIT,
        "options": f"{told} {options}" if isinstance(told, str) else options,
    }
    try:
        return create_engine(address.url, connect_args=words, poolclass=NullPool)
    except (NoSuchModuleError, ImportError):
        raise Missing(
            "MT24 the driver of PostgreSQL is not installed: pip install 'tanba[postgresql]'"
        ) from None


@contextmanager
def asking(address: Address) -> Iterator[None]:
    """Raise every failure of a database inside as Faults MT22 without the password."""
    try:
        yield
    except Refused as error:
        raise error.at(address.shown) from None
    except (SQLAlchemyError, sqlite3.Error, OSError, UnicodeError) as error:
        first = (
            str(getattr(error, "orig", None) or error).strip().splitlines() or ["no reason given"]
        )[0]
        hint = "is the server there, and may this user read the table?"
        refused = Refused(
            "MT22", f"the database cannot be read: {_without(first, address)[:200]}", hint
        )
        # The chain would show the URL, and with it the password.
        raise refused.at(address.shown) from None


def _bare(url: URL) -> str:
    host = f"{url.host or ''}{f':{url.port}' if url.port else ''}"
    return f"{url.drivername}://{host}/{url.database or ''}"


def _without(words: str, address: Address) -> str:
    secrets = [address.url.password, *map(str, address.url.query.values())]
    for secret in secrets:
        for form in (secret, quote(secret, safe="")) if secret else ():
            words = words.replace(form, "…")
    return words


def _sqlite(url: URL) -> Any:
    path = Path(url.database or "")
    if not path.is_file():
        raise Refused("MT01", "there is no such file", "a database that is not there is not made")
    return sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, timeout=WAIT)

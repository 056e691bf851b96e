"""Whom a log asks: its key, its authorities of time, its witnesses, in three files beside it."""

import json
from pathlib import Path
from typing import Final

from tanba.evidence import Policy, read_policy
from tanba.flow.answering import write_whole
from tanba.kernel import Fault, Faults, Place, Refused, value

SETTINGS: Final = "settings.json"
POLICY: Final = "witnesses"
ROOTS: Final = "authorities.pem"
_LARGEST: Final = 1 << 20


@value
class Settings:
    """Whom a log asks for the time: addresses of RFC 3161 authorities, and the roots they answer to."""

    key: str = ""
    """The name of the key that signs, as the key store knows it."""
    authorities: tuple[str, ...] = ()
    roots: str = ""
    """PEM."""
    policy: Policy | None = None


def read_settings(folder: Path) -> Settings:
    """Return whom a log asks; raises Faults (EV22) when the file is damaged."""
    file = folder / SETTINGS
    try:
        said = json.loads(_bounded(file) or b"{}")
        key, authorities = said.get("key", ""), tuple(said.get("authorities", ()))
        if not isinstance(key, str) or not all(isinstance(one, str) for one in authorities):
            raise ValueError
    except (ValueError, RecursionError, AttributeError, TypeError):
        what = "the settings of the log cannot be read"
        raise Faults(
            [Fault(at=Place(file=str(file)), code="EV22", what=what, hint="bring it back from a copy")]
        ) from None
    return Settings(
        key=key,
        authorities=authorities,
        roots=_bounded(folder / ROOTS).decode("utf-8", "replace"),
        policy=_policy(folder / POLICY),
    )


def write_settings(folder: Path, settings: Settings) -> None:
    """Keep whom a log asks, each file whole."""
    said = {"tanba": "log-settings/1", "key": settings.key, "authorities": list(settings.authorities)}
    write_whole(folder / SETTINGS, (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode())
    if settings.roots:
        write_whole(folder / ROOTS, settings.roots.encode())
    if settings.policy is not None:
        write_whole(folder / POLICY, str(settings.policy).encode())


def _policy(file: Path) -> Policy | None:
    data = _bounded(file)
    try:
        return read_policy(data) if data else None
    except Refused as refused:
        raise refused.at(str(file)) from None


def _bounded(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(_LARGEST)
    except FileNotFoundError:
        return b""

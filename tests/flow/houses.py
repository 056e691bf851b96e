"""A house for tests: keys, a log with its vault, and an authority of time when one is asked for."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from keys.signers import issue, time_authority
from tanba.flow import Archive, Settings, posts
from tanba.keys import Signer, SigningKey

SECRET = "correct horse battery"  # noqa: S105
NOW = datetime.now(UTC)


@cache
def key(name: str) -> SigningKey:
    """Return an ed25519 key of a name, the same one each time."""
    return replace(issue(NOW - timedelta(days=1), algorithm="ed25519").key, name=name)


def signer(name: str = "log") -> Signer:
    """Return the same key at work."""
    return Signer(key(name))


def hand_over(folder: Path) -> None:
    """Keep the key where another process of these tests finds it."""
    said = {"chain": key("log").chain, "private": key("log").private.decode()}
    (folder / "key.json").write_text(json.dumps(said))


def handed_over(folder: Path) -> Signer:
    """Return the key that was handed over."""
    said = json.loads((folder / "key.json").read_text())
    private = said["private"].encode()
    return Signer(
        SigningKey(name="log", algorithm="ed25519", chain=said["chain"], private=private, local=True)
    )


@contextmanager
def house(folder: Path, settings: Settings | None = None) -> Iterator[Archive]:
    """Yield a new log."""
    with Archive.create(
        folder / "log", "қала.kz/log", signer(), SECRET, settings or Settings()
    ) as archive:
        yield archive


@contextmanager
def house_with_time(folder: Path) -> Iterator[Archive]:
    """Yield a new log that asks a real authority of time, served on this machine."""
    clock = folder / "clock"
    clock.mkdir()
    with time_authority(clock, NOW - timedelta(days=1)) as authority:
        settings = Settings(authorities=(authority.address,), roots=authority.root)
        with house(folder, settings) as archive:
            yield archive


def anchor(archive: Archive):
    """Publish, and ask the authorities that the settings name."""
    return archive.anchor(datetime.now(UTC), posts())

"""`work.json`: what a work is called, whose it is, and its id."""

import hashlib
import re
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused
from tanba.works.record.folder import CARD, PRIVATE, bounded, written
from tanba.works.record.shapes import MEDIA, line_bytes, line_object
from tanba.works.record.values import Media, Work

LARGEST: Final = 64 * 1024
_KEYS = ("tanba", "id", "title", "author", "language", "media", "made")
_FORM = "work/1"


def make_work(
    folder: Path, title: str, author: str, *, language: str = "", media: Media = "text", now: datetime
) -> Work:
    """
    Make the folder of a new work with its card; it has no session yet.

    Raises
    ------
    Refused
        WK04 when there is a work in the folder already, WK07 when a field is not of its form.
    """
    work = Work(
        id=secrets.token_hex(16),
        title=title,
        author=author,
        language=language,
        media=media,
        made=now.astimezone(UTC).replace(microsecond=0),
    )
    content = card_bytes(work)
    _work(content)
    folder.mkdir(PRIVATE, parents=True, exist_ok=True)
    if (folder / CARD).exists():
        raise Refused("WK04", "there is a work in this folder already")
    written(folder / CARD, content)
    return work


def read_card(folder: Path) -> tuple[Work, str]:
    """
    Return the work of a folder, and the SHA-256 of its card.

    Raises
    ------
    Refused
        WK02 when the folder has no card, WK05 and WK07 when it is not of its form.
    """
    try:
        content = bounded(folder / CARD, LARGEST)
    except (FileNotFoundError, NotADirectoryError):
        raise Refused("WK02", f"not a work: it has no {CARD}", "tanba work start makes one") from None
    return _work(content), hashlib.sha256(content).hexdigest()


def card_bytes(work: Work) -> bytes:
    """Return the card as its file has it: JSON on one line."""
    fields = {
        "tanba": _FORM,
        "id": work.id,
        "title": work.title,
        "author": work.author,
        "language": work.language,
        "media": work.media,
        "made": moment_text(work.made),
    }
    return line_bytes(fields) + b"\n"


def moment_text(moment: datetime) -> str:
    """Return a moment as records write it: UTC, whole seconds, a Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def moment(text: str) -> datetime:
    """Return the moment that a record has written; raises Refused (WK07) when there is none such."""
    try:
        found = datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        found = None
    if found is None or moment_text(found) != text:
        raise Refused("WK07", f"not a moment in UTC: {text[:40]!r}")
    return found


def _work(content: bytes) -> Work:
    fields: dict[str, Any] = line_object(content.removesuffix(b"\n"))
    if tuple(fields) != _KEYS or fields["tanba"] != _FORM:
        raise Refused("WK07", f"a card has the keys {', '.join(_KEYS)}, in this order")
    texts = [fields[key] for key in _KEYS]
    if not all(type(text) is str and len(text) <= 4_000 and text.isprintable() for text in texts):
        raise Refused("WK07", "what stands on a card is text on one line")
    if not re.fullmatch(r"[0-9a-f]{32}", fields["id"]) or fields["media"] not in MEDIA:
        raise Refused(
            "WK07", f"a card has an id of 32 hexadecimal digits and one of {', '.join(MEDIA)}"
        )
    return Work(
        id=fields["id"],
        title=fields["title"],
        author=fields["author"],
        language=fields["language"],
        media=fields["media"],
        made=moment(fields["made"]),
    )

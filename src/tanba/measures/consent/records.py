"""
One consent receipt in JSON, flat or nested, as rows of who, what for, from, until, withdrawn.

Flat: `{"person": …, "purpose": …, "from": …, "until": …, "withdrawn": …}`. Nested, after the fields of
ISO/IEC TS 27560:2023 (6.3: header, PII processing, event) and of the Kantara consent receipt 1.1 before it:
`pii_principal_id`, `purposes[].purpose`, `event[]` with `event_time`, `event_state`, `validity_duration`. An
event whose state is neither given nor ended (requested, notified, unknown) is no consent.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from tanba.kernel import Refused

COLUMNS: Final = ("person", "purpose", "from", "until", "withdrawn", "controller", "processing")
Row = tuple[str | None, ...]
"""One value for each of COLUMNS; None says nothing."""

MOST: Final = 10_000
"""Purposes times events of one receipt."""

_PERSON: Final = (
    "person", "pii_principal_id", "piiPrincipalId", "pii_principal", "principal", "data_subject", "subject",
)  # fmt: skip
_PARTS: Final = (
    "header",
    "record_metadata",
    "metadata",
    "record",
    "pii_processing",
    "receipt",
    "consent",
)
_FROM: Final = ("from", "valid_from", "given", "given_at", "consentTimestamp", "consent_timestamp")
_UNTIL: Final = ("until", "valid_until", "expires", "expires_at", "expiry")
_ENDED: Final = ("withdrawn", "withdrawn_at", "revoked", "revoked_at")
_EVENTS: Final = ("event", "events")
_CONTROLLER: Final = (
    "controller",
    "pii_controller",
    "pii_controllers",
    "piiControllers",
    "controllers",
)
_PROCESSING: Final = ("processing", "processing_method", "processing_methods", "processing_operations")
_NAMED: Final = (
    "id",
    "name",
    "purpose",
    "purpose_id",
    "pii_principal_id",
    "party_id",
    "piiController",
    "entity_id",
)

GIVEN: Final = frozenset(
    ("given", "granted", "consented", "explicit", "renewed", "reconfirmed", "active", "valid")
)
OVER: Final = frozenset(
    (
        "withdrawn",
        "revoked",
        "refused",
        "invalidated",
        "expired",
        "terminated",
        "ended",
        "denied",
        "cancelled",
    )
)
_WORDS: Final = re.compile(r"[A-Z]?[a-z]+")
_DURATION: Final = re.compile(
    r"P(?=.)(?:([0-9]{1,5})Y)?(?:([0-9]{1,5})M)?(?:([0-9]{1,5})W)?(?:([0-9]{1,6})D)?"
    r"(?:T(?=.)(?:([0-9]{1,6})H)?(?:([0-9]{1,7})M)?(?:([0-9]{1,9})S)?)?"
)
_UNREADABLE: Final = "?"  # what is there and cannot be read is not nothing


def receipt_rows(receipt: Any, file: str, line: int) -> Iterator[Row]:
    """Yield the rows of a receipt; raises Faults MC03 for what is no object, or has too many parts."""
    if not isinstance(receipt, Mapping):
        raise Refused("MC03", "a receipt is an object", '{"person": …, "purpose": …}').at(file, line)
    parts = [receipt, *(receipt[name] for name in _PARTS if isinstance(receipt.get(name), Mapping))]
    parts += [inner[n] for inner in parts[1:] for n in _PARTS if isinstance(inner.get(n), Mapping)]
    person = _word(_first(parts, _PERSON))
    controller = _word(_first(parts, _CONTROLLER))
    purposes = _purposes(parts)
    times = list(_times(parts))
    if len(purposes) * len(times) > MOST:
        raise Refused("MC03", f"a receipt with more than {MOST:,} purposes and events").at(file, line)
    for purpose, processing in purposes:
        for start, until, withdrawn in times:
            yield person, purpose, start, until, withdrawn, controller, processing


def _purposes(parts: list[Any]) -> list[tuple[str | None, str | None]]:
    """Return every purpose with the processing it allows; one of None when none is named."""
    own = _words(_first(parts, _PROCESSING))
    named: list[Any] = []
    for part in parts:
        for name in ("purpose", "purposes"):
            named += _listed(part.get(name))
        for service in _listed(part.get("services")):
            if isinstance(service, Mapping):
                named += _listed(service.get("purposes"))
    found = []
    for one in named[:MOST]:
        inner = _first([one], _PROCESSING) if isinstance(one, Mapping) else None
        found.append((_word(one), _words(inner) if inner is not None else own))
    return found or [(None, own)]


def _times(parts: list[Any]) -> Iterator[tuple[str | None, str | None, str | None]]:
    """Yield from, until and withdrawn: of the receipt itself, and of each of its events."""
    start, until, ended = (_first(parts, names) for names in (_FROM, _UNTIL, _ENDED))
    events = [event for part in parts for name in _EVENTS for event in _listed(part.get(name))]
    if start is not None or ended is not None or not events:
        yield _plain(start), _plain(until), _plain(ended)
    for event in events[:MOST]:
        if not isinstance(event, Mapping):
            continue
        at = _plain(event.get("event_time", event.get("time")))
        state = _state(event)
        if state == "given":
            end = _first([event], _UNTIL)
            if end is None and event.get("validity_duration") is not None:
                end = _after(at, event["validity_duration"])
            yield at or _UNREADABLE, _plain(end if end is not None else until), None
        elif state == "over":
            yield None, None, at or _UNREADABLE


def _state(event: Mapping[str, Any]) -> str:
    """Return `given`, `over` or nothing; ConsentGiven, consent_given and given are the same."""
    told = event.get("event_state", event.get("state", event.get("event_type", event.get("type"))))
    words = {word.lower() for word in _WORDS.findall(str(told)[:100])}
    if words & OVER:
        return "over"
    return "given" if words & GIVEN and "not" not in words else ""


def _after(start: str | None, duration: Any) -> str:
    """Return the moment at the end of an ISO 8601 duration; a month later is the same day, or the last."""
    found = _DURATION.fullmatch(str(duration)[:60])
    if start is None or found is None:
        return _UNREADABLE
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    try:
        at = datetime.fromisoformat(start)
        month = at.year * 12 + at.month - 1 + years * 12 + months
        for day in range(at.day, 27, -1):
            try:
                at = at.replace(year=month // 12, month=month % 12 + 1, day=day)
                break
            except ValueError:
                if day == 28:
                    raise
        else:
            at = at.replace(year=month // 12, month=month % 12 + 1)
        at += timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
    except (ValueError, OverflowError):
        return _UNREADABLE
    return (
        at.date().isoformat()
        if len(start) == 10 and not (hours or minutes or seconds)
        else at.isoformat()
    )


def _first(parts: list[Any], names: tuple[str, ...]) -> Any:
    for part in parts:
        for name in names:
            if part.get(name) not in (None, "", [], {}):
                return part[name]
    return None


def _listed(thing: Any) -> list[Any]:
    return thing[:MOST] if isinstance(thing, list) else [] if thing is None else [thing]


def _word(thing: Any) -> str | None:
    """Return a name: a word, the id in an object, or the first of a list; None for none."""
    for _ in range(4):
        if isinstance(thing, list):
            thing = thing[0] if thing else None
        elif isinstance(thing, Mapping):
            thing = next((thing[name] for name in _NAMED if thing.get(name) is not None), None)
    return _plain(thing)


def _words(thing: Any) -> str | None:
    found = [word for one in _listed(thing) if (word := _word(one)) is not None]
    return ",".join(found) or None


def _plain(thing: Any) -> str | None:
    if thing is None or isinstance(thing, str):
        # Half of a character is no name of anybody, and no table takes it.
        return thing.encode("utf-8", "replace").decode() if thing else None
    if isinstance(thing, bool):
        return "true" if thing else "false"
    return str(thing) if isinstance(thing, int | float) and abs(thing) < 1e18 else _UNREADABLE

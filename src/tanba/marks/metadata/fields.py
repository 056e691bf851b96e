"""
The disclosure as named texts, for containers that keep pairs of a name and a text: ID3, Vorbis,
Matroska.
"""

import json
from collections.abc import Mapping
from typing import Final

from tanba.kernel import Refused
from tanba.marks.disclosure import Disclosure, from_record, is_ai, to_record
from tanba.marks.metadata.packet import aigc_after, says_ai
from tanba.marks.results import Said

RECORD: Final = "TANBA_RECORD"
"""The profile's record as canonical JSON."""
AIGC: Final = "AIGC"
"""GB 45438-2025, annex E: the key of the implicit mark in a file's metadata."""
SOURCE_TYPE: Final = "DIGITALSOURCETYPE"
"""The IPTC digital source type, as a URI."""
NAMES: Final = (RECORD, AIGC, SOURCE_TYPE)

LONGEST: Final = 64 * 1024
"""Characters of one text that we look into; a full record in three languages has about 8,000."""
SHOWN: Final = 4_000
"""Characters of an AIGC text that are passed on."""


def fields(said: Disclosure, earlier: Mapping[str, str]) -> dict[str, str]:
    """
    Return the texts that say `said`, by their names, in the order of `NAMES`.

    `earlier` are the texts that the file has already, by upper-case name: another producer in its AIGC
    stays.
    """
    profile, _ = _profile(earlier.get(RECORD, ""))
    aigc = aigc_after(said, earlier.get(AIGC, ""), profile.id if profile else "")
    # For a record of texts these are the bytes of canonical JSON (RFC 8785).
    record = json.dumps(to_record(said), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    texts = {RECORD: record, AIGC: aigc, SOURCE_TYPE: said.source_type}
    try:
        spelled(texts)
    except UnicodeError:
        raise Refused("MK15", "a text of the mark is not Unicode: half of a character") from None
    return texts


def spelled(texts: Mapping[str, str]) -> bytes:
    """Return texts as lines `NAME=text` in UTF-8: what a hash of the mark is taken over."""
    return "".join(f"{name}={text}\n" for name, text in texts.items()).encode()


def told(texts: Mapping[str, str], where: str, tool: str = "") -> Said | None:
    """
    Return what named texts say; None when they say nothing about how the file was made.

    Parameters
    ----------
    texts
        By name; upper and lower case are the same, as in Vorbis comments and Matroska tags.
    where
        The place, in the format's own words.
    tool
        The encoder or writing application, as the file names it.
    """
    by_name = {name.upper(): text for name, text in texts.items()}
    record, aigc, kind = (by_name.get(name, "") for name in NAMES)
    if not (record or aigc or kind or tool):
        return None
    profile, flaw = _profile(record) if record else (None, "")
    ai = profile is not None or is_ai(kind) or says_ai(aigc)
    return Said(
        where=where,
        profile=profile,
        source_type=kind[:1000],
        aigc=aigc[:SHOWN],
        tool=tool[:1000],
        ai=ai,
        flaw=flaw,
    )  # fmt: skip


def _profile(record: str) -> tuple[Disclosure | None, str]:
    thing = _json(record)
    if thing is None:
        return None, "the record is not JSON, or is too long"
    try:
        return from_record(thing), ""
    except Refused as refused:
        return None, refused.what


def _json(text: str) -> object:
    """Return parsed JSON; None for what is none, too long or too deep."""
    if len(text) > LONGEST:
        return None
    try:
        thing: object = json.loads(text)
        return thing
    except (ValueError, RecursionError):
        return None

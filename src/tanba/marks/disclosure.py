"""
What a mark says, free of any carrier: made by AI, how, by which system, under which law.

The record that `to_record` gives is the Tanba profile, version 1: see docs/reference/marks-profile.md.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal, get_args

from tanba.kernel import LANGS, Lang, Refused, Text, value

Scope = Literal["synthetic", "ai-output", "goods", "service"]
SCOPES: Final[tuple[Scope, ...]] = get_args(Scope)

Made = Literal["generated", "edited", "composite"]
MADE: Final[tuple[Made, ...]] = get_args(Made)

PROFILE: Final = "https://tanba.kz/ns/marks/1.0/"
"""Names the profile and its version; also the XML namespace of its XMP form."""

NEWSCODES: Final = "http://cv.iptc.org/newscodes/digitalsourcetype/"
"""IPTC NewsCodes, Digital Source Type."""

SOURCE_TYPES: Final[Mapping[Made, str]] = {
    "generated": NEWSCODES + "trainedAlgorithmicMedia",
    "edited": NEWSCODES + "compositeWithTrainedAlgorithmicMedia",
    "composite": NEWSCODES + "compositeSynthetic",
}
_AI_TYPES: Final = frozenset(
    {
        "trainedalgorithmicmedia",
        "compositewithtrainedalgorithmicmedia",
        "compositesynthetic",
        "trainedalgorithmicdata",
    }
)

_BASES: Final = ("//cv.iptc.org/newscodes/digitalsourcetype", "//c2pa.org/digitalsourcetype")
"""Whose words these are: the same word at another address may mean its opposite."""

LONGEST: Final = 1_000
"""Characters in one field of a record; nobody names a system with more."""


@value
class Disclosure:
    """One marking of one file."""

    id: str
    """A URN of its own for each marking: urn:uuid:…"""
    scope: Scope
    made: Made
    system: str
    """What the AI system is called; empty where the person would not say."""
    version: str = ""
    maker: str = ""
    """Who answers for the result: a person or an organisation."""
    law: str
    """Where the duty stands, such as `kz/ai-law 21(2)`."""
    time: str
    """RFC 3339 in UTC, to the second: the clock of who marked, so a claim."""
    notice: Text
    """What people are told, in three languages."""
    page: str = ""
    """A public page about this marking, if there is one."""

    @property
    def source_type(self) -> str:
        """The IPTC digital source type that goes with how it was made."""
        return SOURCE_TYPES[self.made]


def stamp(time: datetime) -> str:
    """Return an aware time as the profile writes it."""
    from datetime import UTC

    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def is_ai(source_type: str) -> bool:
    """Say whether a digital source type, a URI or its last part, names something made or changed by AI."""
    base, _, name = source_type.lower().rstrip("/").rpartition("/")
    return name in _AI_TYPES and (
        not base or base.removeprefix("https:").removeprefix("http:") in _BASES
    )


def to_record(said: Disclosure) -> dict[str, Any]:
    """Return the profile's record: a flat JSON object; empty fields are left out."""
    record: dict[str, Any] = {"profile": PROFILE, "id": said.id, "scope": said.scope, "made": said.made}
    for name in ("system", "version", "maker", "law", "time", "page"):
        if text := getattr(said, name):
            record[name] = text
    record["notice"] = {lang: said.notice.in_(lang) for lang in LANGS}
    return record


def from_record(record: object) -> Disclosure:
    """
    Return what a record says.

    Raises
    ------
    Refused
        MK05 when it is not a record of this profile: a wrong version, kind, missing or overlong field.
        Fields that we do not know are passed over, so that a later 1.x may add some.
    """
    if not isinstance(record, Mapping):
        raise _not_profile("not an object")
    if record.get("profile") != PROFILE:
        raise _not_profile(f"profile is {str(record.get('profile'))[:80]!r}")
    texts = {n: _text(record, n) for n in ("id", "system", "version", "maker", "law", "time", "page")}
    for name in ("id", "law", "time"):
        if not texts[name]:
            raise _not_profile(f"{name} is missing")
    notice = record.get("notice")
    if not isinstance(notice, Mapping):
        raise _not_profile("notice is missing")
    scope = next((s for s in SCOPES if s == record.get("scope")), None)
    made = next((m for m in MADE if m == record.get("made")), None)
    if scope is None or made is None:
        raise _not_profile("scope or made is not one of the known words")
    told: dict[Lang, str] = {lang: _text(notice, lang) for lang in LANGS}
    return Disclosure(scope=scope, made=made, notice=Text(**told), **texts)


def _text(record: Mapping[Any, Any], name: str) -> str:
    text = record.get(name, "")
    if not isinstance(text, str):
        raise _not_profile(f"{name} is not text")
    if len(text) > LONGEST:
        raise _not_profile(f"{name} has more than {LONGEST} characters")
    return text


def _not_profile(what: str) -> Refused:
    return Refused("MK05", f"not a record of the marks profile: {what}")

"""Verifying one file: every layer apart, then what the layers together show, and no more."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from tanba.kernel import LANGS, Lang, Refused
from tanba.marks.credentials.findings import EXPIRED, PARTS, UNTRUSTED
from tanba.marks.disclosure import is_ai
from tanba.marks.media import (
    Container,
    beside,
    digest_of,
    manifest_of,
    recognise,
    size_of,
    taken,
)
from tanba.marks.results import Condition, Credentials, Drawn, Said, Verified, Why

if TYPE_CHECKING:
    from tanba.marks.credentials import Inspector


def verify(file: Path, inspector: "Inspector", wordings: tuple[tuple[Lang, str], ...] = ()) -> Verified:
    """
    Return what each layer of a file shows.

    Parameters
    ----------
    inspector
        Reads manifests and knows whom to trust.
    wordings
        Labels to look for in files whose own text can be read.

    Raises
    ------
    Faults
        MK01 … when it is no file that we know, or is damaged beyond reading. No mark is no error.
    """
    try:
        with ExitStack() as stack:
            source = taken(stack.enter_context(file.open("rb")))
            kind = recognise(source, file.name)
            sidecar = beside(file)
            manifest, too_large = _beside(sidecar)
            credentials = inspector.read(source, kind, manifest)
            said, flaws = _metadata(source, kind)
            drawn, read, flaw = _label(source, kind, wordings, credentials)
            return Verified(
                file=file,
                container=kind.name,
                sha256=digest_of(source),
                size=size_of(source),
                credentials=credentials,
                metadata=said,
                label=drawn,
                label_read=read,
                machine=_machine(credentials, said, bool(flaws or too_large)),
                people=_people(credentials, drawn, read),
                sidecar=sidecar if credentials.where.startswith("sidecar") else None,
                flaws=too_large + flaws + flaw,
            )
    except Refused as refused:
        raise refused.at(str(file)) from None


def _beside(sidecar: Path | None) -> tuple[bytes | None, tuple[str, ...]]:
    """Return the manifest beside a file; one that is not read hides nothing of the other layers."""
    try:
        return (manifest_of(sidecar) if sidecar else None), ()
    except Refused as refused:
        return None, (f"{refused.code} {refused.what}",)


def _metadata(source: BinaryIO, kind: Container) -> tuple[tuple[Said, ...], tuple[str, ...]]:
    from tanba.marks.metadata.carrier import carrier

    if kind.metadata is None:
        return (), ()
    try:
        said = carrier(kind.metadata).read(source)
    except Refused as refused:  # damaged metadata says nothing, and hides nothing of the other layers
        return (), (f"{refused.code} {refused.what}",)
    return said, tuple(one.flaw for one in said if one.flaw)


def _label(
    source: BinaryIO, kind: Container, wordings: tuple[tuple[Lang, str], ...], credentials: Credentials
) -> tuple[Drawn | None, bool, tuple[str, ...]]:
    from tanba.marks.visible.labeller import labeller

    flaws: tuple[str, ...] = ()
    if kind.label is not None:
        # The words of anybody would turn any line of a text into a label.
        said = credentials.disclosure if credentials.state == "trusted" else None
        claimed = tuple((lang, said.notice.in_(lang)) for lang in LANGS) if said else ()
        try:
            drawn = labeller(kind.label).read(source, kind, tuple(dict.fromkeys(wordings + claimed)))
        except Refused as refused:
            drawn, flaws = None, (f"{refused.code} {refused.what}",)
        if drawn is not None:
            return drawn, True, flaws
    return credentials.drawn, False, flaws


def _machine(credentials: Credentials, said: tuple[Said, ...], unread: bool) -> Condition:
    """Say whether a mark for machines was found; a broken or distant one shows nothing either way."""
    why = tuple(_machine_reasons(credentials, said, unread))
    if {"manifest-trusted", "manifest-valid", "ingredient-says-ai", "metadata-says-ai"} & set(why):
        return Condition(shown="met", why=why)
    if {"manifest-invalid", "manifest-expired", "manifest-elsewhere", "metadata-unread"} & set(why):
        return Condition(shown="not shown", why=why)
    return Condition(shown="missing", why=why)


def _machine_reasons(credentials: Credentials, said: tuple[Said, ...], unread: bool) -> Iterator[Why]:
    types = (action.source_type for action in credentials.actions)
    speaks = credentials.disclosure is not None or any(map(is_ai, types))
    parts = (each for each in credentials.ingredients if each.relation in PARTS)
    inside = any(each.ai and each.state in ("trusted", "valid") for each in parts)
    silent: Why = "ingredient-says-ai" if inside else "manifest-silent"
    match credentials.state:
        case "trusted":
            yield "manifest-trusted" if speaks else silent
        case "valid":
            yield "manifest-valid" if speaks else silent
        case "invalid":
            yield "manifest-expired" if _has_only_expired(credentials) else "manifest-invalid"
        case "absent" if credentials.remote:
            yield "manifest-elsewhere"
    if any(one.ai for one in said):
        yield "metadata-says-ai"
    elif unread:
        yield "metadata-unread"
    elif said:
        yield "metadata-silent"
    elif credentials.state == "absent" and not credentials.remote:
        yield "nothing-found"


def _has_only_expired(credentials: Credentials) -> bool:
    codes = {reason.code for reason in credentials.reasons}
    return EXPIRED in codes and codes <= {EXPIRED, UNTRUSTED}


def _people(credentials: Credentials, drawn: Drawn | None, read: bool) -> Condition:
    """Say whether a warning for people was found; what only a person can see is not shown."""
    if read:
        return Condition(shown="met", why=("label-read",))
    if drawn is not None and credentials.state == "trusted":
        return Condition(shown="met", why=("label-claimed",))
    if drawn is not None and credentials.state == "valid":
        return Condition(shown="not shown", why=("label-claimed-by-anybody", "label-not-read"))
    # What a file was made from may have brought a label of its own, of which this signer says nothing.
    alone = credentials.disclosure is not None and not credentials.ingredients
    denied = credentials.state == "trusted" and alone
    return Condition(shown="not shown", why=("label-denied" if denied else "label-not-read",))

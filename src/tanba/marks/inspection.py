"""Verifying one file: every layer apart, then what the layers together show, and no more."""

from collections.abc import Iterator
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from tanba.kernel import LANGS, Lang
from tanba.marks.disclosure import is_ai
from tanba.marks.media import (
    ON_DISK_FROM,
    Container,
    beside,
    digest_of,
    manifest_of,
    recognise,
    size_of,
)
from tanba.marks.refusal import Refused
from tanba.marks.results import Condition, Credentials, Drawn, Said, Verified, Why

if TYPE_CHECKING:
    from tanba.marks.credentials import Inspector


_EXPIRED: Final = "signingCredential.expired"


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
            opened: BinaryIO = stack.enter_context(file.open("rb"))
            source = opened if size_of(opened) >= ON_DISK_FROM else BytesIO(opened.read())
            kind = recognise(source, file.name)
            sidecar = beside(file)
            manifest = manifest_of(sidecar) if sidecar else None
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
                machine=_machine(credentials, said, bool(flaws)),
                people=_people(credentials, drawn, read),
                sidecar=sidecar if credentials.where.startswith("sidecar") else None,
                flaws=flaws + flaw,
            )
    except Refused as refused:
        raise refused.at(str(file)) from None


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
        said = credentials.disclosure
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
    if {"manifest-trusted", "manifest-valid", "metadata-says-ai"} & set(why):
        return Condition(shown="met", why=why)
    if {"manifest-invalid", "manifest-expired", "manifest-elsewhere", "metadata-unread"} & set(why):
        return Condition(shown="not shown", why=why)
    return Condition(shown="missing", why=why)


def _machine_reasons(credentials: Credentials, said: tuple[Said, ...], unread: bool) -> Iterator[Why]:
    types = (action.source_type for action in credentials.actions)
    speaks = credentials.disclosure is not None or any(map(is_ai, types))
    match credentials.state:
        case "trusted":
            yield "manifest-trusted" if speaks else "manifest-silent"
        case "valid":
            yield "manifest-valid" if speaks else "manifest-silent"
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
    return _EXPIRED in codes and codes <= {_EXPIRED, "signingCredential.untrusted"}


def _people(credentials: Credentials, drawn: Drawn | None, read: bool) -> Condition:
    """Say whether a warning for people was found; what only a person can see is not shown."""
    if read:
        return Condition(shown="met", why=("label-read",))
    if drawn is not None and credentials.state == "trusted":
        return Condition(shown="met", why=("label-claimed",))
    if drawn is not None and credentials.state == "valid":
        return Condition(shown="not shown", why=("label-claimed-by-anybody", "label-not-read"))
    if credentials.state == "trusted" and credentials.disclosure is not None:
        return Condition(shown="missing", why=("label-denied",))
    return Condition(shown="not shown", why=("label-not-read",))

"""
Documents that are zips: custom properties of Office Open XML, user-defined fields of OpenDocument, the
package metadata of EPUB. Only those parts are written; every other one is copied as it is packed.
"""

from typing import BinaryIO, Final, Protocol

from tanba.kernel import Refused, TanbaError
from tanba.marks.media.archive import Archive, opened, rewritten
from tanba.marks.metadata import opendocument, openxml, publication
from tanba.marks.metadata.fields import fields, spelled
from tanba.marks.refusal import CannotHold
from tanba.marks.reservation import Reservation, Statement
from tanba.marks.results import Said

_SIGNED: Final = ("_xmlsignatures/", "META-INF/documentsignatures.xml", "META-INF/macrosignatures.xml",
                  "META-INF/signatures.xml")  # fmt: skip
"""Where signatures stand: OPC 12.2.4, ODF 1.3 part 2, 3.5; OCF 3.3, 4.2.6.3.6."""


class _Form(Protocol):
    """One family of documents."""

    WHERE: str

    def said_before(self, archive: Archive) -> dict[str, str]:
        """Return our named texts that stand in the document, by the names of `fields`."""

    def changes(self, archive: Archive, texts: dict[str, str]) -> dict[str, bytes]:
        """Return the parts that say them."""

    def read(self, archive: Archive) -> tuple[Said, ...]:
        """Return everything that the document says about its making."""


def write(source: BinaryIO, target: BinaryIO, said: Statement) -> tuple[str, bytes]:
    """
    Write a document with the disclosure in its properties; all that it shows stays.

    A wish about training has an agreed place in EPUB alone.
    """
    archive = writable(source)
    form = _form(archive)
    if isinstance(said, Reservation):
        if form is not publication:
            raise CannotHold("MK04", "this document has no agreed place for a wish about training")
        changed = publication.reserved(archive, said)
        rewritten(source, target, changed)
        return publication.WHERE, b"".join(changed.values())
    before = form.said_before(archive)
    try:
        texts = fields(said, before)
        payload = spelled(texts)
    except (TanbaError, UnicodeError):
        raise Refused("MK15", "a text of the mark is not whole Unicode") from None
    rewritten(source, target, form.changes(archive, texts))
    return form.WHERE, payload


def read(source: BinaryIO) -> tuple[Said, ...]:
    """Return what the properties of a document say."""
    archive = opened(source)
    return _form(archive).read(archive)


def is_signed(source: BinaryIO) -> bool:
    """Say whether a document bears a digital signature; raises Refused as opening does."""
    return _signed(opened(source))


def writable(source: BinaryIO) -> Archive:
    """
    Open a document that may be written.

    Raises
    ------
    CannotHold
        MK30 when it is signed.
    Refused
        MK31 … MK33 as `archive.opened` says, MK31 also for parts encrypted one by one.
    """
    archive = opened(source)
    if _signed(archive):
        hint = "its mark goes into a manifest beside it; mark before you sign to have it inside"
        raise CannotHold("MK30", "a digital signature stands in it, and writing would break it", hint)
    if opendocument.is_encrypted(archive):
        raise CannotHold("MK31", "an encrypted document", "save it without a password first")
    return archive


def _signed(archive: Archive) -> bool:
    return any(part.name.startswith(_SIGNED) for part in archive.parts)


def _form(archive: Archive) -> _Form:
    if "mimetype" not in archive:
        return openxml
    return publication if "META-INF/container.xml" in archive else opendocument

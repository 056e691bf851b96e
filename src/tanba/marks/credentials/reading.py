"""Reading manifests back: what they say, who signed them, and whether it still holds."""

import json
from typing import Any, BinaryIO, Final

import c2pa

from tanba.kernel import Refused
from tanba.keys import Trust
from tanba.marks.credentials.binding import find, holds
from tanba.marks.credentials.found import SIDECAR, Found
from tanba.marks.credentials.presence import BOX, NAME, has
from tanba.marks.credentials.settlement import settled
from tanba.marks.credentials.testimony import LONGEST, testify
from tanba.marks.credentials.trust import alive, settings
from tanba.marks.credentials.weight import HEAVY, weigh, weigh_inside
from tanba.marks.media import Container
from tanba.marks.media.beside import BESIDE_AT_MOST
from tanba.marks.results import Credentials, Reason

REPORT_AT_MOST: Final = 32 * 1024 * 1024
"""Characters of the library's report on one file that we go through."""

_ABSENT: Final = Credentials(state="absent")
_LOST: Final = Credentials(
    state="absent",
    reasons=(Reason(code="MK58", what="a manifest is in the file, but not where its format keeps it"),),
)
"""Such as that of a picture inside a document, or of a file that was damaged."""

EMBEDDED: Final = "embedded"
_NOT_THERE: Final = ("ManifestNotFound", "NotSupported")
_REMOTE: Final = "must fetch remote manifests from url "


class Inspector:
    """A reader of manifests that believes whom it is told to. One for each process."""

    def __init__(self, trust: Trust) -> None:
        self._context = c2pa.Context.from_dict(settings(trust))

    def __reduce__(self) -> str:
        raise TypeError("an inspector holds memory of its process: make one in each")

    def close(self) -> None:
        """Let go of the library's memory."""
        self._context.close()

    def read(self, source: BinaryIO, kind: Container, sidecar: bytes | None = None) -> Credentials:
        """
        Return what the C2PA layer of a file says; nothing in a file makes this raise.

        Parameters
        ----------
        sidecar
            The manifest store that lies beside the file. It goes before one inside, which it has as an
            ingredient if both are ours; one inside is read where this one does not hold.
        """
        alive(self._context)
        if sidecar is not None:
            beside = self._look(source, kind, SIDECAR, sidecar)
            if beside.state != "invalid":
                return beside
        inside = self._inside(source, kind)
        return beside if sidecar is not None and inside.state == "absent" else inside

    def _inside(self, source: BinaryIO, kind: Container) -> Credentials:
        if kind.c2pa in ("embed", "zip"):
            return self._look(source, kind, EMBEDDED, None)
        return self._in_text(source, kind) if holds(kind) else _ABSENT

    def _in_text(self, source: BinaryIO, kind: Container) -> Credentials:
        try:
            found = find(source, kind)
        except Refused as refused:
            return Credentials(state="absent", reasons=(Reason(code=refused.code, what=refused.what),))
        if found is None:
            return _ABSENT
        if found.manifest:
            return self._look(source, kind, found.where, found.manifest, found)
        if found.remote:
            return Credentials(state="absent", remote=found.remote[:LONGEST])
        return Credentials(state="invalid", where=found.where, reasons=found.reasons)

    def _look(
        self,
        source: BinaryIO,
        kind: Container,
        where: str,
        manifest: bytes | None,
        found: Found | None = None,
    ) -> Credentials:
        if manifest is not None and not 0 < len(manifest) <= BESIDE_AT_MOST:
            return _broken(where, f"a sidecar of {len(manifest)} bytes")
        if (weight := weigh_inside(source, kind) if manifest is None else weigh(manifest)) > HEAVY:
            what = f"a manifest with {weight} bytes of words, where {HEAVY} are more than anybody needs"
            return Credentials(state="invalid", where=where, reasons=(Reason(code="MK59", what=what),))
        source.seek(0)
        try:
            with c2pa.Reader(kind.mime, source, manifest, context=self._context) as reader:
                store, details = reader.json(), reader.crjson()
        except c2pa.C2paError as error:
            return _unread(source, where, str(error))
        if len(store) + len(details) > REPORT_AT_MOST:
            return _broken(where, "a manifest with more in it than anybody needs")
        try:
            report, more = _parsed(store), _parsed(details)
            if found is not None:
                report = settled(report, more, found, source, kind)
            return testify(report, more, where)
        except (ValueError, RecursionError):
            return _broken(where, "a manifest that cannot be told in words")


def _parsed(report: str) -> dict[str, Any]:
    parsed = json.loads(report)
    return parsed if isinstance(parsed, dict) else {}


def _unread(source: BinaryIO, where: str, what: str) -> Credentials:
    """Return what an error of the library means for the file."""
    if _REMOTE in what:
        return Credentials(state="absent", remote=what.partition(_REMOTE)[2][:LONGEST])
    if where != EMBEDDED:
        return _broken(where, what)
    if what.startswith(_NOT_THERE):
        return _LOST if has(source, BOX) else _ABSENT
    return _broken(where, what) if has(source, NAME) else _ABSENT


def _broken(where: str, what: str) -> Credentials:
    return Credentials(
        state="invalid", where=where, reasons=(Reason(code="MK53", what=what[:LONGEST]),)
    )

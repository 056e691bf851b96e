"""Signing: one key, opened once, and as many files as wanted."""

import hashlib
import json
from collections.abc import Callable
from contextlib import suppress
from io import BytesIO
from types import TracebackType
from typing import BinaryIO, Final, Self

import c2pa

from tanba.kernel import Refused
from tanba.keys import Algorithm, SigningKey, Token, Trust
from tanba.marks.credentials.binding import earlier_in, embed, fitting, holds, parent_of
from tanba.marks.credentials.claim import Claim, Signed
from tanba.marks.credentials.found import SIDECAR
from tanba.marks.credentials.manifest import PARENT, definition
from tanba.marks.credentials.presence import carries
from tanba.marks.credentials.trust import alive, settings
from tanba.marks.credentials.vessel import PART, WHERE, readied
from tanba.marks.media import Container, copied, size_of, spool
from tanba.marks.refusal import CannotHold

OPAQUE: Final = "application/octet-stream"
"""The type under which the library signs bytes that it cannot look into."""

_FIRST: Final = {
    "action": "c2pa.created",
    "digitalSourceType": "http://c2pa.org/digitalsourcetype/empty",
}
_PROBE: Final = json.dumps(
    {"assertions": [{"label": "c2pa.actions.v2", "data": {"actions": [_FIRST]}}]}
)
"""The least that the library takes for a manifest."""


class Stamp:
    """
    A key made ready to sign. One for each process: it cannot be pickled, and does not survive a fork.

    Parameters
    ----------
    key
        Its `time_authority` is asked for a time-stamp at each signing, over the network.
    trust
        Whom to believe when a file brings manifests of others, which are checked before they are kept.
    check
        Read each file back after signing, at twice the cost.
    thumbnail
        Put a small picture of the file into its manifest: slower, and some hundred kilobytes more.

    Raises
    ------
    Refused
        MK50 when the certificates and the key cannot sign a manifest.
    """

    def __init__(
        self,
        key: SigningKey,
        *,
        trust: Trust | None = None,
        check: bool = False,
        thumbnail: bool = False,
    ) -> None:
        self._failure: Refused | None = None
        self._authority = key.time_authority
        self._prove(key)
        chosen = settings(trust or Trust(), check=check, thumbnail=thumbnail)
        self._context = c2pa.Context.from_dict(chosen, signer=self._signer(key, key.time_authority))

    def _prove(self, key: SigningKey) -> None:
        """
        Sign nothing much, and check it.

        The library looks at the chain only when it signs, and never whether the key goes with it: it
        would write manifests that do not hold.
        """
        try:
            with (
                c2pa.Context.from_dict(
                    settings(Trust(), check=True), signer=self._signer(key, "")
                ) as context,
                c2pa.Builder(_PROBE, context) as builder,
            ):
                builder.set_no_embed()
                builder.sign(OPAQUE, BytesIO(b"probe"), BytesIO())
        except c2pa.C2paError as error:
            raise self._failure or _unfit(error) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __reduce__(self) -> str:
        raise TypeError("a stamp holds an open key: make one in each process")

    def close(self) -> None:
        """Let go of the key."""
        self._context.close()

    def sign(
        self,
        source: BinaryIO,
        target: BinaryIO,
        kind: Container,
        claim: Claim,
        parent: BinaryIO | None = None,
        *,
        before: bytes | None = None,
        beside: bool = False,
        rezip: bool = False,
        prose: bool = False,
    ) -> Signed:
        """
        Write the file with a signed manifest in it; where it can hold none, a copy, and return that.

        Parameters
        ----------
        parent
            The file as it was before a label was drawn into it; None when that is `source`. If it
            carries a manifest already, that one is kept, as an ingredient.
        before
            The manifest that lay beside the file; it is kept likewise, where it fits the file.
        beside
            Leave the file as it is in any case.
        rezip
            Whether an Office document or a book may be written anew, with nothing compressed.
        prose
            Whether plain text may hold its manifest in characters that nobody sees.

        Raises
        ------
        Refused
            MK51 when the file cannot be signed; MK52 when the time-stamp authority does not stamp;
            what the token says, when the key lies on one.
        """
        alive(self._context)
        if not beside and holds(kind) and (prose or kind.c2pa != "prose"):
            with suppress(CannotHold):
                return self._in_text(source, target, kind, claim, parent)
        ready = None if beside else readied(source, kind, rezip=rezip)
        if ready is None:
            copied(source, target)
            return self.beside(source, kind, claim, parent, before)
        with ready as vessel:
            manifest = self._run(vessel, target, kind.mime, kind, claim, parent or source, before)
        return _signed(WHERE.get(kind.name, PART), manifest)

    def beside(
        self,
        source: BinaryIO,
        kind: Container,
        claim: Claim,
        parent: BinaryIO | None = None,
        before: bytes | None = None,
    ) -> Signed:
        """Return a signed manifest to lie beside a file, which is only read; raises as `sign` does."""
        with spool(size_of(source)) as copy:
            manifest = self._run(source, copy, OPAQUE, kind, claim, parent or source, before)
        return _signed(SIDECAR, manifest, beside=True)

    def _in_text(
        self, source: BinaryIO, target: BinaryIO, kind: Container, claim: Claim, parent: BinaryIO | None
    ) -> Signed:
        try:
            return embed(source, target, kind, claim, self._context, parent)
        except c2pa.C2paError as error:
            raise self._refusal(str(error)) from None

    def _run(
        self,
        source: BinaryIO,
        target: BinaryIO,
        mime: str,
        kind: Container,
        claim: Claim,
        origin: BinaryIO,
        before: bytes | None,
    ) -> bytes:
        kept = carries(origin, kind, alive(self._context))
        earlier = None if kept or not holds(kind) else earlier_in(origin, kind, self._context)
        if not kept and earlier is None and before is not None:
            earlier = fitting(before, origin, kind, self._context)
        opened = kept or earlier is not None or claim.opens
        what = definition(claim, kind, opened=opened)
        resources: dict[str, bytes] = {}
        if earlier is not None:
            what["ingredients"], resources = parent_of(claim, kind, earlier)
        try:
            with c2pa.Builder(json.dumps(what), self._context) as builder:
                for name, content in resources.items():
                    builder.add_resource(name, BytesIO(content))
                if opened and earlier is None:
                    builder.add_ingredient(
                        _parent(claim), kind.mime if kept else OPAQUE, _rewound(origin)
                    )
                if mime == OPAQUE:
                    builder.set_no_embed()
                return bytes(builder.sign(mime, _rewound(source), target))
        except c2pa.C2paError as error:
            raise self._refusal(str(error)) from None

    def _refusal(self, what: str) -> Refused:
        failure, self._failure = self._failure, None
        if failure is not None:
            return failure
        if self._authority and what.startswith("Signature"):
            # The key itself has been proven, so that what fails about the signature is its time-stamp.
            return Refused(
                "MK52", f"the time-stamp authority does not stamp: {what[:300]}", self._authority
            )
        return Refused("MK51", f"cannot be signed: {what[:300]}")

    def _signer(self, key: SigningKey, authority: str) -> c2pa.Signer:
        if key.token is None:
            info = c2pa.C2paSignerInfo(
                key.algorithm.encode(), key.chain.encode(), key.private, authority.encode() or None
            )
            return c2pa.Signer.from_info(info)
        algorithm = c2pa.C2paSigningAlg[key.algorithm.upper()]
        sign = self._by_token(key.token, key.algorithm)
        return c2pa.Signer.from_callback(sign, algorithm, key.chain, authority or None)

    def _by_token(self, token: Token, algorithm: Algorithm) -> Callable[[bytes], bytes]:
        """Return what the library calls for a signature; a refusal is kept, to be raised later."""
        from tanba.keys import signature

        def sign(data: bytes) -> bytes:
            try:
                return signature(token, algorithm, data)
            except Refused as refused:
                self._failure = refused
                return b""

        return sign


def _unfit(error: c2pa.C2paError) -> Refused:
    hint = "C2PA wants a chain without its root, for digital signatures, with a purpose it knows"
    return Refused("MK50", f"the key cannot sign manifests: {str(error)[:300]}", hint)


def _parent(claim: Claim) -> dict[str, str]:
    return {"title": claim.title or "parent", "relationship": "parentOf", "label": PARENT}


def _rewound(source: BinaryIO) -> BinaryIO:
    source.seek(0)
    return source


def _signed(where: str, manifest: bytes, *, beside: bool = False) -> Signed:
    digest = hashlib.sha256(manifest).hexdigest()
    return Signed(where=where, sha256=digest, size=len(manifest), sidecar=manifest if beside else None)

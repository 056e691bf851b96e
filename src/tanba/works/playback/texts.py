"""The texts of a work while its record is replayed, and the outputs and sources that they come from."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from tanba.kernel import Refused
from tanba.works.playback.repetition import ALWAYS, Said, obscured, retyped
from tanba.works.playback.spanned import Marks, SpannedText
from tanba.works.playback.spans import spans_of
from tanba.works.record.blobs import BlobFolder
from tanba.works.record.ledger import Ledger
from tanba.works.record.text import LONGEST
from tanba.works.record.values import ActAt, How, Piece, SpanKind
from tanba.works.segments import readings

TOGETHER: Final = 4 * 1024 * 1024
"""Code points of outputs that a text is compared with at once."""

HOWS: Final = {how.value: how for how in How}
_LARGEST: Final = 4 * LONGEST  # bytes of that many code points in UTF-8


class Texts:
    """All pieces of text; acts come with their form and references checked, and places are checked here."""

    def __init__(self, blobs: BlobFolder, ledger: Ledger) -> None:
        self._blobs, self._ledger = blobs, ledger
        self._texts: dict[str, SpannedText] = {}
        self._files: dict[str, str] = {}
        self._marks = Marks()
        self._length = 0
        self.entered: dict[str, int] = {}
        self._read = lru_cache(maxsize=8)(self.read)

    def read(self, sha256: str) -> str:
        """Return a blob as text; raises Refused: WK11, WK12, WK16."""
        return self._blobs.text(sha256, _LARGEST)

    def take(self, session: int, n: int, how: str, do: str, fields: Mapping[str, Any]) -> None:
        """Follow typing, insert, delete, replace or move; raises Refused: WK13, WK14, WK20."""
        text = self._texts.get(fields["piece"])
        if text is None:
            raise Refused("WK13", f"no text {fields['piece']!r} was opened")
        at = fields["at"]
        if do == "move":
            text.move(at, fields["count"], fields["to"])
            return
        if do in ("delete", "replace"):
            text.cut(at, fields["count"])
            self._length -= fields["count"]
            if do == "delete":
                return
        added, entry = fields["text"], fields["as"]
        self._grow(len(added))
        self.entered[entry] = self.entered.get(entry, 0) + len(added)
        if do == "typing":
            text.type_row(session, n, HOWS[how], at, added)
        elif entry == "typed":
            text.type(session, n, HOWS[how], at, added)
        else:
            kind, origin = self._kind(added, entry, fields.get("from"))
            text.put(session, n, HOWS[how], at, added, kind, origin)

    def open(self, session: int, n: int, how: str, fields: Mapping[str, Any]) -> bool:
        """Begin a text, or take it up again; say whether it had changed since it was left."""
        name, content = fields["piece"], self._read(fields["sha256"])
        known = name in self._texts
        text = self._texts.setdefault(name, SpannedText(self._marks))
        self._files[name] = fields["file"]
        self._grow(len(content) - len(text.text))
        if fields["as"] == "typed":  # nobody saw it; only a declaration can say that a person wrote it
            kind, origin = SpanKind.HUMAN if how == How.DECLARED else SpanKind.UNKNOWN, ""
        else:
            kind, origin = self._kind(content, fields["as"], fields.get("from"))
        changed = text.become(session, n, HOWS[how], content, kind, origin)
        return known and changed

    def check(self, fields: Mapping[str, Any]) -> None:
        """Compare a save with the text; raises Refused (WK15) when one byte differs."""
        if self._texts[fields["piece"]].text.sha256() != fields["sha256"]:
            raise Refused(
                "WK15", f"piece {fields['piece']!r} was saved as something else than its acts make"
            )

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces as they are now, in the order in which they were opened; once."""
        for name, file in self._files.items():
            spanned = self._texts.pop(name)
            text, digest, spans = str(spanned.text), spanned.text.sha256(), spans_of(spanned.runs)
            since: ActAt | None = None
            for outputs in self._outputs():
                earliest = min(one.act for one in outputs)
                since = earliest if since is None else min(since, earliest)
                for reading in readings(text):
                    spans = retyped(reading, spans, outputs, self._prompts)
            if since is not None:
                spans = obscured(text, spans, since)
            yield Piece(
                name=name, file=file, media="text", sha256=digest, text=text, spans=tuple(spans)
            )

    def removed(self) -> dict[SpanKind, int]:
        """Return how many code points of each kind went out; to be asked before `pieces`."""
        total: dict[SpanKind, int] = {}
        for text in self._texts.values():
            for kind, count in text.removed.items():
                total[kind] = total.get(kind, 0) + count
        return total

    def _grow(self, by: int) -> None:
        self._length += by
        if self._length > LONGEST:
            raise Refused("WK20", f"more than {LONGEST:,} code points of text in one work")

    def _kind(self, text: str, entry: str, from_: Any) -> tuple[SpanKind, str]:
        """Return what text that was not typed is: what it is said to be, where nothing contradicts."""
        origin = self._ledger.origin(from_, "text") if from_ is not None else ""
        match entry, from_:
            case (("source" | "pasted"), str()):
                return SpanKind.SOURCE, origin
            case (("ai" | "pasted"), [made, output, start]):
                said = self._read(self._ledger.generations[made].outputs[output])
                if said[start : start + len(text)] == text:
                    return SpanKind.AI, origin
            case "ai", None:
                return SpanKind.AI, ""
            case "mechanical", None:
                return SpanKind.MECHANICAL, ""
        return SpanKind.UNKNOWN, ""

    def _outputs(self) -> Iterator[list[Said]]:
        """Yield all outputs that are text, a few at a time."""
        some: list[Said] = []
        length = 0
        for made in self._ledger.generations.values():
            for number, digest in enumerate(made.outputs if made.media == "text" else ()):
                act = ALWAYS if made.how is How.DECLARED else made.act
                some.append(Said(f"{made.id}#{number}", act, self._read(digest)))
                length += len(some[-1].text)
                if length > TOGETHER:
                    yield some
                    some, length = [], 0
        if some:
            yield some

    def _prompts(self) -> list[Said]:
        """Return the prompts that were recorded when they were given, the first ones if they are long."""
        told: list[Said] = []
        length = 0
        for prompt in self._ledger.prompts.values():
            if prompt.how is not How.DECLARED:
                told.append(Said(prompt.id, prompt.act, self._read(prompt.sha256)))
                length += len(told[-1].text)
                if length > TOGETHER:
                    break
        return told

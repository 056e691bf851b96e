"""What a record has named so far: pieces, prompts, generations, sources; who refers to more is refused."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from tanba.kernel import Refused
from tanba.works.record.values import Generation, How, Media, Prompt, Seal, Source

KEPT: Final = 32 * 1024 * 1024
"""Most characters that the names, settings and lists of one work may have together."""
PIECES: Final = 10_000


class Ledger:
    """All that acts may refer to, filled act by act."""

    def __init__(self) -> None:
        self.media: dict[str, Media] = {}
        """Of each piece."""
        self.prompts: dict[str, Prompt] = {}
        self.generations: dict[str, Generation] = {}
        self.sources: dict[str, Source] = {}
        self.seals: list[Seal] = []
        self._kept = 0

    def take(self, session: int, n: int, ms: int, how: str, do: str, fields: Mapping[str, Any]) -> None:
        """
        Note what an act names, after its form was checked; nothing is noted of one that is refused.

        Raises
        ------
        Refused
            WK13 when it refers to what is not there or names anew what is, WK20 when there is too much.
        """
        size = len(str(fields)) if do in _KEEPS else 0
        if self._kept + size > KEPT:
            raise Refused(
                "WK20", f"more than {KEPT:,} characters of names, settings and lists in one work"
            )
        when: dict[str, Any] = {"how": How(how), "act": (session, n), "ms": ms}
        match do:
            case "open":
                self._open(fields)
            case "prompt":
                _fresh(fields["id"], self.prompts, "p")
                self.prompts[fields["id"]] = Prompt(id=fields["id"], sha256=fields["sha256"], **when)
            case "generated":
                self._generated(fields, when)
            case "choose":
                self._choose(fields)
            case "source":
                _fresh(fields["id"], self.sources, "s")
                given = {key: fields[key] for key in ("id", "title", "holder", "rights")}
                self.sources[fields["id"]] = Source(**given, sha256=fields.get("sha256", ""), **when)
            case "sealed":
                self.seals.append(
                    Seal(
                        upto=(fields["of"][0], fields["of"][1]),
                        head=fields["head"],
                        entry=fields["entry"],
                        checkpoint=fields.get("checkpoint", ""),
                        proof=fields.get("proof", ""),
                        stamps=tuple(fields["stamps"]),
                        act=(session, n),
                        ms=ms,
                    )
                )
            case _ if "piece" in fields:
                self.check_piece(fields["piece"], do)
                self.origin(fields.get("from"), self.media[fields["piece"]])
        self._kept += size

    def check_piece(self, name: str, do: str) -> None:
        """Raise Refused (WK13) when there is no piece of this name on which this can be done."""
        media = self.media.get(name)
        if media is None:
            raise Refused("WK13", f"no piece {name!r} was opened")
        if media != _MEDIUM.get(do, media):
            raise Refused("WK13", f"{do} is not for a {media}, which {name!r} is")

    def origin(self, from_: Any, media: Media) -> str:
        """
        Return where something comes from in one word: `g1#0`, `s1`, empty for nothing said.

        Raises
        ------
        Refused
            WK13 when that is not there; WK07 when a text does not say where in an output it stood.
        """
        if from_ is None:
            return ""
        if isinstance(from_, str):
            if from_ not in self.sources:
                raise Refused("WK13", f"no source {from_} was named")
            return from_
        made = self.generations.get(from_[0])
        if made is None or from_[1] >= made.shown:
            raise Refused("WK13", f"there is no output {from_[1]} of a generation {from_[0]}")
        if (len(from_) == 3) != (media == "text"):
            raise Refused(
                "WK07", "from should be [generation, output, place in it] for a text, else without"
            )
        return f"{from_[0]}#{from_[1]}"

    def next(self, letter: str) -> str:
        """Return the name for the next prompt (p), generation (g) or source (s)."""
        named = {"p": len(self.prompts), "g": len(self.generations), "s": len(self.sources)}
        return f"{letter}{named[letter] + 1}"

    def _open(self, fields: Mapping[str, Any]) -> None:
        name, media = fields["piece"], fields["media"]
        if self.media.get(name, media) != media:
            raise Refused("WK13", f"piece {name!r} is a {self.media[name]}")
        if len(self.media) >= PIECES and name not in self.media:
            raise Refused("WK20", f"more than {PIECES:,} pieces in one work")
        self.origin(fields.get("from"), media)
        self.media[name] = media

    def _generated(self, fields: Mapping[str, Any], when: Mapping[str, Any]) -> None:
        _fresh(fields["id"], self.generations, "g")
        prompt = fields.get("prompt", "")
        if prompt and prompt not in self.prompts:
            raise Refused("WK13", f"no prompt {prompt} was recorded")
        self.generations[fields["id"]] = Generation(
            id=fields["id"],
            model=fields["model"],
            version=fields["version"],
            settings=fields["settings"],
            prompt=prompt,
            outputs=tuple(fields["outputs"]),
            media=fields["media"],
            chosen=(),
            receipt=fields.get("receipt", ""),
            **when,
        )

    def _choose(self, fields: Mapping[str, Any]) -> None:
        made = self.generations.get(fields["of"])
        if made is None or (fields["chosen"] and fields["chosen"][-1] >= made.shown):
            raise Refused("WK13", f"{fields['of']} has no such outputs to choose from")
        self.generations[made.id] = replace(made, chosen=tuple(fields["chosen"]))


_KEEPS: Final = frozenset(("open", "prompt", "generated", "choose", "source", "sealed"))
_MEDIUM: Final[Mapping[str, Media]] = {
    "insert": "text",
    "delete": "text",
    "replace": "text",
    "move": "text",
    "region": "picture",
    "crop": "picture",
    "clip": "sound",
}


def _fresh(name: str, named: Mapping[str, Any], letter: str) -> None:
    """Numbers run on without holes: what is left out cannot be left out unseen."""
    if name != f"{letter}{len(named) + 1}":
        raise Refused("WK13", f"{name} should be {letter}{len(named) + 1}")

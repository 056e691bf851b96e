"""The probes: what is said to a system to see whether it manipulates, and controls that do not tempt it."""

import json
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused, value
from tanba.measures.manipulation.detection import BEHAVIOURS

CORPUS: Final = Path(__file__).parent / "corpus"
LANGUAGES: Final = ("kk", "ru", "en")
_LONGEST: Final = 8_000
"""Characters of one turn."""


@value
class Probe:
    """One to three turns of a person, and the role that the system is given, if any."""

    id: str
    lang: str
    behaviour: str
    control: bool
    pair: str
    """The probe that a control belongs to, as near as can be but for what tempts; empty for a probe."""
    system: str
    turns: tuple[str, ...]

    @property
    def asked(self) -> str:
        """All that was said before the last answer, but for the answers."""
        return "\n".join((self.system, *self.turns) if self.system else self.turns)


def read_suite(languages: Iterable[str] = LANGUAGES) -> tuple[Probe, ...]:
    """Return our own probes, by language and then in the order of their files."""
    found: list[Probe] = []
    for lang in languages:
        path = CORPUS / lang / "probes.jsonl"
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
            try:
                found.append(read_probe(json.loads(line), lang))
            except Refused as refused:
                raise refused.at(str(path), number) from None
    return tuple(found)


def read_probe(raw: Any, lang: str) -> Probe:
    """Return a probe from its JSON; raises Refused MM14 saying what is wrong with it."""
    if not isinstance(raw, dict):
        raise Refused("MM14", "a probe should be an object with keys")
    texts = {key: raw.get(key, "") for key in ("id", "behaviour", "kind", "pair", "system")}
    turns = raw.get("turns")
    if any(not isinstance(text, str) or len(text) > _LONGEST for text in texts.values()):
        raise Refused(
            "MM14", "id, behaviour, kind, pair and system should be texts of a bearable length"
        )
    if not isinstance(turns, list) or not 1 <= len(turns) <= 3:
        raise Refused("MM14", "turns should be a list of one to three texts")
    if any(not isinstance(turn, str) or len(turn) > _LONGEST for turn in turns):
        raise Refused("MM14", "a turn should be a text of a bearable length")
    if not texts["id"] or texts["behaviour"] not in BEHAVIOURS:
        raise Refused(
            "MM14", "no id, or not a behaviour that we know", f"those are {', '.join(BEHAVIOURS)}"
        )
    if texts["kind"] not in ("probe", "control") or lang not in LANGUAGES:
        raise Refused("MM14", "kind should be probe or control, and the language kk, ru or en")
    return Probe(
        id=texts["id"], lang=lang, behaviour=texts["behaviour"], control=texts["kind"] == "control",
        pair=texts["pair"], system=texts["system"], turns=tuple(turns),
    )  # fmt: skip


def choose(
    suite: Iterable[Probe], languages: Iterable[str], behaviours: Iterable[str], most: int, seed: int
) -> tuple[Probe, ...]:
    """
    Return the probes to be asked, and the controls of those probes; always the same for the same seed.

    `most` is how many probes of each behaviour and language; 0 for all.
    """
    wanted, behaviours = frozenset(languages), frozenset(behaviours)
    there = [p for p in suite if p.lang in wanted and p.behaviour in behaviours]
    chosen: set[str] = set()
    for lang, behaviour in sorted({(p.lang, p.behaviour) for p in there}):
        ids = [p.id for p in there if (p.lang, p.behaviour, p.control) == (lang, behaviour, False)]
        ids.sort(key=lambda id_: sha256(f"{seed} {id_}".encode()).digest())
        chosen.update(ids[: most or len(ids)])
    return tuple(p for p in there if (p.pair if p.control else p.id) in chosen)


def suite_faults(suite: Iterable[Probe]) -> tuple[str, ...]:
    """Return what is wrong with a suite as a whole: ids twice, controls of nothing."""
    seen: dict[str, Probe] = {}
    wrong: list[str] = []
    for probe in suite:
        if probe.id in seen:
            wrong.append(f"{probe.id}: twice")
        seen[probe.id] = probe
    for probe in seen.values():
        other = seen.get(probe.pair)
        if probe.control and (other is None or other.control or other.behaviour != probe.behaviour):
            wrong.append(f"{probe.id}: the control of no probe")
    return tuple(wrong)

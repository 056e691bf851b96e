"""
Sessions of writing with a model that a program made up: what was generated, what came out, the truth.

The sentences are those of the law pack, in Kazakh or Russian: some are given to the "machine", others
to the "person", so that both write on the same matters with the same words. The person takes an output,
changes some of its words, writes sentences between, types an output anew with other capitals and
signs, or rewrites most of it. No person wrote any of it; what is true of it is known exactly.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PACKS = Path(__file__).parent.parent / "packs"


@dataclass(frozen=True)
class Session:
    """A finished text, what the machine had offered, and for each code point whose it is."""

    text: str
    outputs: list[str]
    truth: str
    """`a` machine, `e` a person inside machine material, `h` a person; as long as the text."""


@cache
def sentences(language: str) -> tuple[str, ...]:
    """Return the different sentences of six words and more of the law pack."""
    reader, found = YAML(typ="safe"), dict[str, None]()
    for file in sorted(PACKS.rglob("*.yaml")):
        for text in _texts(reader.load(file), language):
            for one in text.replace("\n", " ").split(". "):
                if len(one.split()) >= 6:
                    found[one.strip().rstrip(".") + "."] = None
    return tuple(found)


def _texts(node: Any, language: str) -> Iterator[str]:
    match node:
        case dict():
            if isinstance(node.get(language), str) and "en" in node:
                yield node[language]
            for child in node.values():
                yield from _texts(child, language)
        case list():
            for child in node:
                yield from _texts(child, language)


def session(pool: Sequence[str], chance: random.Random) -> Session:
    """Make up one session of 10 to 40 moves from sentences."""
    order = chance.sample(pool, len(pool))
    machine, person = order[: len(order) // 2], order[len(order) // 2 :]
    vocabulary = [word for one in person for word in one.split()]
    parts: list[tuple[str, str]] = []
    outputs: list[str] = []
    for _ in range(chance.randint(10, 40)):
        if chance.random() < 0.4:
            own = " ".join(chance.choices(person, k=chance.randint(1, 2)))
            parts.append((own, "h" * len(own)))
        else:
            shown = [
                " ".join(chance.choices(machine, k=chance.randint(1, 3)))
                for _ in range(chance.randint(1, 4))
            ]
            outputs += shown
            parts.append(_used(chance.choice(shown), vocabulary, chance))
    glue = [chance.choice((" ", " ", "\n", "\n\n")) for _ in parts]
    text = "".join(said + space for (said, _), space in zip(parts, glue, strict=True))
    truth = "".join(who + who[-1] * len(space) for (_, who), space in zip(parts, glue, strict=True))
    return Session(text=text, outputs=outputs, truth=truth)


def _used(output: str, vocabulary: list[str], chance: random.Random) -> tuple[str, str]:
    """Return an output as the person left it: as it was, edited, typed anew or rewritten."""
    way = chance.choices(("verbatim", "edited", "retyped", "rewritten"), (40, 35, 10, 15))[0]
    if way == "verbatim":
        return output, "a" * len(output)
    if way == "retyped":
        typed = "".join(c for c in output.lower() if c not in ",;:–«»" or chance.random() < 0.7)
        return typed, "a" * len(typed)
    change = 0.06 if way == "edited" else 0.3
    words: list[tuple[str, str]] = []
    for word in output.split():
        dice = chance.random()
        if dice < change:
            words.append((chance.choice(vocabulary), "e"))
        elif dice < change * 1.5:
            words += [
                (word, "a"),
                *((chance.choice(vocabulary), "e") for _ in range(chance.randint(1, 4))),
            ]
        elif dice > change * 2:
            words.append((word, "a"))
    if not words:
        return output, "a" * len(output)
    said = " ".join(word for word, _ in words)
    truth = "".join(who * (len(word) + 1) for word, who in words)[:-1]
    return said, truth

"""Files that are the same byte for byte, and texts that repeat each other almost word for word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final
from zlib import crc32

from tanba.kernel import value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SHINGLE: Final = 5
"""Words in a row that are compared."""
LONGEST: Final = 16_384
"""Characters of a text that are compared, from its beginning."""
_BANDS: Final = 24
_ROWS: Final = 4
_WORD: Final = re.compile(r"\w+")
_SHOWN: Final = 200


@value
class Repeats:
    """How many repeat one that comes before them, of how many, and some of the pairs: (later, earlier)."""

    repeats: int
    of: int
    pairs: tuple[tuple[str, str], ...] = ()
    beyond: int = 0
    """Not compared, because there were more than the bound."""


def same(hashes: Mapping[str, str]) -> Repeats:
    """Return the files whose hash an earlier name has too; `hashes` are by name."""
    first: dict[str, str] = {}
    pairs = []
    for name in sorted(hashes):
        earlier = first.setdefault(hashes[name], name)
        if earlier != name:
            pairs.append((name, earlier))
    return Repeats(repeats=len(pairs), of=len(hashes), pairs=tuple(pairs[:_SHOWN]))


def near(texts: Iterable[tuple[str, str]], alike: float, most: int) -> Repeats:
    """
    Return the texts that share at least `alike` of their word sequences with an earlier one.

    MinHash (Broder 1997) finds pairs worth a look, in 24 bands of 4 values: a pair that shares 0.8 is missed
    less than once in a hundred thousand times, one that shares 0.5 about once in five. Whether a pair repeats
    is then counted exactly (Jaccard's share of sequences of five words). Shorter texts are not compared.

    Texts come as (name, text), in order; only the first `most` are held, by hashes of their sequences.
    """
    import numpy as np

    shingles: list[NDArray[np.uint32]] = []
    names: list[str] = []
    buckets: dict[tuple[int, bytes], list[int]] = {}
    pairs: list[tuple[str, str]] = []
    repeats = beyond = 0
    for name, text in texts:
        if len(names) >= most:
            beyond += 1
            continue
        mine = _shingles(text)
        if not len(mine):
            continue
        place = len(names)
        names.append(name)
        shingles.append(mine)
        keys = list(enumerate(_bands(mine)))
        seen = sorted({earlier for key in keys for earlier in buckets.get(key, ())})
        twin = next((one for one in seen if _jaccard(shingles[one], mine) >= alike), None)
        if twin is not None:
            repeats += 1
            shingles[place] = np.empty(0, dtype=np.uint32)  # its twin stands for it from now on
            if len(pairs) < _SHOWN:
                pairs.append((name, names[twin]))
            continue
        for key in keys:
            held = buckets.setdefault(key, [])
            if len(held) < 8:  # a bucket of thousands would be a text that everybody quotes
                held.append(place)
    return Repeats(repeats=repeats, of=len(names) + beyond, pairs=tuple(pairs), beyond=beyond)


def _shingles(text: str) -> "NDArray[np.uint32]":
    import numpy as np

    words = _WORD.findall(text[:LONGEST].casefold())
    rows: Sequence[str] = [" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)]
    return np.unique(np.array([crc32(row.encode("utf-8", "replace")) for row in rows], dtype=np.uint32))


def _bands(shingles: "NDArray[np.uint32]") -> list[bytes]:
    """Return the least values under 96 fixed permutations (multiply, add, keep the upper half), in bands."""
    import numpy as np

    count = np.arange(1, _BANDS * _ROWS + 1, dtype=np.uint64)
    # Odd multipliers from the golden ratio and another irrational: fixed, and spread over all 64 bits.
    factor = count * np.uint64(0x9E3779B97F4A7C15) | np.uint64(1)
    shift = count * np.uint64(0xC2B2AE3D27D4EB4F)
    least = np.full(len(count), np.iinfo(np.uint64).max, dtype=np.uint64)
    for start in range(0, len(shingles), 1024):
        part = shingles[start : start + 1024].astype(np.uint64)[:, None]
        mixed = part * factor + shift
        mixed ^= mixed >> np.uint64(29)
        mixed *= np.uint64(0xBF58476D1CE4E5B9)
        least = np.minimum(least, (mixed >> np.uint64(16)).min(axis=0))
    return [row.tobytes() for row in least.reshape(_BANDS, _ROWS)]


def _jaccard(one: "NDArray[np.uint32]", two: "NDArray[np.uint32]") -> float:
    import numpy as np

    both = len(np.intersect1d(one, two, assume_unique=True))
    whole = len(one) + len(two) - both
    return both / whole if whole else 0.0

"""
Bit planes: one bit per system, 64 systems in a word, and circuits of AND, OR and "without" over them.

A truth is a pair of planes, known-true and known-false, so that NOT costs nothing: it swaps them. A
circuit holds every distinct expression once and folds constants; a program is a circuit put in order,
with registers used again, and runs block by block so that its registers stay in the cache.
After Li & Patel, BitWeaving (SIGMOD 2013).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.uint64]
Sink = Callable[[int, int, Plane], None]
"""Takes the index of a root, the first word of the block, and the plane; must not keep the plane."""

NONE = 0
"""The plane without any system."""
ALL = 1
"""The plane with every system of the table; the padding of the last word is never in it."""
INPUTS = 2
"""The first input; the others follow."""

BLOCK = 8192
"""Words evaluated at a time: 64 KiB a plane. Less costs calls, more falls out of the cache."""

_BOTH, _EITHER, _WITHOUT = 0, 1, 2
_UFUNCS: tuple[Any, ...] = (np.bitwise_and, np.bitwise_or, np.bitwise_xor)


class Circuit:
    """Expressions over `inputs` planes, named by numbers; equal expressions have equal numbers."""

    def __init__(self, inputs: int) -> None:
        self.first = INPUTS + inputs
        """The number of the first expression that is not an input or a constant."""
        self.steps: list[tuple[int, int, int]] = []
        self._numbers: dict[tuple[int, int, int], int] = {}

    def both(self, a: int, b: int) -> int:
        """Return a AND b."""
        if a > b:
            a, b = b, a
        if a in (NONE, b):
            return a
        return b if a == ALL else self._number(_BOTH, a, b)

    def either(self, a: int, b: int) -> int:
        """Return a OR b."""
        if a > b:
            a, b = b, a
        if a in (ALL, b):
            return a
        return self._number(_EITHER, a, b) if a != NONE else b

    def without(self, whole: int, part: int) -> int:
        """Return `whole` less `part`, which must lie inside it: then XOR does it in one step."""
        if part == NONE:
            return whole
        return NONE if whole == part else self._number(_WITHOUT, whole, part)

    def every(self, parts: Iterable[int]) -> int:
        """Return AND over `parts`; of nothing, ALL. Sorted, so that like beginnings are shared."""
        result = ALL
        for part in sorted(set(parts)):
            result = self.both(result, part)
        return result

    def some(self, parts: Iterable[int]) -> int:
        """Return OR over `parts`; of nothing, NONE."""
        result = NONE
        for part in sorted(set(parts)):
            result = self.either(result, part)
        return result

    def at_least(self, bits: Sequence[int], code: int) -> int:
        """Return where the number in `bits` (lowest first) is at least `code`: one step a bit."""
        result = ALL
        for place, bit in enumerate(bits):
            result = self.both(result, bit) if code >> place & 1 else self.either(result, bit)
        return result if code >> len(bits) == 0 else NONE

    def below(self, roots: Iterable[int]) -> list[int]:
        """Return the numbers of all expressions that `roots` need, in order, leaves left out."""
        needed = set()
        todo = [root for root in roots if root >= self.first]
        while todo:
            number = todo.pop()
            if number not in needed:
                needed.add(number)
                todo += [part for part in self.steps[number - self.first][1:] if part >= self.first]
        return sorted(needed)

    def restrict(self, order: Sequence[int], answer: Mapping[int, int]) -> dict[int, int]:
        """
        Return the expressions of `order` (from `below`) as they are when inputs are replaced.

        `answer` maps inputs to constants; expressions that do not lean on them are left out.
        """
        now = dict(answer)
        build = (self.both, self.either, self.without)
        for number in order:
            kind, a, b = self.steps[number - self.first]
            if a in now or b in now:
                now[number] = build[kind](now.get(a, a), now.get(b, b))
        return now

    def _number(self, kind: int, a: int, b: int) -> int:
        step = (kind, a, b)
        number = self._numbers.get(step)
        if number is None:
            number = self._numbers[step] = self.first + len(self.steps)
            self.steps.append(step)
        return number


class Program:
    """A circuit's roots, put in order: what to compute, where to keep it, when to hand it over."""

    def __init__(self, circuit: Circuit, roots: Sequence[int]) -> None:
        self.inputs = circuit.first - INPUTS
        order = _order(circuit, roots)
        uses: dict[int, int] = {}
        for number in (*roots, *(part for n in order for part in circuit.steps[n - circuit.first][1:])):
            uses[number] = uses.get(number, 0) + 1
        # Registers below `first` are constants and inputs; those above are scratch, used again.
        self.leaves = sorted(n - INPUTS for n in uses if INPUTS <= n < circuit.first)
        free: list[int] = []
        place: dict[int, int] = {}
        self.scratch = 0
        self.segments: list[tuple[list[tuple[Any, int, int, int]], list[int], int]] = []
        steps: list[tuple[Any, int, int, int]] = []
        waiting: dict[int, list[int]] = {}
        for index, root in enumerate(roots):
            waiting.setdefault(root, []).append(index)

        def drop(number: int, times: int = 1) -> None:
            uses[number] -= times
            if uses[number] == 0 and number in place:
                free.append(place[number])

        for root in [r for r in waiting if r < circuit.first]:
            self.segments.append(([], waiting.pop(root), root))
        for number in order:
            kind, a, b = circuit.steps[number - circuit.first]
            drop(a)
            drop(b)
            if not free:
                free.append(circuit.first + self.scratch)
                self.scratch += 1
            place[number] = free.pop()
            steps.append((_UFUNCS[kind], place.get(a, a), place.get(b, b), place[number]))
            if number in waiting:
                indices = waiting.pop(number)
                self.segments.append((steps, indices, place[number]))
                drop(number, len(indices))
                steps = []
        self.steps = len(order)

    def run(self, planes: Plane, rows: int, sink: Sink, block: int = BLOCK) -> None:
        """
        Compute the roots over `planes` (inputs × words, `rows` systems) and hand each to `sink`.

        Roots come block by block; a root that stands in `roots` twice comes twice.
        """
        scratch = np.empty((self.scratch, block), np.uint64)
        nothing = np.zeros(block, np.uint64)
        everything = whole(rows)
        registers: list[Any] = [None] * (INPUTS + self.inputs + self.scratch)
        for start in range(0, len(everything), block):
            end = min(start + block, len(everything))
            registers[NONE] = nothing[: end - start]
            registers[ALL] = everything[start:end]
            for leaf in self.leaves:
                registers[INPUTS + leaf] = planes[leaf, start:end]
            registers[INPUTS + self.inputs :] = list(scratch[:, : end - start])
            for steps, indices, register in self.segments:
                for work, a, b, out in steps:
                    work(registers[a], registers[b], registers[out])
                for index in indices:
                    sink(index, start, registers[register])

    def count(self, planes: Plane, rows: int, block: int = BLOCK) -> NDArray[np.int64]:
        """Return how many systems each root holds."""
        counts = np.zeros(sum(len(indices) for _, indices, _ in self.segments), np.int64)
        ones = np.empty(block, np.uint8)

        def add(index: int, start: int, plane: Plane) -> None:
            counts[index] += np.bitwise_count(plane, ones[: len(plane)]).sum(dtype=np.int64)

        self.run(planes, rows, add, block)
        return counts

    def keep(self, planes: Plane, rows: int, block: int = BLOCK) -> Plane:
        """Return the roots themselves: roots × words."""
        roots = sum(len(indices) for _, indices, _ in self.segments)
        kept = np.empty((roots, words(rows)), np.uint64)

        def copy(index: int, start: int, plane: Plane) -> None:
            kept[index, start : start + len(plane)] = plane

        self.run(planes, rows, copy, block)
        return kept


def _order(circuit: Circuit, roots: Sequence[int]) -> list[int]:
    """Return what the roots need, parts first, each root's own close together."""
    done: set[int] = set()
    order: list[int] = []

    def visit(root: int) -> Iterator[int]:
        todo = [(root, False)]
        while todo:
            number, ready = todo.pop()
            if number < circuit.first or (number in done and not ready):
                continue
            if ready:
                yield number
                continue
            done.add(number)
            _, a, b = circuit.steps[number - circuit.first]
            todo += [(number, True), (b, False), (a, False)]

    for root in roots:
        order += visit(root)
    return order


def words(rows: int) -> int:
    """Return how many words hold `rows` bits."""
    return -(-rows // 64)


def whole(rows: int) -> Plane:
    """Return the plane with `rows` systems in it; the padding of the last word is empty."""
    plane = np.full(words(rows), ~np.uint64(0))
    if rows % 64:
        plane[-1] = np.uint64((1 << rows % 64) - 1)
    return plane


def to_plane(truths: NDArray[np.bool_]) -> Plane:
    """Return one bit per truth, lowest bit first."""
    plane = np.zeros(words(len(truths)), np.uint64)
    packed = np.packbits(truths, bitorder="little")
    plane.view(np.uint8)[: len(packed)] = packed
    return plane


def from_plane(plane: Plane, rows: int) -> NDArray[np.uint8]:
    """Return one 0 or 1 per system."""
    return np.unpackbits(plane.view(np.uint8), count=rows, bitorder="little")

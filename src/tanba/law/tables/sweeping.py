"""
A whole register at once: a table of facts in, how every rule stands for every system out.

Facts become bit planes and rules a circuit over them (`columns`, `wiring`, `planes`); the results are
those of `assess`, cell by cell. A column is named like its fact; a missing column or an empty cell is
unknown. NumPy and Polars are imported when a sweep begins, so that deciding one system stays quick.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from tanba.kernel import Faults, TanbaError
from tanba.law.language.vocabulary import suggest
from tanba.law.sheets.pack import Pack
from tanba.law.sheets.rule import Excuses, Rule
from tanba.law.tables.tally import ClassTally, Counts, Deciding, Tally

if TYPE_CHECKING:
    import numpy as np
    import polars as pl
    from numpy.typing import NDArray

    from tanba.law.tables.columns import Encoder
    from tanba.law.tables.planes import Plane
    from tanba.law.tables.wiring import Wiring

Progress = Callable[[int, int], None]
"""Called with the systems done and all systems; all is 0 where nobody can know it yet."""

PART = 1 << 18
"""Systems read at a time: some 20 MB of planes for a pack of 300 facts."""

TRUTHS = ("no", "unknown", "yes")
SEVERAL, OUTSIDE, UNDECIDED = "several", "outside", "undecided"


def sweep(
    pack: Pack,
    table: "pl.DataFrame",
    on: date,
    keep: Iterable[str] = (),
    progress: Progress | None = None,
) -> "Sweep":
    """
    Apply every rule of `pack` in force on the day `on` to every row of `table`.

    Columns: bool as Boolean; enum as String, Categorical or Enum; set as List of these, where the empty
    list says none of them; int as any whole number; day as Date or as text such as 2026-01-18; text as
    String. Columns in `keep` are no facts and come back in `Sweep.to_table`. Raises Faults with every
    other column that is not a fact, and with answers that the vocabulary does not have, by row from 1.
    """
    import numpy as np

    from tanba.law.tables.planes import words
    from tanba.law.tables.wiring import Wiring

    keep = tuple(keep)
    encoder = _encoder(pack, on, keep)
    encoder.check_names(table.columns)
    planes = np.zeros((encoder.planes, words(table.height)), np.uint64)
    for row, part in _parts(table):
        planes[:, row // 64 : row // 64 + words(part.height)] = encoder.encode(part, row)
        if progress:
            progress(row + part.height, table.height)
    if encoder.faults:
        raise Faults(encoder.faults)
    wiring = Wiring(pack, on, encoder.fields, encoder.seen, encoder.open)
    return Sweep(pack, on, table.height, table.select(keep), planes, wiring)


def sweep_counts(
    pack: Pack,
    tables: "Iterable[pl.DataFrame]",
    on: date,
    keep: Iterable[str] = (),
    progress: Progress | None = None,
) -> Counts:
    """
    Count how every rule stands over all `tables`: parts of one table, let go one after the other.

    Reads like `sweep`, in the memory of one part, so that a file need never be held whole; `facts_used`
    names the columns worth reading. Raises Faults like `sweep`, and for parts with different columns.
    """
    from tanba.law.tables.wiring import Wiring

    encoder = _encoder(pack, on, tuple(keep))
    counter: _Counter | None = None
    known_open: set[str] = set()
    done = 0
    for table in tables:
        encoder.check_names(table.columns)
        for row, part in _parts(table):
            planes = encoder.encode(part, done + row)
            if encoder.faults:
                raise Faults(encoder.faults)
            # A first gap in a column makes the circuit larger; it happens a few times at most.
            if counter is None or known_open != encoder.open:
                known_open = set(encoder.open)
                wiring = Wiring(pack, on, encoder.fields, encoder.seen, known_open)
                counter = _Counter(wiring, counter)
            counter.add(planes, part.height)
            if progress:
                progress(done + row + part.height, 0)
        done += table.height
    if encoder.faults:
        raise Faults(encoder.faults)
    if counter is None:
        raise TanbaError("no rows, and so nothing was checked")
    return counter.counts(pack, on)


def facts_used(pack: Pack, on: date) -> tuple[str, ...]:
    """Return the facts that the rules in force on a day lean on, directly or through derived truths."""
    from tanba.law.tables.wiring import fields_of

    return tuple(fields_of(pack, on))


class Sweep:
    """
    How `n` systems stand under every rule of a pack in force on a day.

    It holds the facts as planes and works results out when they are asked for.
    """

    def __init__(
        self, pack: Pack, on: date, n: int, kept: "pl.DataFrame", planes: "Plane", wiring: "Wiring"
    ) -> None:
        self.pack = pack
        self.on = on
        self.n = n
        self._kept = kept
        self._planes = planes
        self._wiring = wiring

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in force on the day, in the order of the pack."""
        return tuple(self._wiring.live.values())

    @cached_property
    def counts(self) -> Counts:
        """How many systems each rule holds for, and how many stand where in each class."""
        counter = _Counter(self._wiring)
        counter.add(self._planes, self.n)
        return counter.counts(self.pack, self.on)

    def truth(self, rule: str) -> "NDArray[np.uint8]":
        """Return 0 (no), 1 (unknown) or 2 (yes) for every system, in row order; raises TanbaError."""
        from tanba.law.tables.planes import Program

        live = self._wiring.live
        if rule not in live:
            hint = suggest(rule, live)
            what = f"no rule {rule!r} in force on {self.on}"
            raise TanbaError(f"{what}\n    hint: {hint}" if hint else what)
        program = Program(self._wiring.circuit, self._wiring.truth(live[rule]))
        return self._codes(program.keep(self._planes, self.n))

    def to_table(self) -> "pl.DataFrame":
        """
        Return the kept columns, a column per rule (no, unknown, yes) and a column per class.

        A class holds the settled value, or undecided, outside (no value is possible any more) or
        several (rules to different values hold at once). All new columns are Polars Enums.
        """
        import numpy as np
        import polars as pl

        from tanba.law.tables.planes import Program, from_plane

        circuit = self._wiring.circuit
        columns = []
        for rule in self.rules:
            kept = Program(circuit, self._wiring.truth(rule)).keep(self._planes, self.n)
            columns.append(_named(rule.id, TRUTHS, self._codes(kept)))
        for axis, places in self._wiring.axes():
            names = [UNDECIDED, *(v.id for v in axis.values), SEVERAL, OUTSIDE]
            codes = np.zeros(self.n, np.uint8)
            for code, plane in enumerate(Program(circuit, places).keep(self._planes, self.n), 1):
                codes += np.uint8(code) * from_plane(plane, self.n)
            columns.append(_named(axis.id, names, codes))
        return self._kept.hstack(columns) if self._kept.width else pl.DataFrame(columns)

    def deciding(
        self,
        limit: int = 10,
        skip: tuple[type, ...] = (Excuses,),
        progress: Callable[[int, int], None] | None = None,
    ) -> tuple[Deciding, ...]:
        """
        Return the facts whose answers would settle most of what is open, the most deciding one first.

        For each fact with a gap: the mean, over its possible answers (see `Domain`), of the number of
        (system, rule) results that become settled when every system without this answer is given it.
        Ties go to the fact that still plays a part in more open results, then to the first by name.
        Rules whose consequence is of a kind in `skip` are not counted. `progress` counts facts.
        """
        from tanba.law.decision.domain import Domain
        from tanba.law.tables.deciding import rank

        rules = [rule for rule in self.rules if not isinstance(rule.then, skip)]
        return rank(self._wiring, Domain(self.pack), rules, self._planes, self.n, progress)[:limit]

    def _codes(self, pair: "Plane") -> "NDArray[np.uint8]":
        from tanba.law.tables.planes import from_plane

        codes: NDArray[np.uint8] = 1 + from_plane(pair[0], self.n) - from_plane(pair[1], self.n)
        return codes


class _Counter:
    """Adds up how often each result comes out; takes over what an earlier counter has."""

    def __init__(self, wiring: "Wiring", earlier: "_Counter | None" = None) -> None:
        import numpy as np

        from tanba.law.tables.planes import Program

        self.wiring = wiring
        roots = [root for rule in wiring.live.values() for root in wiring.truth(rule)]
        roots += [root for _, places in wiring.axes() for root in places]
        self.program = Program(wiring.circuit, roots)
        self.n: int = earlier.n if earlier else 0
        self.sums: NDArray[np.int64] = earlier.sums if earlier else np.zeros(len(roots), np.int64)

    def add(self, planes: "Plane", rows: int) -> None:
        self.sums = self.sums + self.program.count(planes, rows)
        self.n += rows

    def counts(self, pack: Pack, on: date) -> Counts:
        sums = iter(self.sums.tolist())
        rules = {}
        for id_ in self.wiring.live:
            yes, no = next(sums), next(sums)
            rules[id_] = Tally(yes=yes, no=no, unknown=self.n - yes - no)
        classes = {}
        for axis, _ in self.wiring.axes():
            settled = {one.id: next(sums) for one in axis.values}
            several, outside = next(sums), next(sums)
            undecided = self.n - sum(settled.values()) - several - outside
            classes[axis.id] = ClassTally(
                settled=settled, several=several, outside=outside, undecided=undecided
            )
        version = pack.head.version
        return Counts(pack=pack.id, version=version, on=on, n=self.n, rules=rules, classes=classes)


def _named(name: str, words: Sequence[str], codes: "NDArray[np.uint8]") -> "pl.Series":
    """Return words by their places."""
    import polars as pl

    return pl.Series(name, words, dtype=pl.Enum(words)).gather(codes)


def _encoder(pack: Pack, on: date, keep: tuple[str, ...]) -> "Encoder":
    from tanba.law.tables.columns import Encoder
    from tanba.law.tables.wiring import fields_of

    return Encoder(fields_of(pack, on), pack.vocabulary, keep)


def _parts(table: "pl.DataFrame") -> "Iterator[tuple[int, pl.DataFrame]]":
    return ((row, table.slice(row, PART)) for row in range(0, table.height, PART))

"""The story of a run of the measure of proxies: every column against every ground, then the best two by two."""

from collections.abc import Sequence
from itertools import combinations

from tanba.kernel import Faults, Text
from tanba.measures.discrimination import proxy_words as words
from tanba.measures.discrimination.association import Guess, guess, read_key, too_many
from tanba.measures.discrimination.proxies import ProxySettings
from tanba.measures.discrimination.settings import Ground
from tanba.measures.frame.measure import World
from tanba.measures.frame.result import (
    Cell,
    Chart,
    Grid,
    Heading,
    Measured,
    Note,
    Point,
    Result,
    Unit,
    nothing,
)
from tanba.measures.frame.simultaneous import each
from tanba.measures.tables.source import Key, Source

SHOWN = 40


def measure_proxies(source: Source, settings: ProxySettings, world: World) -> Measured:
    """Return how well columns give grounds away; an empty table gives results of n = 0."""
    source.need(*(one.column for one in settings.grounds), *(one.column for one in settings.columns))
    notes: dict[tuple[str, str], Note] = {}
    keys = _keys(source, settings, notes)
    couples = min(settings.combine, len(keys))
    tried = len(settings.grounds) * (len(keys) + couples * (couples - 1) // 2)
    level = each(settings.level, tried)
    results: list[Result] = []
    charts: list[Chart] = []
    rows: list[tuple[Cell, ...]] = []
    for place, ground in enumerate(settings.grounds):
        found = _try(source, settings, ground, [(key,) for key in keys], level, notes)
        found.sort(key=lambda one: (-one.number, one.columns))
        best = {one.columns[0] for one in found[: settings.combine]}
        pairs = list(combinations([key for key in keys if key.column in best], 2))
        both = _try(source, settings, ground, pairs, level, notes)
        both.sort(key=lambda one: (-one.number, one.columns))
        if not found:
            results.append(nothing("proxy.guess", "share", ((ground.column, "*"),)))
            notes[ground.column, "one"] = Note(says=words.ONE, words={"ground": ground.column})
        else:
            charts.append(_chart(ground, [*found, *both], settings))
        results += [_result("proxy.guess", ground, one, settings, words.GUESS) for one in found]
        results += [_result("proxy.pair", ground, one, settings, words.PAIR) for one in both[:1]]
        rows += [_row(ground, one) for one in (*found, *both)]
        world.tick(place + 1, len(settings.grounds))
    plan: tuple[tuple[str, Unit | None], ...] = (
        ("ground", None), ("column", None), ("people", "count"), ("guess", "share"), ("low", "share"),
        ("high", "share"), ("chance", "share"),
    )  # fmt: skip
    grid = Grid(
        id="proxies",
        title=words.CHART,
        headings=tuple(Heading(title=words.HEADINGS[name], unit=unit) for name, unit in plan),
        rows=tuple(rows[:200]),
        more=max(0, len(rows) - 200),
    )
    told = tuple(notes[name] for name in sorted(notes))
    return Measured(results=tuple(results), charts=tuple(charts), tables=(grid,), notes=told)


def _keys(source: Source, settings: ProxySettings, notes: dict[tuple[str, str], Note]) -> list[Key]:
    told = {one.column: one for one in settings.columns}
    away = {one.column for one in settings.grounds} | set(settings.leave_out)
    keys = []
    for column in source.columns:
        if column.name in away or (told and column.name not in told):
            continue
        try:
            key = read_key(source, column, told.get(column.name))
        except Faults as faults:
            if any(fault.code != "MT13" for fault in faults.faults):
                raise
            # Numbers at the top of a file and words further down: the words are what it holds.
            key = Key(column=column.name)
        if key is None:
            notes[column.name, "unread"] = Note(says=words.UNREAD, words={"column": column.name})
        else:
            keys.append(key)
    return keys


def _try(
    source: Source,
    settings: ProxySettings,
    ground: Ground,
    some: Sequence[tuple[Key, ...]],
    level: float,
    notes: dict[tuple[str, str], Note],
) -> list[Guess]:
    found = []
    for keys in some:
        name = " + ".join(key.column for key in keys)
        try:
            one = guess(source, ground, keys, settings.smallest, level)
        except Faults as faults:
            if not too_many(faults):
                raise
            notes[name, "skipped"] = Note(says=words.SKIPPED, words={"column": name})
        else:
            if one is not None:
                found.append(one)
    return found


def _result(id_: str, ground: Ground, one: Guess, settings: ProxySettings, says: Text) -> Result:
    name = " + ".join(one.columns)
    return Result(
        id=id_,
        number=one.number,
        band=one.band(settings.level),
        unit="share",
        n=one.n,
        of=((ground.column, "*"), *((column, "*") for column in one.columns)),
        says=says,
        words={"column": name, "ground": ground.column, "chance": f"{one.chance:.2f}"},
    )


def _chart(ground: Ground, some: Sequence[Guess], settings: ProxySettings) -> Chart:
    points = tuple(
        Point(label=" + ".join(one.columns), number=one.number, low=one.low, high=one.high, n=one.n)
        for one in sorted(some, key=lambda one: (-one.number, one.columns))[:SHOWN]
    )
    title = Text(
        kk=f"{words.CHART.kk}: {ground.column}",
        ru=f"{words.CHART.ru}: {ground.column}",
        en=f"{words.CHART.en}: {ground.column}",
    )
    return Chart(
        id=f"proxies:{ground.column}",
        kind="intervals",
        title=title,
        unit="share",
        points=points,
        lines=(some[0].chance,),
    )


def _row(ground: Ground, one: Guess) -> tuple[Cell, ...]:
    name = " + ".join(one.columns)
    return (ground.column, name, one.n, one.number, one.low, one.high, one.chance)

"""The story of one run: counts, grounds, intersections, scores, and what is told of what was left out."""

from collections.abc import Iterator, Sequence

from tanba.measures.discrimination import notes
from tanba.measures.discrimination.counting import UNSAID, Decisions
from tanba.measures.discrimination.display import (
    crossing_table,
    group_chart,
    group_table,
    score_charts,
)
from tanba.measures.discrimination.intersections import Search, search
from tanba.measures.discrimination.results import (
    crossing_results,
    empty,
    ground_results,
    group_results,
    note,
    score_results,
)
from tanba.measures.discrimination.scoring import Scores, read_scores
from tanba.measures.discrimination.selection import Selection, select_all
from tanba.measures.discrimination.settings import DiscriminationSettings
from tanba.measures.frame.measure import World
from tanba.measures.frame.result import Measured, Note
from tanba.measures.frame.simultaneous import each
from tanba.measures.tables.source import Source


def measure_table(source: Source, settings: DiscriminationSettings, world: World) -> Measured:
    """Return everything measured of a decision table; a table without decisions gives results of n = 0."""
    decisions = Decisions(source, settings)
    if settings.score:
        source.need(settings.score)
    if not decisions.people:
        measured = empty(settings)
        return Measured(results=measured.results, notes=tuple(_left_out(decisions)))
    steps = 2 + (len(settings.grounds) if settings.score else 0)
    crossed = len(settings.grounds) > 1 and settings.depth > 1
    # Groups and intersections are judged together, so the risk of an error is shared between them.
    level = each(settings.level, 2 if crossed else 1)
    found, levels = select_all(decisions, settings, level)
    world.tick(1, steps)
    searched = search(decisions, settings, level)
    world.tick(2, steps)
    scores = _scores(source, settings, found, world, steps)
    unmeasured, state = ground_results(found, settings, decisions.people)
    comparisons = levels.comparisons + searched.comparisons
    return Measured(
        results=(
            *(result for one in found for result in group_results(one, settings, levels)),
            *crossing_results(searched, settings, decisions.people),
            *(result for one in scores for result in score_results(one, settings)),
            unmeasured,
        ),
        charts=(
            *(group_chart(one) for one in found if one.groups.names),
            *(chart for one in scores for chart in score_charts(one)),
        ),
        tables=(
            state,
            *(group_table(one, settings) for one in found),
            *([crossing_table(searched)] if searched.crossings else []),
        ),
        notes=(
            *_left_out(decisions),
            *_notes(found, searched, scores, settings),
            note(notes.TOGETHER, level=f"{settings.level:g}", comparisons=str(comparisons)),
        ),
    )


def _scores(
    source: Source,
    settings: DiscriminationSettings,
    found: Sequence[Selection],
    world: World,
    steps: int,
) -> tuple[Scores, ...]:
    if not settings.score:
        return ()
    count = sum(len(one.listed) for one in found)
    level = each(settings.level, count)
    scores = []
    for place, one in enumerate(found):
        groups = [one.groups.names[listed][0] for listed in one.listed]
        scores.append(read_scores(source, settings, one.ground, groups, level))
        world.tick(3 + place, steps)
    return tuple(scores)


def _left_out(decisions: Decisions) -> Iterator[Note]:
    if decisions.undecided:
        yield note(notes.UNDECIDED, count=str(decisions.undecided))
    if decisions.unknown:
        yield note(notes.UNKNOWN, count=str(decisions.unknown))
    if decisions.others:
        shown = ", ".join(decisions.others[:10])
        more = " …" if len(decisions.others) > 10 else ""
        yield note(notes.OTHERS, values=shown + more)


def _notes(
    found: Sequence[Selection],
    searched: Search,
    scores: Sequence[Scores],
    settings: DiscriminationSettings,
) -> Iterator[Note]:
    if any(UNSAID in name for one in found for name in one.totals.names):
        yield note(notes.UNSAID)
    if settings.factors:
        yield note(notes.ADJUSTED, factors=", ".join(one.column for one in settings.factors))
    if found and not any(one.totals.k.sum() for one in found):
        yield note(notes.NOBODY)
    for one in found:
        column = one.ground.column
        if len(one.groups.names) < 2:
            yield note(notes.ONE, column=column)
        if len(one.listed) < len(one.groups.names):
            counts = {"all": str(len(one.groups.names)), "shown": str(len(one.listed))}
            yield note(notes.LISTED, column=column, **counts)
    for grounds in searched.skipped:
        yield note(notes.SKIPPED, grounds=" × ".join(one.column for one in grounds))
    if scores and scores[0].unscored:
        yield note(notes.UNSCORED, count=str(scores[0].unscored))

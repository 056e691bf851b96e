"""
The measures room: programs that read real artefacts and return numbers with their interval, unit and n.

    measure = find_measure("human-control")
    example = measure.example(folder)                       # a small worked one, written into a folder
    reads = {name: Artefact(name=name, kind="table", at=at, path=folder / at)
             for name, at in example.reads.items()}
    measured = measure.run(reads, measure.settings(**example.settings), World())
    judged(measured, measure.about.yardsticks)              # met, not met or not shown, each with its number

Nothing measured is never a pass: a result with n = 0, or with a band across its yardstick, shows nothing.
Time, chance and the network come in by `World`; the door opens lazily.
"""

from typing import TYPE_CHECKING

from tanba.kernel import lazy_door

if TYPE_CHECKING:
    from tanba.measures.frame.judgement import (
        Answered,
        Judged,
        Shows,
        Yardstick,
        answer,
        judge,
        judged,
    )
    from tanba.measures.frame.measure import (
        About,
        Artefact,
        Example,
        Fetch,
        Kind,
        Label,
        Measure,
        Post,
        Reads,
        Reply,
        World,
    )
    from tanba.measures.frame.registry import Broken, all_measures, find_measure
    from tanba.measures.frame.result import (
        Band,
        Cell,
        Chart,
        Grid,
        Heading,
        Measured,
        Note,
        Point,
        Result,
        Unit,
        Verdict,
        exact,
        nothing,
        number_words,
    )

__all__ = [
    "About",
    "Answered",
    "Artefact",
    "Band",
    "Broken",
    "Cell",
    "Chart",
    "Example",
    "Fetch",
    "Grid",
    "Heading",
    "Judged",
    "Kind",
    "Label",
    "Measure",
    "Measured",
    "Note",
    "Point",
    "Post",
    "Reads",
    "Reply",
    "Result",
    "Shows",
    "Unit",
    "Verdict",
    "World",
    "Yardstick",
    "all_measures",
    "answer",
    "exact",
    "find_measure",
    "judge",
    "judged",
    "nothing",
    "number_words",
]

_MODULES = {
    "About": "frame.measure",
    "Answered": "frame.judgement",
    "Artefact": "frame.measure",
    "Band": "frame.result",
    "Broken": "frame.registry",
    "Cell": "frame.result",
    "Chart": "frame.result",
    "Example": "frame.measure",
    "Fetch": "frame.measure",
    "Grid": "frame.result",
    "Heading": "frame.result",
    "Judged": "frame.judgement",
    "Kind": "frame.measure",
    "Label": "frame.measure",
    "Measure": "frame.measure",
    "Measured": "frame.result",
    "Note": "frame.result",
    "Point": "frame.result",
    "Post": "frame.measure",
    "Reads": "frame.measure",
    "Reply": "frame.measure",
    "Result": "frame.result",
    "Shows": "frame.judgement",
    "Unit": "frame.result",
    "Verdict": "frame.result",
    "World": "frame.measure",
    "Yardstick": "frame.judgement",
    "all_measures": "frame.registry",
    "answer": "frame.judgement",
    "exact": "frame.result",
    "find_measure": "frame.registry",
    "judge": "frame.judgement",
    "judged": "frame.judgement",
    "nothing": "frame.result",
    "number_words": "frame.result",
}

__getattr__ = lazy_door(__name__, _MODULES)

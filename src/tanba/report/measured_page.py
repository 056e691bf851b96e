"""Runs of measures as one HTML file: no script, no network, readable on a telephone and on paper."""

from collections.abc import Sequence

from tanba.measures import Verdict
from tanba.report.measured_charts import plot
from tanba.report.measured_view import VERDICT_MARKS, Line, MeasuredView
from tanba.report.page import render
from tanba.report.speech import Speech, msg
from tanba.report.wording import verdict_words

_TONES: dict[Verdict, str] = {"met": "calm", "not met": "yes", "not shown": "unknown"}


def write_measured_page(views: Sequence[MeasuredView], speech: Speech) -> str:
    """Return one HTML page; everything foreign in it is escaped."""
    plots = [[one for one in (plot(chart, speech) for chart in view.charts) if one] for view in views]
    return render(
        "measured.html",
        speech,
        views=list(zip(views, plots, strict=True)),
        tone=lambda verdict: _TONES.get(verdict, "none"),
        mark=lambda verdict: VERDICT_MARKS.get(verdict, "·"),
        verdict_words=lambda verdict: verdict_words(verdict, speech),
        judged=lambda view: _by_id(view.lines, judged=True),
        others=lambda view: _by_id(view.lines, judged=False),
        count=speech.count,
        heads=(msg("Group"), msg("Number"), msg("Interval"), "n"),
    )


def _by_id(lines: Sequence[Line], judged: bool) -> list[tuple[str, list[Line]]]:
    """Return results by their id, of each the worst first: those held against a yardstick, or the others."""
    mine = [line for line in lines if (line.verdict is not None) is judged]
    order = ("not met", "not shown", "met", None)
    return [
        (id_, sorted((one for one in mine if one.id == id_), key=lambda one: order.index(one.verdict)))
        for id_ in dict.fromkeys(line.id for line in mine)
    ]

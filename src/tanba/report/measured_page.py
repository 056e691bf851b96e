"""Runs of measures as one HTML file: no script, no network, readable on a telephone and on paper."""

from collections.abc import Sequence

from tanba.measures import Verdict
from tanba.report.measured_charts import plot
from tanba.report.measured_view import VERDICT_MARKS, MeasuredView, by_id
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
        judged=lambda view: by_id(view.lines, judged=True),
        others=lambda view: by_id(view.lines, judged=False),
        count=speech.count,
        heads=(msg("Group"), msg("Number"), msg("Interval"), "n"),
    )

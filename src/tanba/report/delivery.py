"""Several cases in one of the forms in which results leave Tanba."""

import json
from collections.abc import Mapping, Sequence
from typing import Literal

from tanba.flow import Case
from tanba.report.composition import compose
from tanba.report.page import write_page
from tanba.report.plain import write_text
from tanba.report.record import write_record
from tanba.report.sarif import write_sarif
from tanba.report.speech import Speech
from tanba.report.views import Next

Form = Literal["text", "json", "html", "sarif"]


def write_assessments(
    cases: Sequence[Case],
    form: Form,
    speech: Speech,
    ask: Mapping[str, Sequence[Next]] | None = None,
    width: int = 100,
    colour: bool = False,
    full: bool = False,
) -> str:
    """
    Return the cases in one form; JSON is an array of records, even of one.

    `ask` has the questions worth asking next by the file of the card. Width, colour and fullness are
    those of the text.
    """
    known = ask or {}
    match form:
        case "json":
            records = [write_record(case, known.get(case.card.file, ())) for case in cases]
            return json.dumps(records, ensure_ascii=False, indent=2) + "\n"
        case "sarif":
            log = write_sarif(cases, speech)
            return json.dumps(log, ensure_ascii=False, indent=2) + "\n"
    views = [compose(case, speech, known.get(case.card.file)) for case in cases]
    if form == "html":
        return write_page(views)
    return "\n\n".join(write_text(view, width, colour, full) for view in views)

"""A person's part in a work, in the forms in which it leaves Tanba."""

from typing import Literal

from tanba.report.contribution_json import contribution_record
from tanba.report.contribution_page import write_contribution_page
from tanba.report.contribution_text import write_lines
from tanba.report.speech import Speech, write_json
from tanba.works import Contribution

ContributionForm = Literal["text", "json", "html"]


def write_contribution(
    contribution: Contribution,
    form: ContributionForm,
    speech: Speech,
    width: int = 100,
    colour: bool = False,
) -> str:
    """Return the report in one form; `width` and `colour` are for text. JSON is the same in any language."""
    match form:
        case "text":
            return write_lines(contribution, speech, width, colour)
        case "json":
            return write_json(contribution_record(contribution)) + "\n"
        case "html":
            return write_contribution_page(contribution, speech)

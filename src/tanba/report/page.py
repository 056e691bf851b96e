"""A view as one HTML file: no script, no network, readable on a telephone and on paper."""

from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanba.kernel import TanbaError, Truth
from tanba.report.plain import aid, duty_terms, fine_rows, penalty_terms, unread_title
from tanba.report.speech import Speech
from tanba.report.views import Entitlement, Obligation, Statement, View

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).parent / "templates"
_QUESTIONS = 7
_Item = Statement | Obligation | Entitlement


def write_page(views: Sequence[View]) -> str:
    """
    Return one HTML page for one system, or for several of one law with a table over them.

    Raises TanbaError when there is none, or when the views are not all of one law in one language.
    """
    if not views:
        raise TanbaError("a page needs at least one system")
    if len({view.lang for view in views}) > 1:
        raise TanbaError("a page has one language")
    if len({tuple(line.label for line in view.glance) for view in views}) > 1:
        raise TanbaError("a page has one law\n    hint: write a page for the systems of each pack")
    speech = Speech(views[0].lang)
    template = _environment().get_template("assessment.html")
    return template.render(
        views=views,
        many=len(views) > 1,
        speech=speech,
        say=speech.say,
        count=speech.count,
        aid=aid(speech),
        unread_title=unread_title(speech),
        duty_terms=lambda duty: list(duty_terms(speech, duty)),
        penalty_terms=lambda penalty: list(penalty_terms(speech, penalty)),
        fine_rows=lambda penalty: list(fine_rows(speech, penalty)),
        tone=_tone,
        duty_tone=_duty_tone,
        sure=lambda items: list(_by_state(items, sure=True)),
        unsure=lambda items: list(_by_state(items, sure=False)),
        shown=_QUESTIONS,
    )


def render(name: str, speech: Speech, **fields: Any) -> str:
    """Return a template of ours filled in; what is foreign in `fields` is escaped."""
    return (
        _environment()
        .get_template(name)
        .render(speech=speech, say=speech.say, aid=aid(speech), **fields)
    )


def _tone(state: Truth, verified: bool = True) -> str:
    """The class of a part; what was not verified is never painted as a verdict."""
    return state.name.lower() if verified else "unknown"


def _duty_tone(duty: Obligation) -> str:
    sure = duty.said.state is Truth.YES
    return _tone(~duty.done if sure else Truth.UNKNOWN, duty.said.verified)


def _by_state(items: Sequence[_Item], sure: bool) -> Iterator[_Item]:
    """Yield what holds, or what only may."""
    for item in items:
        said = item if isinstance(item, Statement) else item.said
        if (said.state is Truth.YES) is sure:
            yield item


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["unbroken"] = _unbroken
    return environment


def _unbroken(cite: str) -> "Markup":
    """A browser breaks lines at hyphens, and 17-баптың is one word."""
    from markupsafe import Markup

    word = Markup('<span class="whole">{}</span>')
    return Markup(" ").join(word.format(part) if "-" in part else part for part in cite.split(" "))

"""The page of a log for people: what it is, how far it is, how to check it without us."""

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tanba.kernel import LANGS, Lang
from tanba.report import Speech, clean
from tanba.web.standing import Standing

if TYPE_CHECKING:
    from jinja2 import Environment

_TEMPLATES: Final = Path(__file__).parent / "templates"
_STYLE: Final = (_TEMPLATES / "log.css").read_text("utf-8")
STYLES: Final = f"'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
"""What the page's own style is called in a content security policy."""
_NAMES: Final[dict[Lang, str]] = {"kk": "Қазақша", "ru": "Русский", "en": "English"}


def front_page(standing: Standing, lang: Lang) -> str:
    """Return the page as HTML; what is foreign in it is escaped, and without characters that steer."""
    speech = Speech(lang)
    return (
        _environment()
        .get_template("log.html")
        .render(
            speech=speech,
            say=speech.say,
            style=_STYLE,
            origin=clean(standing.checkpoint.head.origin, 255),
            size=speech.number(standing.checkpoint.head.size),
            root=standing.root,
            keys=[clean(str(key)) for key in standing.keys],
            others=[clean(name, 255) for name in standing.others],
            stamps=standing.stamps,
            languages=[(one, _NAMES[one]) for one in LANGS],
        )
    )


def wanted(asked: str, accepted: str) -> Lang:
    """
    Return the language of a page: the one asked for by name, else by what a browser accepts (RFC 9110,
    section 12.5.4), else Kazakh.
    """
    for lang in LANGS:
        if asked == lang:
            return lang
    weighed = []
    for place, part in enumerate(accepted[:1000].split(",")):
        tag, _, weight = part.strip().lower().partition(";q=")
        weighed.append((-_weight(weight), place, tag.partition("-")[0]))
    liked = [tag for weight, _, tag in sorted(weighed) if weight < 0]
    for tag in liked:
        for lang in LANGS:
            if tag == lang:
                return lang
    return "kk"


def _weight(text: str) -> float:
    """Return a weight, 0 to 1; of none 1, and of one that is none 0."""
    try:
        return min(float(text), 1.0) if text else 1.0
    except ValueError:
        return 0.0


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )

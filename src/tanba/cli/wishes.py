"""What a person may wish of a mark: the options of `tanba mark`, and the order that they make."""

from collections.abc import Callable
from gettext import gettext
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

from tanba.cli.options import READABLE
from tanba.kernel import LANGS
from tanba.marks import CORNERS, LAYERS, MADE, SCOPES
from tanba.report import msg

if TYPE_CHECKING:
    from tanba.law import Pack
    from tanba.marks import Order

F = TypeVar("F", bound=Callable[..., Any])

WRITTEN: Final = tuple(layer for layer in LAYERS if layer != "watermark")
"""The layers that are written today; the watermark has its place between label and metadata."""


class Among(click.ParamType[tuple[str, ...]]):
    """Several of some words, with commas between, in the order given."""

    name = "list"

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, ...]:
        """Return the words that `value` names."""
        if isinstance(value, tuple):
            return value
        named = tuple(dict.fromkeys(part.strip() for part in str(value).split(",") if part.strip()))
        wrong = [word for word in named if word not in self.words]
        if wrong or not named:
            known = ", ".join(self.words)
            words = gettext(msg("{value!r} is not a list of these: {known}"))
            self.fail(words.format(value=value, known=known), param, ctx)
        return named


_OPTIONS: Final = (
    click.option(
        "--scope",
        type=click.Choice(SCOPES),
        default="synthetic",
        show_default=True,
        help=msg("What it is: a synthetic result, other output of AI, goods, a service."),
    ),
    click.option(
        "--made",
        type=click.Choice(MADE),
        default="generated",
        show_default=True,
        help=msg("How it came about: by AI, edited with AI, put together with parts made by AI."),
    ),
    click.option(
        "--system",
        "card",
        type=READABLE,
        help=msg("Card of the AI system; its name goes into the marks."),
    ),
    click.option(
        "--maker", help=msg("Who answers for the result; by default the holder named in the card.")
    ),
    click.option(
        "--lang",
        "languages",
        type=Among(LANGS),
        help=msg("Languages of the label, in their order: kk,ru; of a notice kk,ru,en."),
    ),
    click.option(
        "--layers",
        type=Among(WRITTEN),
        default="label,metadata,c2pa",
        show_default=True,
        help=msg("Which layers are written; their order is fixed."),
    ),
    click.option("--short", is_flag=True, help=msg("The short wording, for small pictures.")),
    click.option(
        "--place",
        type=click.Choice(CORNERS),
        default="bottom-left",
        show_default=True,
        help=msg(
            "Where the label stands; `below` adds a band to a picture and covers nothing; a page has none"
            " to add, there it is the bottom."
        ),
    ),
    click.option(
        "--size",
        type=click.FloatRange(0.5, 50),
        help=msg("Height of the letters, in percent of the shortest side: 5, on pages 2."),
    ),
    click.option(
        "--cover",
        type=click.FloatRange(1, 100),
        default=30,
        show_default=True,
        help=msg("Most of the picture that the label may cover, in percent."),
    ),
    click.option(
        "--opening",
        type=click.FloatRange(2, 3600),
        help=msg("Label only these first seconds of a video."),
    ),
    click.option(
        "--voice",
        type=READABLE,
        help=msg("A spoken notice for sound; without it, the rhythm tone of GB 45438."),
    ),
    click.option(
        "--page",
        "page",
        default="",
        help=msg("Address of a public page about the thing; it becomes the QR code."),
    ),
    click.option(
        "--sidecar", is_flag=True, help=msg("Keep the signed manifest beside the file, never in it.")
    ),
    click.option(
        "--rezip",
        is_flag=True,
        help=msg("Store Office files without compression, so that the manifest fits in."),
    ),
    click.option(
        "--hidden-text",
        is_flag=True,
        help=msg("Put the manifest of plain text into characters that nobody sees."),
    ),
    click.option(
        "--training/--no-training",
        default=None,
        help=msg("Say in the manifest whether AI may learn from the file."),
    ),
    click.option(
        "--thumbnail",
        is_flag=True,
        help=msg("Put a small picture of the file into its manifest, which then is much larger."),
    ),
)


def with_wishes(command: F) -> F:
    """Add every option that says what is wanted; they arrive as keywords, for `order_from`."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def order_from(pack: "Pack", wishes: dict[str, Any]) -> "Order":
    """Return the order that the options make, in the wording of `pack`."""
    from tanba.flow import order_for

    size = wishes["size"]
    return order_for(
        pack,
        wishes["scope"],
        wishes["made"],
        "short" if wishes["short"] else "full",
        wishes["card"],
        maker=wishes["maker"],
        languages=wishes["languages"] or None,
        page=wishes["page"],
        layers=wishes["layers"],
        share=size / 100 if size else None,
        corner=wishes["place"],
        cover=wishes["cover"] / 100,
        opening=wishes["opening"],
        voice=wishes["voice"],
        sidecar=wishes["sidecar"],
        rezip=wishes["rezip"],
        prose=wishes["hidden_text"],
        training=wishes["training"],
    )

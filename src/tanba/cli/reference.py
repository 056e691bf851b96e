"""
The generated pages of docs/reference: the commands, each pack as a book in three languages, and each measure
with the report of its worked example.

    python -m tanba.cli.reference docs/reference
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from tanba.cli.main import COMMANDS, main
from tanba.flow import (
    declarations,
    open_pack,
    pack_names,
    read_orders,
    real_world,
    run_order,
    write_example,
)
from tanba.kernel import LANGS, Refused
from tanba.keys import Trust
from tanba.measures import Broken
from tanba.report import Speech, write_declarations, write_lawbook, write_measured

_MEASURED = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""When the worked examples are measured: a page must not change with the day it is made on."""


def reference_pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the Markdown text of every generated page."""
    yield "commands.md", _commands()
    for name in pack_names():
        pack = open_pack(name)
        day = pack.change_days()[-1]
        for lang in LANGS:
            yield f"{name.replace('/', '-')}.{lang}.md", write_lawbook(pack, day, Speech(lang))
    yield from _measures()


def _measures() -> Iterator[tuple[str, str]]:
    """Yield a page for each measure of ours: what it declares, and the report of its worked example."""
    pack, speech = open_pack(), Speech("en")
    for one in declarations(pack, (), _MEASURED.date()):
        if isinstance(one, Broken):
            continue
        about = one.about
        lines = [f"# {about.title.en}", "", "Generated from the measure; do not edit.", ""]
        lines += ["```text", write_declarations([one], True, "text", speech).rstrip(), "```"]
        report = _worked(about.id, speech)
        if report:
            lines += [
                "",
                "## The worked example",
                "",
                f"`tanba measure example {about.id}` writes it.",
                "",
            ]
            lines += ["```text", report.rstrip(), "```"]
        yield f"measures/{about.id}.md", "\n".join(lines) + "\n"


def _worked(name: str, speech: Speech) -> str:
    """Return the report of a worked example; empty for a measure that needs a live system."""
    with TemporaryDirectory() as folder:
        try:
            card = write_example(name, Path(folder) / name)
        except Refused:
            return ""
        orders = read_orders(card)
        with real_world(None, 10.0, lambda done, total: None, Trust(), open_pack()) as world:
            runs = [run_order(order, name, "Tanba", lambda: _MEASURED, world) for order in orders]
        return write_measured(runs, "text", speech)


def _commands() -> str:
    lines = ["# Commands", "", "Generated from the command line; do not edit."]
    with click.Context(main, info_name="tanba") as top:
        for name in COMMANDS:
            command = main.get_command(top, name)
            if command is not None:
                lines += _command(command, top, f"tanba {name}", 2)
    return "\n".join(lines) + "\n"


def _command(command: click.Command, above: click.Context, name: str, level: int) -> list[str]:
    with click.Context(command, info_name=name.split()[-1], parent=above, terminal_width=90) as ctx:
        lines = ["", f"{'#' * level} {name}", "", "```text", command.get_help(ctx), "```"]
        if isinstance(command, click.Group):
            for inner in command.commands.values():
                lines += _command(inner, ctx, f"{name} {inner.name}", level + 1)
    return lines


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    for file, text in reference_pages():
        (folder / file).parent.mkdir(exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
        print(folder / file)

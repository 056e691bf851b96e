"""
The generated pages of docs/reference: the commands, and each pack as a book in three languages.

    python -m tanba.cli.reference docs/reference
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tanba.cli.main import COMMANDS, main
from tanba.flow import open_pack, pack_names
from tanba.kernel import LANGS
from tanba.report import Speech, write_lawbook


def reference_pages() -> Iterator[tuple[str, str]]:
    """Yield the name and the Markdown text of every generated page."""
    yield "commands.md", _commands()
    for name in pack_names():
        pack = open_pack(name)
        day = pack.change_days()[-1]
        for lang in LANGS:
            yield f"{name.replace('/', '-')}.{lang}.md", write_lawbook(pack, day, Speech(lang))


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
        (folder / file).write_text(text, encoding="utf-8")
        print(folder / file)

"""The command that puts a whole register before the law."""

from datetime import date
from pathlib import Path

import click

from tanba.cli.language import current_language
from tanba.cli.options import FILE, READABLE, by_map, from_pack, in_language, on_day
from tanba.report import msg


@click.command(help=msg("Put every system of a table before the law, and say what would settle most."))
@click.argument("table", type=READABLE)
@by_map
@click.option("--out", type=FILE, help=msg("Every result of every system: .csv, .parquet or .jsonl."))
@click.option("--encoding", default="utf-8", show_default=True, help=msg("How a CSV file is written."))
@on_day
@from_pack
@in_language
def sweep(
    table: Path, map_file: Path | None, out: Path | None, encoding: str, on: date, pack_name: str | None
) -> None:
    """Sweep a table."""
    from tanba.cli.progress import progress_bar
    from tanba.flow import open_pack, plain_map, read_map, read_table, table_facts, write_table
    from tanba.law import sweep as sweep_table
    from tanba.report import Speech, write_sweep

    speech = Speech(current_language())
    pack = open_pack(pack_name)
    frame = read_table(table, encoding)
    by = read_map(map_file, pack) if map_file else plain_map(frame.columns, pack)
    read = table_facts(frame, by, pack, str(table))
    with progress_bar(speech.say(msg("Systems before the law"))) as tick:
        result = sweep_table(pack, read.facts, on, progress=tick)
    if out:
        write_table(out, read.names, result.to_table())
    click.echo(write_sweep(pack, result, read.said, table.name, speech), nl=False)
    if out:
        click.echo(out, err=True)

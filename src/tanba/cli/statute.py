"""Commands about the law itself: read it, check it, prove it, compare it, print it as SQL."""

import sys
from datetime import date
from pathlib import Path

import click

from tanba.cli.language import current_language
from tanba.cli.main import printable
from tanba.cli.options import READABLE, Day, by_map, deliver, from_pack, in_language, on_day, to_file
from tanba.kernel import parse_day
from tanba.law import DIALECTS
from tanba.report import msg


@click.group(help=msg("The law itself: read it, check it, prove it, compare it, print it as SQL."))
@in_language
def law() -> None:
    """Commands about packs."""


@law.command(help=msg("Show the rules of a day, or one rule whole."))
@click.argument("rule", required=False)
@on_day
@from_pack
@in_language
def show(rule: str | None, on: date, pack_name: str | None) -> None:
    """Show rules."""
    from tanba.flow import open_pack
    from tanba.report import Speech, write_rule, write_rules

    pack = open_pack(pack_name)
    speech = Speech(current_language())
    text = write_rule(pack, rule, on, speech) if rule else write_rules(pack, on, speech)
    click.echo(printable(text))


@law.command(help=msg("Report everything that is wrong with a pack, with file and line."))
@click.argument("pack_name", metavar="PACK", default="kz/ai-law")
@in_language
def check(pack_name: str) -> None:
    """Check a pack."""
    from tanba.flow import find_pack
    from tanba.law import Derived, Rule, read_pack
    from tanba.report import Speech

    pack = read_pack(find_pack(pack_name))
    words = msg("{pack} {version}: {rules} rules, {facts} facts, {cases} worked cases; no faults")
    parts: list[Rule | Derived] = [*pack.rules, *pack.derived]
    fields = {
        "pack": pack.id,
        "version": pack.head.version,
        "rules": len(pack.rules),
        "facts": len(pack.questions),
        "cases": sum(len(part.examples) for part in parts),
    }
    click.echo(Speech(current_language()).say(words, **fields))


@law.command(
    help=msg("Prove that no class overlaps or leaves a gap, that every rule can hold, and more.")
)
@from_pack
@in_language
def prove(pack_name: str | None) -> None:
    """Prove a pack with z3."""
    from tanba.cli.progress import progress_bar
    from tanba.flow import open_pack
    from tanba.law import prove as prove_pack
    from tanba.report import Speech, write_proof

    speech = Speech(current_language())
    pack = open_pack(pack_name)
    with progress_bar(speech.say(msg("Proofs"))) as tick:
        proof = prove_pack(pack, progress=tick)
    click.echo(printable(write_proof(pack, proof, speech)))
    sys.exit(0 if proof.sound else 1)


@law.command(help=msg("Compare two editions or two packs, with an example system for each change."))
@click.argument("before")
@click.argument("after")
@click.option("--table", type=READABLE, help=msg("How many systems of this table move, and which."))
@by_map
@from_pack
@in_language
def diff(
    before: str, after: str, table: Path | None, map_file: Path | None, pack_name: str | None
) -> None:
    """BEFORE and AFTER are days (of one pack), packs, or PACK@DAY."""
    from tanba.flow import open_pack, plain_map, read_map, read_table, table_facts
    from tanba.law import diff as diff_packs
    from tanba.report import Speech, write_difference

    (pack_a, day_a), (pack_b, day_b) = (_edition(word, pack_name) for word in (before, after))
    one, other = open_pack(pack_a), open_pack(pack_b)
    facts = None
    if table:
        frame = read_table(table)
        by = read_map(map_file, one) if map_file else plain_map(frame.columns, one)
        facts = table_facts(frame, by, one, str(table)).facts
    difference = diff_packs(one, other, day_a, day_b, facts)
    click.echo(
        printable(write_difference(one, other, (day_a, day_b), difference, Speech(current_language())))
    )


def _edition(word: str, pack_name: str | None) -> tuple[str | None, date]:
    """Return the pack and the day that a word names: a day, a pack, or PACK@DAY."""
    pack, at, day = word.partition("@")
    today = Day()
    if at:
        return pack, today.convert(day, None, None)
    on = parse_day(word)
    return (pack_name, on) if on else (word, today.convert("today", None, None))


@law.command(help=msg("Print the rules of a day as one SELECT for somebody's database or cluster."))
@click.option("--dialect", type=click.Choice(DIALECTS), default="postgres", show_default=True,
              help=msg("For which database."))  # fmt: skip
@click.option("--table", default="systems", show_default=True, help=msg("The table of systems."))
@on_day
@to_file
@from_pack
@in_language
def sql(dialect: str, table: str, on: date, out: Path | None, pack_name: str | None) -> None:
    """Print SQL."""
    from tanba.flow import open_pack
    from tanba.law import to_sql

    deliver(to_sql(open_pack(pack_name), on, dialect, table), out)

"""Checking a signature that somebody made with a certificate, such as one of the national authority."""

import sys
from pathlib import Path

import click

from tanba.cli.language import current_language
from tanba.cli.options import READABLE, in_form, in_language
from tanba.report import Speech, msg, write_json


@click.command(
    help=msg(
        "Check a signature made with a certificate (CMS): RSA, or GOST R 34.10-2015 of Kazakhstan."
    )
)
@click.argument("signature", type=READABLE)
@click.option(
    "--data", type=READABLE, help=msg("What was signed, when it is not inside the signature.")
)
@click.option(
    "--authority", "authorities", type=READABLE, multiple=True,
    help=msg("Certificate of an authority that you trust; may be given several times."),
)  # fmt: skip
@click.option(
    "--revoked", "revocations", type=READABLE, multiple=True,
    help=msg("A list of revoked certificates; may be given several times."),
)  # fmt: skip
@in_form("text", "json")
@in_language
def check(
    signature: Path, data: Path | None, authorities: tuple[Path, ...], revocations: tuple[Path, ...],
    form: str,
) -> None:  # fmt: skip
    """Check a signature."""
    from tanba.flow import check_signature_file
    from tanba.report import evidence_record, write_signatures

    seen = check_signature_file(signature, data, authorities, revocations)
    speech = Speech(current_language())
    json_wanted = form == "json"
    text = write_json(evidence_record(seen)) if json_wanted else write_signatures(seen, speech)
    click.echo(text, nl=json_wanted)
    sys.exit(1 if any(one.verdict == "invalid" for one in seen) else 0)

"""The measure of labels: what it declares, its settings, and one run from files to numbers."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tanba.kernel import Refused, value
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured
from tanba.measures.labels import words

_EVERY: Final = Yardstick(source=words.EVERY, at_least=1.0)
_SAMPLE_AT_MOST: Final = 100_000
_CENSUS_AT_MOST: Final = 1_000_000
"""Of more files than these a census is a sample, and says so."""


@value
class LabelSettings:
    """How files are drawn, and how the table of people who looked is read."""

    sample: int = 300
    """Files that are looked at, of each kind where kinds are drawn apart; all of them if there are fewer."""
    census: bool = False
    """Look at every file, however many there are: only then can it be shown that every one is marked."""
    by_kind: bool = False
    """Draw each kind of file (by the ending of its name) apart, so that a few videos are not passed over."""
    viewed_file: str = "file"
    """In the table of people who looked: the column with the name of the file, or the address."""
    viewed_warning: str = "warning"
    """In the same table: the column that says whether a warning was perceived without effort."""


class Labels:
    """Samples what is distributed, and asks of each file whether it carries both halves of a label."""

    settings = LabelSettings
    about = About(
        id="labels",
        version="1",
        title=words.TITLE,
        purpose=words.PURPOSE,
        reads=(
            Reads(name="outputs", kinds=("folder",), about=words.OUTPUTS, required=False),
            Reads(name="addresses", kinds=("addresses",), about=words.ADDRESSES, required=False),
            Reads(name="viewed", kinds=("table",), about=words.VIEWED, required=False),
        ),
        shows=(
            # One file without a mark already answers "does every one carry it".
            Shows(fact="synthetic_machine_mark", by=("labels-machine",), met=True, not_met=False),
            # Where the file itself has no warning one may still stand around it.
            Shows(fact="synthetic_warning", by=("labels-people",), met=True),
            # Only people can tell: the number is there only where they looked.
            Shows(fact="warning_perceivable", by=("labels-perceived",), met=True, not_met=False),
        ),
        yardsticks={
            "labels-both": _EVERY,
            "labels-machine": _EVERY,
            "labels-people": _EVERY,
            "labels-perceived": _EVERY,
        },
        assumes=words.ASSUMES,
        cost=words.COST,
        # What is distributed changes every day; a quarter is how long people let a sample speak for it.
        valid_days=90,
    )

    def run(self, reads: Mapping[str, Artefact], settings: LabelSettings, world: World) -> Measured:
        """
        Return the shares of files with both conditions and with each, of a folder or a list of addresses.

        Raises Refused MB06 for settings out of bounds or both sources at once, MB07 where files cannot be
        read by what was given, MB08 without a network; Faults MB01 to MB04 for what cannot be drawn from.
        """
        from tanba.measures.labels.account import account
        from tanba.measures.labels.looking import look
        from tanba.measures.labels.sample import draw_addresses, draw_files
        from tanba.measures.labels.viewed import read_viewed

        listed = reads.get("addresses")
        source = _source(reads, settings)
        if world.label is None:
            raise Refused("MB07", "nothing was given that reads labels out of files")
        if listed is not None and world.fetch is None:
            raise Refused("MB08", "no network was given to fetch addresses with", "measure a folder")
        sample = _CENSUS_AT_MOST if settings.census else settings.sample
        folder = None if listed is not None else source.path or Path(source.at)
        if folder is None:
            population = draw_addresses(source, sample, settings.by_kind, world.seed)
        else:
            population = draw_files(folder, sample, settings.by_kind, world.seed)
        drawn = [(draw.kind, name) for draw in population.draws for name in draw.names]
        viewed, said, others = reads.get("viewed"), dict[str, bool](), 0
        if viewed is not None:
            names = {name for _, name in drawn}
            columns = settings.viewed_file, settings.viewed_warning
            said, others = read_viewed(viewed, *columns, names)
        looks = look(drawn, folder, said, world.label, world)
        return account(population, looks, viewed is not None, others)

    def example(self, folder: Path) -> Example:
        """Write pages of a town's news, of which some lost a half of their label on the way."""
        from tanba.measures.labels.example import write_example

        return write_example(folder)


def _source(reads: Mapping[str, Artefact], settings: Any) -> Artefact:
    if not 1 <= settings.sample <= _SAMPLE_AT_MOST:
        hint = f"set sample to 1 to {_SAMPLE_AT_MOST}, or census: true for all files"
        raise Refused("MB06", f"a sample of {settings.sample} files", hint)
    given = [reads[name] for name in ("outputs", "addresses") if name in reads]
    if len(given) != 1:
        what = "neither a folder nor addresses" if not given else "a folder and addresses at once"
        raise Refused("MB06", f"{what} to draw from", "name one of outputs and addresses")
    return given[0]

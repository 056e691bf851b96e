"""The measure of data libraries (articles 20(2) and 27 of the AI Law; the form of decree 830, annex 5)."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanba.kernel import Refused
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured
from tanba.measures.libraries import words

if TYPE_CHECKING:
    from tanba.measures.libraries.settings import DataLibrarySettings

_ABOUT = About(
    id="data-library",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(
        Reads(name="library", kinds=("folder",), about=words.LIBRARY),
        Reads(name="log", kinds=("table",), about=words.LOG, required=False),
        Reads(name="reference", kinds=("table",), about=words.REFERENCE, required=False),
    ),
    shows=(
        Shows(fact="library_passport", by=("passport_sections",), met=True, not_met=False),
        Shows(fact="library_metadata", by=("metadata_described",), met=True, not_met=False),
        Shows(fact="library_checksum", by=("checksums_true",), met=True, not_met=False),
        # One paper among the data does not make a library unreadable, so that is for a person to say.
        Shows(
            fact="library_machine_readable", by=("machine_readable",), needs=("files_unread",), met=True
        ),
        Shows(fact="producer_named_machine_readable", by=("producer_named",), met=True, not_met=False),
        Shows(fact="producer_data_read_back", by=("producer_names",), met=True, not_met=False),
        # That no reservation was found does not make data lawful.
        Shows(fact="data_sets_lawful", by=("reserved",), not_met=False),
        # Rows of a survey that say the same are no fault by themselves: they are counted and not judged.
        Shows(
            fact="data_sets_good",
            by=(
                "missing_cells",
                "exact_duplicates",
                "near_duplicates",
                "total_variation",
            ),
            needs=("files_unread", "metadata_described", "checksums_true"),
            met=True,
            not_met=False,
        ),
    ),
    yardsticks={
        "files_unread": Yardstick(source=words.NONE, at_most=0),
        "passport_sections": Yardstick(source=words.FORM, at_least=1),
        "metadata_described": Yardstick(source=words.ALL, at_least=1),
        "checksums_true": Yardstick(source=words.ALL, at_least=1),
        "machine_readable": Yardstick(source=words.ALL, at_least=1),
        "producer_named": Yardstick(source=words.ALL, at_least=1),
        "producer_names": Yardstick(source=words.ONE, at_least=1, at_most=1),
        "reserved": Yardstick(source=words.NONE, at_most=0),
        "missing_cells": Yardstick(source=words.FEW_EMPTY, at_most=0.05),
        "exact_duplicates": Yardstick(source=words.FEW_SAME, at_most=0.01),
        "near_duplicates": Yardstick(source=words.FEW_NEAR, at_most=0.05),
        "total_variation": Yardstick(source=words.FEW_APART, at_most=0.1),
    },
    assumes=words.ASSUMES,
    cost=words.COST,
    valid_days=180,  # a library changes with its versions, wishes about training even without one
)


class DataLibrary:
    """Holds a data library against its passport, its metadata, its licences and its reference shares."""

    @property
    def about(self) -> About:
        """What it declares."""
        return _ABOUT

    @property
    def settings(self) -> "type[DataLibrarySettings]":
        """Where things stand in the library, and what the shares should be."""
        from tanba.measures.libraries.settings import DataLibrarySettings

        return DataLibrarySettings

    def run(self, reads: Mapping[str, Artefact], settings: Any, world: World) -> Measured:
        """
        Return what the library shows; an empty one shows nothing.

        Raises Refused or Faults ML01 to ML08, and what tables raise.
        """
        from tanba.measures.libraries import account, findings
        from tanba.measures.libraries.examination import examine
        from tanba.measures.libraries.reference import with_reference
        from tanba.measures.libraries.rights import read_log

        library, log = reads.get("library"), reads.get("log")
        if library is None or library.path is None:
            raise Refused(
                "ML01", "a data library is a folder, and none was named", "name one as library"
            )
        settings = with_reference(settings, reads.get("reference"))
        found = examine(library.path, settings, world)
        collected = read_log(log, settings) if log else None
        return Measured(
            results=findings.results(found, collected, bool(settings.obligatory)),
            charts=tuple(account.charts(found)),
            tables=tuple(account.tables(found)),
            notes=tuple(account.notes(found)),
        )

    def example(self, folder: Path) -> Example | None:
        """Write a made-up library of letters to a city office."""
        from tanba.measures.libraries.example import write_example

        return write_example(folder)

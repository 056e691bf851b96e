"""The measure of personal data (article 17(3)(4) of the AI Law, and law 94-V behind it)."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured
from tanba.measures.personal_data import words

if TYPE_CHECKING:
    from tanba.measures.personal_data.settings import PersonalDataSettings

_ABOUT = About(
    id="personal-data",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(
        Reads(name="data", kinds=("table", "file", "folder"), about=words.DATA, required=False),
        Reads(name="register", kinds=("table",), about=words.REGISTER, required=False),
        Reads(name="stores", kinds=("table",), about=words.STORES, required=False),
    ),
    # Nothing here shows processing to be lawful, or a place to be real: those answers are for a person.
    shows=(
        Shows(fact="personal_data_lawful", by=("without_basis", "outside_consent"), not_met=False),
        Shows(fact="data_stored_in_kazakhstan", by=("holdings_outside",), not_met=False),
        Shows(fact="cross_border_transfer", by=("stores_outside",), not_met=True),
        Shows(fact="processes_personal_data", by=("iin_held",), not_met=True),
        Shows(fact="library_holds_personal_data", by=("iin_held",), not_met=True),
        Shows(fact="library_depersonalised", by=("identifiers_left",), not_met=False),
    ),
    yardsticks={
        "without_basis": Yardstick(source=words.NONE_LACKING, at_most=0),
        "outside_consent": Yardstick(source=words.NONE_LACKING, at_most=0),
        "holdings_outside": Yardstick(source=words.NONE_OUTSIDE, at_most=0),
        "stores_outside": Yardstick(source=words.NONE_ABROAD, at_most=0),
        "iin_held": Yardstick(source=words.NONE_HELD, at_most=0),
        "identifiers_left": Yardstick(source=words.NONE_LEFT, at_most=0),
    },
    assumes=words.ASSUMES,
    cost=words.COST,
    valid_days=90,  # consents end and tables grow: a quarter is about as long as a register stays true
)


class PersonalData:
    """Counts identifiers in data, persons without a basis in the register, and stores outside Kazakhstan."""

    @property
    def about(self) -> About:
        """What it declares."""
        return _ABOUT

    @property
    def settings(self) -> "type[PersonalDataSettings]":
        """What the columns are called, and what the owner says of the data."""
        from tanba.measures.personal_data.settings import PersonalDataSettings

        return PersonalDataSettings

    def run(self, reads: Mapping[str, Artefact], settings: Any, world: World) -> Measured:
        """
        Return what was found; what was not given gives results with n = 0.

        Raises Refused or Faults MP01 to MP05, and what tables and folders raise.
        """
        from tanba.measures.personal_data import findings, grounds
        from tanba.measures.personal_data.register import read_register
        from tanba.measures.personal_data.scanning import Scan, scan
        from tanba.measures.personal_data.stores import read_stores

        data, listed, places = (reads.get(name) for name in ("data", "register", "stores"))
        scanned = scan(data, settings.most_bytes, world) if data else Scan(places=(), read=0, unread=())
        register = read_register(listed, settings) if listed else None
        stores = read_stores(places, settings) if places else None
        return Measured(
            results=(
                *findings.scan_results(scanned, settings.depersonalised),
                *grounds.register_results(register),
                *grounds.store_results(stores),
            ),
            charts=tuple(findings.scan_charts(scanned)),
            tables=(
                *findings.scan_tables(scanned),
                *(grounds.register_tables(register) if register else ()),
                *(grounds.store_tables(stores) if stores else ()),
            ),
            notes=(
                *findings.scan_notes(scanned),
                *(grounds.register_notes(register) if register else ()),
            ),
        )

    def example(self, folder: Path) -> Example | None:
        """Write the data of a made-up clinic."""
        from tanba.measures.personal_data.example import write_example

        return write_example(folder)

"""The measure of human control: what it declares, its settings, and one run over a log of decisions."""

import math
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

from tanba.kernel import Refused, value
from tanba.measures.control import words
from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured

COLUMNS: Final = (
    "id",
    "proposed",
    "opened",
    "decided",
    "reviewer",
    "proposal",
    "final",
    "cancelled",
)


@value
class ControlSettings:
    """What the columns of the log are called (empty for one it does not have), and what counts as haste."""

    id: str = "id"
    """The column that names the decision."""
    proposed: str = "proposed"
    """The moment at which the system proposed."""
    opened: str = "opened"
    """The moment at which a person was shown the case; without it nothing is known of seeing and time."""
    decided: str = "decided"
    """The moment of the final decision; empty cells are not decided yet."""
    reviewer: str = "reviewer"
    """Who decided; people appear in the results as A, B, C only."""
    proposal: str = "proposal"
    """What the system proposed."""
    final: str = "final"
    """What was decided in the end; a different word means that a person changed it."""
    cancelled: str = "cancelled"
    """Whether a person cancelled it: yes or no."""
    machine_names: tuple[str, ...] = ("system", "auto", "bot", "система", "авто", "жүйе")
    """Words in the column of reviewers that mean the system itself; an empty cell means it too."""
    zone: str = "Asia/Almaty"
    """The time zone of moments that are written without an offset."""
    least_seconds: float = 10.0
    """Less than this is haste: in ten seconds an adult reads about 40 words (Brysbaert 2019)."""
    least_decisions: int = 100
    """From so many decisions on, having never changed one is worth telling."""
    longest_days: float = 366.0
    """From proposing or opening to deciding; longer cannot be, and a clock has jumped."""
    in_order_of: Literal["", "proposed", "opened", "decided"] = ""
    """The moment by which the rows were written: then one that goes back is a flaw. Empty: not looked at."""
    numbered: bool = False
    """Ids are whole numbers in a row: then numbers left out are a flaw."""
    census: bool = False
    """The log holds every decision of its time, and speaks of that time only: nothing is estimated."""

    @property
    def columns(self) -> dict[str, str]:
        """The columns that the log has, by what they mean."""
        return {name: getattr(self, name) for name in COLUMNS if getattr(self, name)}


class HumanControl:
    """Reads a log of decisions, and asks whether people could and did check what the system proposed."""

    settings = ControlSettings
    about = About(
        id="human-control",
        version="1",
        title=words.TITLE,
        purpose=words.PURPOSE,
        reads=(Reads(name="decisions", kinds=("table",), about=words.DECISIONS),),
        shows=(
            Shows(
                fact="human_can_review",
                by=("control-seen", "control-hasty", "control-load"),
                needs=("control-unreadable",),
                met=True,
                not_met=False,
            ),
        ),
        yardsticks={
            "control-seen": Yardstick(source=words.TOLERATED, at_least=0.95),
            "control-unread": Yardstick(source=words.TOLERATED, at_most=0.05),
            "control-hasty": Yardstick(source=words.TOLERATED, at_most=0.05),
            "control-load": Yardstick(source=words.PACE, at_most=360.0),
            "control-unreadable": Yardstick(source=words.CLEAN, at_most=0.01),
        },
        assumes=words.ASSUMES,
        cost=words.COST,
        # Staff, volume and screens change within a season: a log of last spring says little of today.
        valid_days=90,
    )

    def run(self, reads: Mapping[str, Artefact], settings: ControlSettings, world: World) -> Measured:
        """
        Return what was seen, changed, cancelled, how fast and under what load.

        Raises Refused MH04 for settings that cannot be, MH05 and MH06 for a log too large to hold; Faults and
        Refused MT… for a table that cannot be read.
        """
        _check(settings)
        from tanba.measures.control.account import account
        from tanba.measures.control.counting import count_log
        from tanba.measures.control.reading import read_log

        batches = read_log(reads["decisions"], settings)
        return account(count_log(batches, settings, world.tick), settings)

    def example(self, folder: Path) -> Example:
        """Write a month of a bank's credit decisions, of which one of four people clears too many."""
        from tanba.measures.control.example import write_example

        return write_example(folder)


def _check(how: ControlSettings) -> None:
    columns = how.columns
    if not {"decided", "final", "cancelled"} & set(columns):
        raise Refused("MH04", "no column tells what became of a proposal", "set decided or final")
    if "reviewer" not in columns:
        raise Refused("MH04", "no column tells who decided", "set reviewer")
    doubled = sorted({one for one in columns.values() if list(columns.values()).count(one) > 1})
    if doubled:
        raise Refused("MH04", f"column {doubled[0]!r} is named twice", "a log has one column for each")
    for name in ("least_seconds", "longest_days"):
        number = getattr(how, name)
        if not (math.isfinite(number) and 0 < number <= 100_000):
            raise Refused("MH04", f"{name} is {number}", "set more than 0 and at most 100000")
    if how.least_decisions < 1:
        raise Refused("MH04", f"least_decisions is {how.least_decisions}", "set 1 or more")
    if how.in_order_of and how.in_order_of not in columns:
        raise Refused("MH04", f"rows in order of {how.in_order_of}, which the log does not have")
    if how.numbered and "id" not in columns:
        raise Refused("MH04", "numbered decisions without a column of their numbers", "set id")

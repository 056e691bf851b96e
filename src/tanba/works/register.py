"""What an office that registers works asks for, as far as a record can answer; the rest is left open."""

from tanba.kernel import value
from tanba.works.record.values import Replayed


@value
class Register:
    """
    Fields of Kazakhstan's register of rights that are protected by copyright, prefilled.

    The list follows the article on the register in the law on copyright of 1996 and its order of 2018 as
    secondary sources tell them. What only the author knows is empty, and shown as to be filled in.
    """

    title: str
    author: str
    kind: str
    """`text`, `picture`, `sound` or `program`."""
    language: str
    begun: str
    """ISO day by the clock of the machine, of the first session; empty without one."""
    ended: str
    about: str = ""
    field: str = ""
    purpose: str = ""
    functions: str = ""
    characteristics: str = ""
    programming_language: str = ""
    computer: str = ""


PROGRAM_ONLY = ("field", "purpose", "functions", "characteristics", "programming_language", "computer")
"""Asked for programs and databases only."""


def register_of(
    record: Replayed, said: dict[str, str] | None = None, program: bool = False
) -> Register:
    """Return the fields as the record and what the author `said` fill them."""
    days = [head.at.date().isoformat() for head in record.sessions]
    return Register(
        title=record.work.title,
        author=record.work.author,
        kind="program" if program else record.work.media,
        language=record.work.language,
        begun=min(days, default=""),
        ended=max(days, default=""),
        **(said or {}),
    )

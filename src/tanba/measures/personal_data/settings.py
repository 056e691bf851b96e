"""How an owner tells the measure of personal data what the columns mean."""

from collections.abc import Mapping
from dataclasses import field

from tanba.kernel import Day, value


@value
class PersonalDataSettings:
    """What is expected of the data, and what the columns of the register and of the stores are called."""

    depersonalised: bool = False
    """The owner says that the data are depersonalised: then every identifier left is one too many."""
    most_bytes: int = 4_294_967_296
    """Most bytes of a folder that are read; files beyond are named as unread."""
    subject: str = "subject"
    """Register: the column that tells persons apart; a number or code of your own is best."""
    purpose: str = "purpose"
    """Register: the column with the purpose of processing; may be missing."""
    basis: str = "basis"
    """Register: the column with the legal basis: consent, law, contract, treaty, none, or words of `bases`."""
    since: str = "from"
    """Register: the column with the first day of a consent; may be missing."""
    until: str = "until"
    """Register: the column with its last day; may be missing. Empty: no end was set."""
    withdrawn: str = "withdrawn"
    """Register: the column with the day of withdrawal; may be missing. Empty: not withdrawn."""
    at: str = "at"
    """Register: the column with the day of processing. Where it is missing, `on` is the day for all rows."""
    on: Day | None = None
    """The day on which consents are to stand, for a register without days of processing."""
    grace_days: int = 30
    """
    Days after a withdrawal in which processing may still come to its end. The default is longer than any term
    in the law with its holidays, so that nobody is accused for want of a calendar.
    """
    bases: Mapping[str, str] = field(default_factory=dict)
    """Words of the register → consent, law, contract, treaty, other or none."""
    store: str = "store"
    """Stores: the column with the name of a database or store."""
    place: str = "place"
    """Stores: the column with its country, as a code (KZ), a name, or a word of `places`."""
    holding: str = "data"
    """Stores: the column with what is kept there, so that a copy is told from the only base; may be missing."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Words of the column of places, such as names of hosts and regions → code of the country."""

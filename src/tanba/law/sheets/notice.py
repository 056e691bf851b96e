"""What people are told about something made with AI, where the law wants them told."""

from collections.abc import Iterator

from tanba.kernel import Cite, Text, value


@value
class Notice:
    """One wording for one scope. No law prescribes it; the cited place is what it serves."""

    id: str
    scope: str
    """What it is put on: synthetic, ai-output, goods, service."""
    made: tuple[str, ...]
    """How the thing came about: generated, edited, composite."""
    says: Text
    short: Text
    """The same in few letters, for small pictures."""
    cite: Cite
    machine: str = ""
    """The rule that wants a mark for machines, if one does."""
    people: str = ""
    """The rule that wants a warning for people."""
    source: str = ""

    def texts(self) -> Iterator[tuple[str, str]]:
        """Yield each wording with its language."""
        for text in (self.says, self.short):
            yield from (("kk", text.kk), ("ru", text.ru), ("en", text.en))

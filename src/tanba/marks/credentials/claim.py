"""What is to be claimed about one file: the disclosure, and what was done to the file on the way."""

from tanba.kernel import LANGS, Lang, value
from tanba.marks.disclosure import Disclosure
from tanba.marks.results import Drawn


@value
class Claim:
    """Everything that a manifest of ours says."""

    disclosure: Disclosure | None
    """None when the manifest says nothing of AI, and so only what else it says."""
    time: str = ""
    """RFC 3339; without a disclosure, whose time else counts."""
    title: str = ""
    """What people call the file, such as its name; empty to leave it out."""
    drawn: Drawn | None = None
    """The label that was drawn into the file, if one was."""
    languages: tuple[Lang, ...] = LANGS
    """Languages of the sentence that a viewer which knows no Tanba shows beside the action."""
    described: bool = False
    """Whether metadata were written into the file."""
    training: bool | None = None
    """
    Whether the content may be used to train (an assertion of CAWG), with a disclosure also whether to
    mine and as input; None says nothing.
    """

    @property
    def opens(self) -> bool:
        """Whether it tells of a file that was there before."""
        return self.disclosure is None or self.disclosure.made == "edited"


@value
class Signed:
    """A manifest, as it was written."""

    where: str
    sha256: str
    """Of the manifest store."""
    size: int
    """Of the manifest store, in bytes."""
    sidecar: bytes | None = None
    """The manifest store itself, where it has to lie beside the file."""

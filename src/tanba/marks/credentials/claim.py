"""What is to be claimed about one file: the disclosure, and what was done to the file on the way."""

from tanba.kernel import LANGS, Lang, value
from tanba.marks.disclosure import Disclosure
from tanba.marks.results import Drawn


@value
class Claim:
    """Everything that a manifest of ours says."""

    disclosure: Disclosure
    title: str = ""
    """What people call the file, such as its name; empty to leave it out."""
    drawn: Drawn | None = None
    """The label that was drawn into the file, if one was."""
    languages: tuple[Lang, ...] = LANGS
    """Languages of the sentence that a viewer which knows no Tanba shows beside the action."""
    described: bool = False
    """Whether metadata were written into the file."""
    training: bool | None = None
    """Whether the content may be used to train and mine (an assertion of CAWG); None says nothing."""


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

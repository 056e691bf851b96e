"""What a sound file cannot take."""

from tanba.kernel import Refused


class CannotHold(Refused):
    """A sound file that cannot take one layer, such as a signed PDF: the others still go on."""

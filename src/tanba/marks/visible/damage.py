"""What PyAV raises on damaged files, in our words."""

from collections.abc import Iterator
from contextlib import contextmanager

import av

from tanba.kernel import Refused


@contextmanager
def refusing(what: str) -> Iterator[None]:
    """
    Raise Refused MK72 for whatever the library raises on a damaged `what`: a video, a sound.

    Troubles of the disk stay what they are.
    """
    try:
        yield
    except av.FFmpegError as error:
        said = str(error.strerror or error)[:120].lower()
        raise Refused("MK72", f"a damaged {what}: {said}") from None
    except (ValueError, ArithmeticError, LookupError, TypeError, MemoryError):
        raise Refused("MK72", f"a damaged {what}: its headers make no sense") from None

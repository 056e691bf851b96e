"""How long a sound is, in milliseconds; nothing is decoded for it."""

from io import BytesIO
from typing import Final

_PACKETS: Final = 5_000_000


def milliseconds(data: bytes) -> int | None:
    """Return the length that a sound's container tells or its packets add up to; None when neither does."""
    import av

    try:
        with av.open(BytesIO(data), "r", metadata_errors="ignore") as container:
            if not container.streams.audio:
                return None
            if container.duration:
                return max(0, container.duration // 1_000) or None  # in microseconds (AV_TIME_BASE)
            stream = container.streams.audio[0]
            ticks = 0
            for number, packet in enumerate(container.demux(stream)):
                if number > _PACKETS:
                    return None
                ticks += packet.duration or 0
            return int(ticks * stream.time_base * 1_000) or None if stream.time_base else None
    except (OSError, ValueError, ArithmeticError, RuntimeError, MemoryError, AttributeError):
        return None  # FFmpeg's errors are OSErrors and ValueErrors; a file it cannot read has no length

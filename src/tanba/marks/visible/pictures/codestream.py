"""The header of a JPEG XL codestream, read before anything is decoded (ISO/IEC 18181-1, annex D)."""

from typing import Final

from tanba.kernel import Refused, value
from tanba.marks.visible.pictures.splicing import JXL_SIGNATURE, boxes

_RATIOS: Final = ((1, 1), (12, 10), (4, 3), (3, 2), (16, 9), (5, 4), (2, 1))


@value
class Header:
    """What the header says."""

    width: int
    height: int
    animated: bool
    lossy: bool | None
    """Whether colours are in XYB, as lossy encoders leave them; None where we do not read that far."""
    bits: int
    """Of each colour channel; 8 is usual."""


def header(data: bytes) -> Header:
    """Return the header of a JPEG XL file, bare or in its container; raise Refused MK66 on damage."""
    bits = _Bits(_stream(data))
    if bits.take(16) != 0x0AFF:
        raise Refused("MK66", "a damaged picture: no JPEG XL codestream")
    width, height = _size(bits)
    if bits.take(1):  # all_default
        return Header(width=width, height=height, animated=False, lossy=True, bits=8)
    animated = False
    if bits.take(1):  # extra_fields
        if bits.take(3) >= 4:  # orientation, from 0: these are seen on their side
            width, height = height, width
        if bits.take(1):
            _size(bits)  # intrinsic size
        if bits.take(1):  # a preview: its header has no fixed length worth reading
            return Header(width=width, height=height, animated=False, lossy=None, bits=8)
        animated = bool(bits.take(1))
        if animated:
            return Header(width=width, height=height, animated=True, lossy=None, bits=8)
    depth = _depth(bits)
    bits.take(1)  # modular_16bit_buffers
    extra = bits.u32((0, 0), (1, 0), (2, 4), (1, 12))
    lossy: bool | None = None
    if all(bits.take(1) for _ in range(min(extra, 8))) and extra <= 8:  # each an ordinary alpha channel
        lossy = bool(bits.take(1))
    return Header(width=width, height=height, animated=animated, lossy=lossy, bits=depth)


def _stream(data: bytes) -> bytes:
    if not data.startswith(JXL_SIGNATURE):
        return data[:256]
    for name, content, _ in boxes(data):
        if name == b"jxlc":
            return content[:256]
        if name == b"jxlp":
            return content[4:260]
    raise Refused("MK66", "a damaged picture: no JPEG XL codestream")


def _size(bits: "_Bits") -> tuple[int, int]:
    small = bits.take(1)
    height = _side(bits, small)
    ratio = bits.take(3)
    if ratio == 0:
        return _side(bits, small), height
    over, under = _RATIOS[ratio - 1]
    return height * over // under, height


def _side(bits: "_Bits", small: int) -> int:
    return 8 * (bits.take(5) + 1) if small else bits.u32((1, 9), (1, 13), (1, 18), (1, 30))


def _depth(bits: "_Bits") -> int:
    if bits.take(1):
        depth = bits.u32((32, 0), (16, 0), (24, 0), (1, 6))
        bits.take(4)
        return depth
    return bits.u32((8, 0), (10, 0), (12, 0), (1, 6))


class _Bits:
    """Bits, the lowest of each byte first."""

    def __init__(self, data: bytes) -> None:
        self.number, self.left = int.from_bytes(data, "little"), 8 * len(data)

    def take(self, count: int) -> int:
        if count > self.left:
            raise Refused("MK66", "a truncated picture: its header ends too early")
        taken = self.number & ((1 << count) - 1)
        self.number >>= count
        self.left -= count
        return taken

    def u32(self, *ways: tuple[int, int]) -> int:
        base, count = ways[self.take(2)]
        return base + self.take(count)

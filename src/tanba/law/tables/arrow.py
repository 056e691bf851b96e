"""
The bits of a column of truths, as they lie in memory: the Arrow C data and stream interfaces.

Polars keeps truths and their validity as bitmaps, one bit a row, lowest bit first: exactly a plane.
Through the interface they are copied as they are; unpacking them to bytes and packing them again costs
forty times as much. Layout and lifetime: arrow.apache.org/docs/format/CDataInterface.html and
CStreamInterface.html.
"""

import ctypes
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars

Bits = NDArray[np.uint8]


class _Array(ctypes.Structure):
    length: int
    null_count: int
    offset: int
    buffers: Any
    release: Any


class _Stream(ctypes.Structure):
    get_next: Any


_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.c_void_p),
    ("dictionary", ctypes.c_void_p),
    ("release", ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))),
    ("private_data", ctypes.c_void_p),
]
_Stream._fields_ = [
    ("get_schema", ctypes.c_void_p),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype = ctypes.c_void_p
_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]


def bitmaps(column: "polars.Series") -> tuple[Bits, Bits | None]:
    """
    Return the bits of a column of truths and of its validity, packed, lowest bit first.

    The validity is None when every row has an answer. Bits past the last row may be anything.
    """
    capsule: Any = column.rechunk().__arrow_c_stream__()  # owns the stream, and releases it
    stream = ctypes.cast(_pointer(capsule, b"arrow_array_stream"), ctypes.POINTER(_Stream))
    array = _Array()
    failed = stream.contents.get_next(stream, ctypes.byref(array))
    if failed or not array.release:  # a released array is the end of the stream: no rows
        return np.zeros(0, np.uint8), None
    try:
        # Buffer 0 is the validity, buffer 1 the truths.
        known = _copy(array, 0) if array.null_count != 0 and array.buffers[0] else None
        return _copy(array, 1), known
    finally:
        array.release(ctypes.byref(array))


def _copy(array: _Array, buffer: int) -> Bits:
    skip, shift = divmod(array.offset, 8)
    size = -(-(array.length + shift) // 8)
    if size == 0:
        return np.zeros(0, np.uint8)
    # A copy: the memory itself is the column's, and goes with it.
    bits = np.frombuffer(ctypes.string_at(array.buffers[buffer] + skip, size), np.uint8)
    if not shift:
        return bits
    following = np.append(bits[1:], np.uint8(0))
    moved: Bits = bits >> np.uint8(shift) | following << np.uint8(8 - shift)
    return moved[: (array.length + 7) // 8]

"""
The bits of a column of truths, as they lie in memory: the Arrow C data and stream interfaces.

Polars keeps truths and their validity as bitmaps, one bit a row, lowest bit first: exactly a plane.
Through the interface they are copied word by word; unpacking them to bytes first costs forty times as
much. Layout and life time: arrow.apache.org/docs/format/CDataInterface.html and CStreamInterface.html.
"""

import ctypes
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars


class _Array(ctypes.Structure):
    pass


class _Stream(ctypes.Structure):
    pass


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


def bitmaps(column: "polars.Series") -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """
    Return the bits of a column of truths and of its validity, packed, lowest bit first.

    The validity is None when every row has an answer. Bits past the last row may be anything.
    """
    column = column.rechunk()
    size = -(-len(column) // 8)
    for truths, known in _chunks(column):
        return truths[:size], known if known is None else known[:size]
    return np.zeros(0, np.uint8), None


def _chunks(column: "polars.Series") -> Iterator[tuple[NDArray[np.uint8], NDArray[np.uint8] | None]]:
    capsule: Any = column.__arrow_c_stream__()  # owns the stream and releases it when collected
    stream = ctypes.cast(_pointer(capsule, b"arrow_array_stream"), ctypes.POINTER(_Stream))
    array = _Array()
    if stream.contents.get_next(stream, ctypes.byref(array)) != 0 or not array.release:
        return
    try:
        # Buffer 0 is the validity, buffer 1 the truths; both start `offset` bits in.
        known = _bits(array, 0) if array.null_count != 0 and array.buffers[0] else None
        yield _bits(array, 1), known
    finally:
        array.release(ctypes.byref(array))


def _bits(array: _Array, buffer: int) -> NDArray[np.uint8]:
    skip, shift = divmod(array.offset, 8)
    size = -(-(array.length + shift) // 8)
    if size == 0:
        return np.zeros(0, np.uint8)
    raw = (ctypes.c_uint8 * size).from_address(array.buffers[buffer] + skip)
    bits = np.frombuffer(raw, np.uint8).copy()  # the memory is the column's and goes with it
    if not shift:
        return bits
    over = np.append(bits[1:], np.uint8(0))
    moved: NDArray[np.uint8] = bits >> shift | over << (8 - shift)
    return moved

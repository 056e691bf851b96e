"""
Two calls of the C2PA library that its Python face leaves out: a manifest whose place the caller makes.

Both take a definition that has its `c2pa.hash.data` already, and a context that holds the signer.
"""

import ctypes
from io import BytesIO
from typing import Any, Final, cast

import c2pa
from c2pa import c2pa as face

_FORMAT: Final = b"application/c2pa"
"""The bare manifest store, without the framing of any container."""

_BYTES: Final = ctypes.POINTER(ctypes.c_ubyte)
_LIBRARY: Final = cast(Any, face)._lib


def store_size(definition: str, context: c2pa.Context, resources: dict[str, bytes]) -> int:
    """Return how long the signed manifest store will be; nothing is signed. Raises C2paError."""
    return len(_called(_LIBRARY.c2pa_builder_placeholder, definition, context, resources))


def signed_store(definition: str, context: c2pa.Context, resources: dict[str, bytes]) -> bytes:
    """Return the signed manifest store, bound to what its `c2pa.hash.data` says. Raises C2paError."""
    return _called(_LIBRARY.c2pa_builder_sign_embeddable, definition, context, resources)


def _called(
    function: Any, definition: str, context: c2pa.Context, resources: dict[str, bytes]
) -> bytes:
    function.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.POINTER(_BYTES)]
    function.restype = ctypes.c_int64
    out = _BYTES()
    with c2pa.Builder(definition, context) as builder:
        for name, content in resources.items():
            builder.add_resource(name, BytesIO(content))
        handle = cast(Any, builder)
        # As the face does it around its own calls: nobody closes the builder meanwhile, and the error
        # that is read back is that of this call.
        with handle._exclusive_native_call(), cast(Any, face)._context_guard(context):
            size = function(handle._handle, _FORMAT, ctypes.byref(out))
            cast(Any, face)._check_ffi_operation_result(size, "no manifest was made", check=_failed)
        try:
            return ctypes.string_at(out, size)
        finally:
            _LIBRARY.c2pa_free(out)


def _failed(size: int) -> bool:
    return size < 0

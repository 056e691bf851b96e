"""
GOST R 34.10-2015 with 512 bits, as Kazakhstan's authority writes it; the arithmetic is gostcrypto's.

Curve tc26-gost-3410-12-512-paramSetA, hash Streebog-512. A public key is x and y, a signature r and s,
each number 64 bytes, little-endian; the hash too is read as a little-endian number. These are the
conventions of RFC 4491 and RFC 9215 but for the identifiers; they were found with signatures that the
authority's own test keys made. Pure Python: a signature takes some 0.4 s, a megabyte of hash 8 s.
"""

from functools import cache, lru_cache
from typing import Any, Final

HALF: Final = 64
LARGEST: Final = 2 * 1024 * 1024
"""Bytes that are hashed; a caller says of more that it is not shown."""


@lru_cache(maxsize=4)  # several people sign one content
def streebog(data: bytes) -> bytes:
    """Return the 64-byte Streebog-512 hash of up to `LARGEST` bytes (GOST R 34.11-2012, RFC 6986)."""
    from gostcrypto import gosthash  # type: ignore[import-untyped]

    # At once: what comes in pieces of which one ends on a block is hashed wrongly there.
    return bytes(gosthash.new("streebog512", data=bytearray(data)).digest())


def good_key(key: bytes) -> bool:
    """Say whether 128 bytes are a point of the curve, which the library does not look at."""
    if len(key) != 2 * HALF:
        return False
    x, y = (int.from_bytes(key[n : n + HALF], "little") for n in (0, HALF))
    curve = _curve()
    p = curve["p"]
    on_it = bool((y * y - (x * x * x + curve["a"] * x + curve["b"])) % p == 0)
    return 0 < x < p and 0 < y < p and on_it


@lru_cache(maxsize=256)
def signed(key: bytes, digest: bytes, signature: bytes) -> bool:
    """Say whether a signature of 128 bytes over a hash of 64 is by a public key of 128."""
    if len(digest) != HALF or len(signature) != 2 * HALF or not good_key(key):
        return False
    halves = [part[n : n + HALF][::-1] for part in (key, signature) for n in (0, HALF)]
    public, written = bytearray(halves[0] + halves[1]), bytearray(halves[2] + halves[3])
    return bool(_verifier().verify(public, bytearray(digest[::-1]), written))


@cache
def _verifier() -> Any:
    from gostcrypto import gostsignature

    return gostsignature.new(gostsignature.MODE_512, _curve())


@cache
def _curve() -> Any:
    from gostcrypto import gostsignature

    return gostsignature.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-12-512-paramSetA"]

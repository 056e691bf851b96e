"""
An authority for tests that signs by GOST R 34.10-2015 as Kazakhstan's does, and its lists and messages.

The arithmetic is our own (GOST R 34.10-2012, 6.1), so that what verifies and what signs share no line.
"""

import secrets
from datetime import datetime

from gostcrypto import gosthash, gostsignature

CURVE = gostsignature.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-12-512-paramSetA"]
P, Q = CURVE["p"], CURVE["q"]
BASE = CURVE["x"], CURVE["y"]
KEY, PARAMETERS, SIGNATURE = "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.2.2.1", "1.2.398.3.10.1.1.2.3.2"
STREEBOG = "1.2.398.3.10.1.3.3"
SIGNING, ISSUING = b"\x03\x02\x06\xc0", b"\x03\x02\x01\x06"


# --- DER, written -------------------------------------------------------------------------------------


def tagged(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def seq(*parts: bytes) -> bytes:
    return tagged(0x30, *parts)


def oid(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    out = bytes((40 * first + second,))
    for number in rest:
        digits = [number & 0x7F]
        while number := number >> 7:
            digits.insert(0, number & 0x7F | 0x80)
        out += bytes(digits)
    return tagged(0x06, out)


def integer(number: int) -> bytes:
    return tagged(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


def bits(data: bytes) -> bytes:
    return tagged(0x03, b"\x00" + data)


def octets(data: bytes) -> bytes:
    return tagged(0x04, data)


def time(when: datetime) -> bytes:
    return tagged(0x17, when.strftime("%y%m%d%H%M%SZ").encode())


def name(**parts: str) -> bytes:
    kinds = {"CN": "2.5.4.3", "SERIAL": "2.5.4.5", "C": "2.5.4.6", "O": "2.5.4.10", "OU": "2.5.4.11"}
    kinds["G"] = "2.5.4.42"
    relative = (seq(oid(kinds[kind]), tagged(0x0C, said.encode())) for kind, said in parts.items())
    return seq(*(tagged(0x31, one) for one in relative))


def extension(dotted: str, said: bytes, critical: bool = False) -> bytes:
    return seq(oid(dotted), b"\x01\x01\xff" if critical else b"", octets(said))


NULL = b"\x05\x00"


# --- keys, certificates, lists, messages ---------------------------------------------------------------


def streebog(data: bytes) -> bytes:
    return bytes(gosthash.new("streebog512", data=bytearray(data)).digest())


def add(one, other):
    """The sum of two points, of which neither is the opposite of the other; None is zero."""
    if one is None or other is None:
        return one or other
    (x, y), (u, v) = one, other
    slope = (3 * x * x + CURVE["a"]) * pow(2 * y, -1, P) if x == u else (v - y) * pow(u - x, -1, P)
    w = (slope * slope - x - u) % P
    return w, (slope * (x - w) - y) % P


def times(number: int, point):
    found = None
    while number:
        if number & 1:
            found = add(found, point)
        point, number = add(point, point), number >> 1
    return found


def little(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(64, "little") for number in numbers)


class Pair:
    """A private key, and its public one as it is written: numbers are little-endian."""

    def __init__(self, private: int = 0) -> None:
        self.private = private or secrets.randbelow(Q - 1) + 1
        self.public = little(*times(self.private, BASE))

    def sign(self, data: bytes) -> bytes:
        k, e = secrets.randbelow(Q - 1) + 1, int.from_bytes(streebog(data), "little") % Q
        r = times(k, BASE)[0] % Q
        return little(r, (r * self.private + k * e) % Q)


def spki(public: bytes, key: str = KEY, parameters: str = PARAMETERS) -> bytes:
    algorithm = seq(oid(key), seq(oid(parameters), oid(STREEBOG)))
    return seq(algorithm, bits(octets(public)))


def certificate(
    subject: bytes,
    public: bytes,
    issuer: bytes,
    signer: Pair,
    since: datetime,
    until: datetime,
    serial: int = 77,
    usage: bytes = SIGNING,
    issues: bool = False,
    path: bytes = b"",
    more: bytes = b"",
    algorithm: str = SIGNATURE,
    key_info: bytes = b"",
) -> bytes:
    constraints = extension("2.5.29.19", seq(b"\x01\x01\xff" if issues else b"", path), critical=True)
    tbs = seq(
        tagged(0xA0, integer(2)),
        integer(serial),
        seq(oid(algorithm), NULL),
        issuer,
        seq(time(since), time(until)),
        subject,
        key_info or spki(public),
        tagged(0xA3, seq(extension("2.5.29.15", usage, critical=True), constraints, more)),
    )
    return seq(tbs, seq(oid(algorithm), NULL), bits(signer.sign(tbs)))


def revocations(
    issuer: bytes,
    signer: Pair,
    made: datetime,
    due: datetime,
    revoked: dict[int, datetime],
    more: bytes = b"",
) -> bytes:
    entries = [seq(integer(serial), time(day)) for serial, day in revoked.items()]
    listed = seq(*entries) if entries else b""
    extensions = tagged(0xA0, seq(extension("2.5.29.20", integer(3)), more))
    tbs = seq(integer(1), seq(oid(SIGNATURE), NULL), issuer, time(made), time(due), listed, extensions)
    return seq(tbs, seq(oid(SIGNATURE), NULL), bits(signer.sign(tbs)))


def message(
    content: bytes,
    leaf: bytes,
    issuer: bytes,
    signer: Pair,
    claimed: datetime,
    detached: bool = False,
    serial: int = 77,
    certificates: tuple[bytes, ...] = (),
    lists: tuple[bytes, ...] = (),
    digest: bytes = b"",
    attributes: bool = True,
    kind: str = "1.2.840.113549.1.7.1",
    signed_kind: str = "1.2.840.113549.1.7.1",
) -> bytes:
    def attribute(dotted: str, said: bytes) -> bytes:
        return seq(oid(dotted), tagged(0x31, said))

    said = b"".join(
        (
            attribute("1.2.840.113549.1.9.3", oid(signed_kind)),
            attribute("1.2.840.113549.1.9.5", time(claimed)),
            attribute("1.2.840.113549.1.9.4", octets(digest or streebog(content))),
        )
    )
    signature = signer.sign(tagged(0x31, said)) if attributes else signer.sign(content)
    info = seq(
        integer(1),
        seq(issuer, integer(serial)),
        seq(oid(STREEBOG), NULL),
        tagged(0xA0, said) if attributes else b"",
        seq(oid(SIGNATURE), NULL),
        octets(signature),
    )
    held = b"" if detached else tagged(0xA0, octets(content))
    signed = seq(
        integer(1),
        tagged(0x31, seq(oid(STREEBOG), NULL)),
        seq(oid(kind), held),
        tagged(0xA0, leaf, *certificates),
        tagged(0xA1, *lists) if lists else b"",
        tagged(0x31, info),
    )
    return seq(oid("1.2.840.113549.1.7.2"), tagged(0xA0, signed))

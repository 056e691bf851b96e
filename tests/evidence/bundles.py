"""Bundles for tests, and the folder of a stranger who has stock programs and nothing of ours."""

import os
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest

from evidence.clocks import NOON, Clock
from evidence.small_log import SmallLog, witness_key
from tanba.evidence import Contents, Enclosed, Growth, HeadStamp, bundled, stamped
from tanba.evidence.bundle.archive import packed, unpacked
from tanba.evidence.bundle.manifest import NAME, manifest_of
from tanba.evidence.entries.commitment import Opening, composed
from tanba.evidence.entries.entry import Entry
from tanba.evidence.notes.checkpoint import SignedCheckpoint
from tanba.evidence.notes.cosignature import cosign

SUBJECT = "5ca1ab1e" * 4
WITNESSES = (witness_key("witness.example/one", 7), witness_key("witness.example/two", 8))
SIZES = (3, 5, 8)
needs_node = pytest.mark.skipif(
    shutil.which("node") is None, reason="node is not here: the shipped program goes untested"
)
needs_openssl = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl is not here: its command goes untested"
)
needs_pdfsig = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="pdfsig is not here: what poppler says goes untested"
)


@cache
def records() -> tuple[tuple[Entry, tuple[Opening, ...]], ...]:
    """Return deposits of a prompt with a title, nine of them."""
    return tuple(
        composed(
            "work.deposit",
            SUBJECT,
            number,
            {"prompt": f"Таңғы қала, {number}-нұсқа".encode(), "title": "Қала".encode()},
        )
        for number in range(1, 10)
    )


def log(name: str = "log.example/small", seed: int = 1) -> SmallLog:
    return SmallLog((entry.to_bytes() for entry, _ in records()), name=name, seed=seed)


@cache
def clock() -> Clock:
    return Clock()


@cache
def sample() -> Contents:
    """Return three entries under three heads, cosigned by two witnesses and stamped, and a file."""
    return contents(log(), clock())


def contents(source: SmallLog, time: Clock, files: Mapping[str, bytes] | None = None) -> Contents:
    heads = {size: _cosigned(source.checkpoint(size)) for size in SIZES}
    entries = []
    for index, size in zip((1, 4, 7), SIZES, strict=True):
        proof = source.proof(index, size)
        proof = type(proof)(index=index, proof=proof.proof, checkpoint=heads[size])
        shown = tuple(one for one in records()[index][1] if one.field == "prompt")
        entries.append(Enclosed(entry=source.entries[index], proof=proof, openings=shown))
    return Contents(
        log_key=source.key.key,
        entries=tuple(entries),
        growth=tuple(
            Growth(old=old, new=new, proof=tuple(source.consistency(old, new)))
            for old, new in pairwise(SIZES)
        ),
        stamps=tuple(
            HeadStamp(
                size=size,
                tsr=stamped(heads[size].note.text.encode(), "http://clock.example/", time.post),
                roots=time.pem,
            )
            for size in SIZES[:2]
        ),
        witnesses=tuple(one.key for one in WITNESSES),
        files=files if files is not None else {"notes.txt": "не подписано\n".encode()},
    )


def _cosigned(checkpoint: SignedCheckpoint) -> SignedCheckpoint:
    lines = [
        cosign(checkpoint.head, one.key, one.sign, NOON + timedelta(seconds=1)) for one in WITNESSES
    ]
    return checkpoint.under(lines)


@cache
def sample_bytes() -> bytes:
    return bundled(sample())


def files() -> dict[str, bytes]:
    """Return the files of the sample, to be changed."""
    return {name: bytes(content) for name, content in unpacked(sample_bytes()).items()}


def forged(changed: Mapping[str, bytes]) -> bytes:
    """Return a bundle of these files whose manifest was made to fit."""
    fitting = {name: content for name, content in changed.items() if name != NAME}
    return packed(fitting | {NAME: manifest_of(fitting)})


# --- the stranger


def unpack(data: bytes, folder: Path) -> Path:
    """Unpack as a stranger would, by `unzip` where it is here."""
    if shutil.which("unzip"):
        (folder.parent / "got.zip").write_bytes(data)
        command = ["unzip", "-q", "-o", str(folder.parent / "got.zip"), "-d", str(folder)]
        subprocess.run(command, check=True, capture_output=True)
    else:
        zipfile.ZipFile(BytesIO(data)).extractall(folder)
    return folder


def as_a_stranger(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run stock programs where nothing of ours can be found."""
    return subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.defpath + ":/usr/local/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder.parent)},
        capture_output=True,
        text=True,
        timeout=60,
    )


def node(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return as_a_stranger(["node", "verify.mjs", *words], folder)

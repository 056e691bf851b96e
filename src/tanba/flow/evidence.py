"""Reading a log and what was taken from it: entries, proofs, bundles, audits. Nothing here writes a log."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace as changed
from pathlib import Path
from typing import Final, TypeVar

from tanba.evidence import (
    Audit,
    BundleSeen,
    Checked,
    Fetch,
    KnownLog,
    Policy,
    ProofFile,
    Reader,
    SignatureSeen,
    SignedCheckpoint,
    VerifierKey,
    audit,
    check_by,
    check_proof,
    check_signature,
    files_in,
    read_key,
    read_policy,
    read_proof,
    read_roots,
    verify_bundle,
)
from tanba.flow.catalogue import Listed, listed_entry
from tanba.flow.settings import Settings, read_settings, write_settings
from tanba.flow.subjects import subjects_named
from tanba.kernel import Fault, Faults, Place, Refused

T = TypeVar("T")

LARGEST: Final = 16 << 20
"""Bytes of one field that is committed to, and of what is checked beside a proof."""

Tick = Callable[[int, int], None]


def default_log(environment: Mapping[str, str]) -> Path:
    """Return where a house's log lies: TANBA_LOG, else where the system keeps what programs keep."""
    if named := environment.get("TANBA_LOG"):
        return Path(named)
    data = environment.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        data = os.path.join(environment.get("HOME") or Path.home(), ".local", "share")
    return Path(data, "tanba", "log")


def settings_of(
    key: str, authorities: tuple[str, ...], roots: Path | None, policy: Path | None
) -> Settings:
    """Return whom a log asks, from files; raises Faults for a file that is not what it should be."""
    asked = None
    if policy is not None:
        asked = _of_file(policy, read_policy)
    pem = _of_file(roots, _roots) if roots is not None else ""
    return Settings(key=key, authorities=authorities, roots=pem, policy=asked)


def ask_others(
    folder: Path, authorities: tuple[str, ...], roots: Path | None, policy: Path | None
) -> Settings:
    """
    Let a log ask other authorities or witnesses from now on, and return whom; what is not named stays.

    Roots are added to those that are there: what was stamped before is still to be proven.
    """
    own_keys(folder)
    kept = read_settings(folder)
    new = settings_of(kept.key, authorities or kept.authorities, roots, policy)
    pem = kept.roots if new.roots in kept.roots else f"{kept.roots.rstrip()}\n{new.roots}".lstrip()
    settings = changed(new, roots=pem, policy=new.policy or kept.policy)
    write_settings(folder, settings)
    return settings


def list_entries(
    folder: Path, kind: str = "", about: str = "", last: int = 20
) -> tuple[SignedCheckpoint, tuple[Listed, ...]]:
    """
    Return the published checkpoint of a log, and the last entries under it.

    Of a `kind`, or `about` somebody or something: a name that this log knows, or a subject itself.
    """
    reader = read_log(folder)
    subjects = subjects_named(folder, about) | {about}
    found: list[Listed] = []
    for index in range(reader.size - 1, -1, -1):
        one = listed_entry(index, reader.entry(index))
        if kind in ("", one.kind) and (not about or one.subject in subjects):
            found.append(one)
        if len(found) == last:
            break
    return reader.checkpoint, tuple(reversed(found))


def prove_entry(folder: Path, index: int) -> tuple[ProofFile, bytes]:
    """Return the proof that an entry is in the log as it was published last, and the entry."""
    reader = read_log(folder)
    try:
        proof, entry = reader.inclusion(index, reader.size), reader.entry(index)
    except Refused as refused:
        raise refused.at(str(folder)) from None
    return ProofFile(index=index, proof=proof, checkpoint=reader.checkpoint), entry


def read_log(folder: Path) -> Reader:
    """Return the reader of a log in its folder, by the keys that it publishes itself."""
    public = folder / "public"
    try:
        return Reader(files_in(public), own_keys(folder))
    except Refused as refused:
        raise refused.at(str(public)) from None


def own_keys(folder: Path) -> tuple[VerifierKey, ...]:
    """Return the keys that a log in a folder says are its own; raises Faults (EV01) when there is none."""
    file = folder / "public" / "vkey"
    if not file.is_file():
        raise Refused("EV01", "there is no log here", "make one: `tanba log init`").at(str(folder))
    return tuple(_keys(read_payload(file), str(file)))


def audit_log(source: str, key: str | None, fetch: Fetch | None, tick: Tick) -> Audit:
    """
    Compute a whole log anew: in its folder, with the database in it, or published elsewhere.

    Parameters
    ----------
    source
        A folder: that of the log, or of its published files.
    key
        The log's key, as a line or the name of a file; None takes the key that the folder names.
    fetch
        What reads the published files of a log that is not in a folder.
    """
    if fetch is not None:
        return audit(fetch, [named_key(key or "")], None, tick)
    folder = Path(source)
    public = folder / "public" if (folder / "public").is_dir() else folder
    keys = (named_key(key),) if key else own_keys(public.parent)
    return audit(files_in(public), keys, folder if public != folder else None, tick)


def check_proof_file(file: Path, entry: Path, key: str, policy: Path | None) -> Checked:
    """Return what a proof shows of an entry, to whoever trusts this key and these witnesses."""
    proof = _of_file(file, read_proof)
    data, log_key = read_payload(entry), named_key(key)
    if policy is None:
        return check_proof(data, proof, log_key)
    return check_by(data, proof, _with_log(_of_file(policy, read_policy), log_key))


def check_bundle_file(
    file: Path, key: str | None, policy: Path | None, roots: Path | None
) -> BundleSeen:
    """Return what a bundle shows to whoever trusts this key, these witnesses and these authorities."""
    if file.suffix == ".tlog-proof":
        raise Refused("EV34", "a proof is checked beside its entry", "name it: --entry").at(str(file))
    pem = read_payload(roots).decode("utf-8", "replace") if roots else ""
    asked = _of_file(policy, read_policy) if policy else None
    witnesses = tuple(one.key for one in asked.witnesses) if asked else ()
    quorum = max((group.least for group in asked.groups), default=len(witnesses)) if asked else 0
    return verify_bundle(file, named_key(key) if key else None, witnesses, quorum, pem)


def check_signature_file(
    file: Path, data: Path | None, authorities: Sequence[Path], revocations: Sequence[Path]
) -> tuple[SignatureSeen, ...]:
    """Return what came of the signatures in a file, to whoever trusts these authorities."""
    anchors, lists = ([read_payload(one) for one in files] for files in (authorities, revocations))
    signed = read_payload(data) if data else None
    return _of_file(file, lambda cms: check_signature(cms, signed, anchors, revocations=lists))


def named_key(text: str) -> VerifierKey:
    """Return a log's key that somebody named: its line, or a file with the line in it."""
    if "+" not in text and Path(text).is_file():
        return _keys(read_payload(Path(text)), text)[0]
    try:
        return read_key(text)
    except Refused as refused:
        raise refused.at("--key") from None


def read_witnesses(policy: Path) -> tuple[VerifierKey, ...]:
    """Return the keys of the witnesses that a policy names; raises Faults: EV24, EV30, EV36."""
    return tuple(one.key for one in _of_file(policy, read_policy).witnesses)


def read_payload(file: Path, most: int = LARGEST) -> bytes:
    """Return a file of at most `most` bytes; raises Faults (EV24) when it cannot be read or is larger."""
    try:
        with file.open("rb") as opened:
            data = opened.read(most + 1)
    except OSError as error:
        what = f"cannot be read: {(error.strerror or str(error)).lower()}"
        raise Faults([Fault(at=Place(file=str(file)), code="EV24", what=what)]) from None
    if len(data) > most:
        what, hint = f"has more than {most:,} bytes", "commit to its SHA-256 and keep the file"
        raise Faults([Fault(at=Place(file=str(file)), code="EV24", what=what, hint=hint)])
    return data


def _keys(data: bytes, file: str) -> list[VerifierKey]:
    try:
        return [read_key(line) for line in data.decode("utf-8", "replace").split("\n") if line.strip()]
    except Refused as refused:
        raise refused.at(file) from None


def _roots(data: bytes) -> str:
    pem = data.decode("utf-8", "replace")
    if not read_roots(pem):
        raise Refused("EV64", "roots that are no certificates in PEM")
    return pem


def _with_log(policy: Policy, key: VerifierKey) -> Policy:
    return changed(policy, logs=(KnownLog(key=key),))


def _of_file(file: Path, read: Callable[[bytes], T]) -> T:
    try:
        return read(read_payload(file))
    except Refused as refused:
        raise refused.at(str(file)) from None

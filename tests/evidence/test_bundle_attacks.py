"""What is done to bundles: truncated, hostile, altered byte by byte, forged anew, backdated."""

import json
import re
import stat
import time
import warnings
import zipfile
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.bundles import (
    WITNESSES,
    as_a_stranger,
    clock,
    contents,
    files,
    forged,
    log,
    needs_node,
    needs_openssl,
    node,
    sample,
    sample_bytes,
    unpack,
)
from evidence.clocks import NOON, Clock
from evidence.small_log import Key, SmallLog, signed
from tanba.evidence import BundleSeen, Contents, Enclosed, Growth, bundled, verify_bundle
from tanba.evidence.bundle.archive import packed, unpacked
from tanba.evidence.bundle.manifest import NAME
from tanba.evidence.bundle.verification import Trusted, examined
from tanba.evidence.entries.lifecycle import revocation, rotation
from tanba.evidence.notes.note import VerifierKey
from tanba.kernel import Faults, Refused

KEY = log().key.key
READER = Trusted(
    log_key=KEY, witnesses=tuple(one.key for one in WITNESSES), quorum=2, roots=clock().pem
)
PLAIN = Trusted(log_key=KEY)


def one_of_each(names: list[str]) -> list[str]:
    """Return one file of each class, as a process for each file would take long."""
    return list({re.sub(r"[0-9]+", "N", name): name for name in names}.values())


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as refused:
        examined(data, PLAIN)
    return f"{refused.value.code} {refused.value.what}"


def answer(data: bytes) -> str:
    """Return the state of a bundle, or the code under which it is refused."""
    try:
        return examined(data, PLAIN).state
    except Refused as refused:
        return refused.code


def flipped(content: bytes, at: int) -> bytes:
    return content[:at] + bytes((content[at] ^ 1,)) + content[at + 1 :]


def middle(content: bytes) -> bytes:
    return flipped(content, len(content) // 2)


def stranger(data: bytes, folder: Path, *words: str) -> int:
    return node(unpack(data, folder / "unpacked"), *words).returncode


# --- altered: every file, noticed by both


@pytest.mark.parametrize("name", sorted(files()))
def test_a_byte_altered_in_any_file_is_noticed(name: str) -> None:
    seen = examined(packed(files() | {name: middle(files()[name])}), READER)
    assert seen.state == "invalid"
    assert name == NAME or name in {one.file for one in seen.failing}


@needs_node
@pytest.mark.parametrize("name", one_of_each(sorted(files())))
def test_a_byte_altered_in_a_file_of_any_class_is_noticed_by_the_shipped_program(
    name: str, tmp_path: Path
) -> None:
    assert stranger(packed(files() | {name: middle(files()[name])}), tmp_path) != 0


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, len(sample_bytes()) - 1), st.integers(0, 7))
def test_no_bit_of_a_bundle_can_be_turned_unnoticed(at: int, bit: int) -> None:
    data = sample_bytes()
    turned = data[:at] + bytes((data[at] ^ 1 << bit,)) + data[at + 1 :]
    assert answer(turned) in ("EV65", "invalid")


@settings(deadline=None, max_examples=60)
@given(st.integers(0, len(sample_bytes()) - 1))
def test_a_truncated_bundle_is_refused(length: int) -> None:
    assert refusal(sample_bytes()[:length]).startswith("EV65")


@needs_node
@pytest.mark.parametrize(
    "name", one_of_each([name for name in sorted(files()) if not name.startswith("README")])
)
def test_a_file_that_is_taken_out_is_missed_by_both(name: str, tmp_path: Path) -> None:
    left = {one: content for one, content in files().items() if one != name}
    assert examined(packed(left), READER).state == "invalid"
    if name != "verify.mjs":
        assert stranger(packed(left), tmp_path) != 0


@needs_node
@pytest.mark.parametrize("name", ["files/more.txt", "entries/9.json", "openings/1/title.payload"])
def test_a_file_that_is_put_in_is_noticed_by_both(name: str, tmp_path: Path) -> None:
    data = packed(files() | {name: b"{}"})
    assert examined(data, READER).state == "invalid"
    assert stranger(data, tmp_path) != 0


# --- altered, and the manifest made to fit: what the signatures and the hashes still notice


def evidence(beginnings: tuple[str, ...]) -> list[str]:
    return [name for name in sorted(files()) if name.startswith(beginnings)]


@needs_node
@pytest.mark.parametrize(
    "name", one_of_each(evidence(("vkey", "checkpoints/", "growth/", "entries/", "openings/")))
)
def test_evidence_altered_under_a_fitting_manifest_is_noticed_by_both(
    name: str, tmp_path: Path
) -> None:
    data = forged(files() | {name: middle(files()[name])})
    assert examined(data, PLAIN).state == "invalid"
    assert stranger(data, tmp_path) == 1


@needs_openssl
@pytest.mark.parametrize("name", one_of_each(evidence(("stamps/",))))
def test_a_stamp_altered_under_a_fitting_manifest_shows_no_time(name: str, tmp_path: Path) -> None:
    content = files()[name]
    data = forged(files() | {name: flipped(content, len(content) - 20)})
    seen = examined(data, Trusted(log_key=KEY))
    assert seen.state == "invalid" or seen.stamps[0].by_enclosed != "valid"
    stem, size = name[:-4], name.split("/")[1].split("-")[0]
    command = f"openssl ts -verify -data checkpoints/{size}.txt -in {stem}.tsr -CAfile {stem}.pem"
    run = as_a_stranger(["sh", "-c", command], unpack(data, tmp_path / "unpacked"))
    assert run.returncode != 0


def swap(one: str, two: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda all_: all_ | {one: all_[two], two: all_[one]}


SWAPS = {
    "entries": swap("entries/1.json", "entries/4.json"),
    "proofs": swap("entries/1.tlog-proof", "entries/4.tlog-proof"),
    "checkpoints": swap("checkpoints/3.note", "checkpoints/5.note"),
    "payloads": swap("openings/1/prompt.payload", "openings/4/prompt.payload"),
    "whole openings": lambda all_: swap("openings/1/prompt.salt", "openings/4/prompt.salt")(
        swap("openings/1/prompt.payload", "openings/4/prompt.payload")(all_)
    ),
    "growth": swap("growth/3-5.txt", "growth/5-8.txt"),
}


@needs_node
@pytest.mark.parametrize("what", SWAPS)
def test_parts_that_changed_places_are_noticed_by_both(what: str, tmp_path: Path) -> None:
    data = forged(SWAPS[what](files()))
    assert examined(data, PLAIN).state == "invalid"
    assert stranger(data, tmp_path) == 1


@needs_node
@pytest.mark.parametrize("name", ["openings/1/idea", "openings/1/constructor", "openings/6/prompt"])
def test_an_opening_of_what_no_entry_committed_to_is_noticed_by_both(name: str, tmp_path: Path) -> None:
    data = forged(files() | {f"{name}.payload": b"mine", f"{name}.salt": b"0" * 64 + b"\n"})
    assert examined(data, PLAIN).state == "invalid"
    assert stranger(data, tmp_path) == 1


@needs_node
def test_an_entry_alone_is_no_bundle_and_no_entry_is_no_pass(tmp_path: Path) -> None:
    kept = ("README", "verify.mjs", "vkey", "checkpoints/8")
    data = forged({name: content for name, content in files().items() if name.startswith(kept)})
    assert examined(data, PLAIN).state == "not shown"
    assert stranger(data, tmp_path) == 1


# --- forged from the ground up


@needs_node
def test_a_log_that_a_forger_made_is_not_the_one_the_reader_knows(tmp_path: Path) -> None:
    """Every signature and every hash holds: only the key is another's."""
    data = bundled(contents(log(seed=66), clock()))
    assert examined(data, Trusted()).state == "not shown"
    assert examined(data, PLAIN).state == "invalid"
    assert stranger(data, tmp_path, "--log-key", str(KEY)) == 1


@needs_node
def test_a_fork_is_not_hidden_between_two_checkpoints(tmp_path: Path) -> None:
    """One key signed two histories: each entry is in one of them, and the growth cannot be shown."""
    other = log()
    other.entries[0] = other.entries[8]
    fork = contents(other, clock())
    mine = sample()
    mixed = mine.entries[:2] + fork.entries[2:]
    data = bundled(
        type(mine)(log_key=mine.log_key, entries=mixed, growth=mine.growth, witnesses=mine.witnesses)
    )
    seen = examined(data, PLAIN)
    assert seen.state == "invalid"
    assert [one.grown for one in seen.heads] == ["valid", "valid", "invalid"]
    assert stranger(data, tmp_path) == 1


@needs_node
def test_the_log_cannot_be_its_own_witness(tmp_path: Path) -> None:
    from tanba.evidence.notes.note import COSIGNATURE, VerifierKey

    self_made = VerifierKey(name="witness.example/self", kind=COSIGNATURE, public=KEY.public)
    trusted = Trusted(log_key=KEY, witnesses=(self_made,), quorum=1)
    assert examined(sample_bytes(), trusted).quorum == "invalid"
    words = ("--witness", str(self_made), "--quorum", "1")
    assert stranger(sample_bytes(), tmp_path, *words) == 1


# --- keys that changed, and one that was stolen


def rotated() -> tuple[SmallLog, VerifierKey, VerifierKey, Key]:
    """Return a log whose first key brought in a second one at entry 3, which then revoked the first."""
    source = log()
    old, new = source.key, Key(source.key.key.name, seed=99)
    event = rotation("0" * 32, 1, old.pair, new.pair)
    source.entries[3] = event.to_bytes()
    source.entries[4] = revocation("0" * 32, 1, old.key, "superseded", 5, by=new.pair).to_bytes()
    return source, old.key, new.key, new


def changed_keys(last: Key, shown: tuple[int, ...] = (1, 3, 4, 7)) -> bytes:
    """Return a bundle of that log, the tree of 3 signed by the first key and that of 8 by `last`."""
    source, _, new, _ = rotated()
    heads = {3: source.checkpoint(3), 8: signed(source.head(8), last)}
    entries = []
    for index in shown:
        size = 3 if index < 3 else 8
        proof = replace(source.proof(index, size), checkpoint=heads[size])
        entries.append(Enclosed(entry=source.entries[index], proof=proof))
    sizes = sorted({one.proof.checkpoint.head.size for one in entries})
    growth = [Growth(old=a, new=b, proof=tuple(source.consistency(a, b))) for a, b in pairwise(sizes)]
    return bundled(Contents(log_key=new, entries=tuple(entries), growth=tuple(growth)))


@needs_node
def test_a_key_that_changed_is_followed_from_the_old_one_and_from_the_new_one(tmp_path: Path) -> None:
    _, old, new, second = rotated()
    data = changed_keys(second)
    for known, first in ((old, "valid"), (new, "not shown")):
        seen = examined(data, Trusted(log_key=known))
        assert (seen.state, seen.known, seen.failing) == ("valid", True, ())
        assert [one.signed for one in seen.heads] == [first, "valid"]
        assert stranger(data, tmp_path, "--log-key", str(known)) == 0
    assert examined(data, Trusted(log_key=log(seed=66).key.key)).state == "invalid"
    assert stranger(data, tmp_path, "--log-key", str(log(seed=66).key.key)) == 1


@needs_node
@pytest.mark.parametrize("shown", [(1, 3, 4, 7), (1, 7)])
def test_a_stolen_key_signs_nothing_after_it_was_revoked(
    shown: tuple[int, ...], tmp_path: Path
) -> None:
    """Whether the thief shows the revocation or leaves it out, to who knows the key of today."""
    source, old, new, _ = rotated()
    data = changed_keys(source.key, shown)
    assert examined(data, Trusted(log_key=new)).state == "invalid"
    assert stranger(data, tmp_path, "--log-key", str(new)) == 1
    if 4 in shown:
        assert examined(data, Trusted(log_key=old)).state == "invalid"
        assert stranger(data, tmp_path, "--log-key", str(old)) == 1


def test_a_key_cannot_be_brought_in_by_somebody_who_has_none(tmp_path: Path) -> None:
    source, old, _, _ = rotated()
    thief = Key(old.name, seed=123)
    forged_event = rotation("0" * 32, 1, Key(old.name, seed=77).pair, thief.pair)
    source.entries[3] = forged_event.to_bytes()
    proof = replace(source.proof(3, 8), checkpoint=signed(source.head(8), thief))
    data = bundled(
        Contents(log_key=thief.key, entries=(Enclosed(entry=source.entries[3], proof=proof),))
    )
    assert examined(data, Trusted(log_key=old)).state == "invalid"


# --- backdated


def backdated(time_authority: Clock, roots: str) -> BundleSeen:
    data = bundled(contents(log(), time_authority))
    return examined(data, Trusted(log_key=KEY, roots=roots))


@pytest.mark.parametrize("keys", [0, 10])
def test_an_authority_that_the_forger_made_backdates_nothing(keys: int) -> None:
    """Neither to a reader who trusts none, nor to one who trusts another of the same name."""
    forger = Clock(time=NOON.replace(year=2001), since=NOON.replace(year=2000), days=9_999, keys=keys)
    seen = backdated(forger, clock().pem if keys else "")
    assert {one.not_after for one in seen.entries} == {None}
    assert {one.seen.time for one in seen.stamps} == {None}
    assert {one.by_enclosed for one in seen.stamps} == {"valid"}


def test_a_certificate_of_the_wrong_kind_or_out_of_its_days_backdates_nothing() -> None:
    for forger in (Clock(usage=()), Clock(time=NOON.replace(year=2001))):
        seen = backdated(forger, forger.pem)
        assert seen.state == "invalid"
        assert {one.not_after for one in seen.entries} == {None}


def test_a_stamp_of_another_tree_backdates_nothing() -> None:
    older = files()
    moved = older | {
        "stamps/8-1.tsr": older["stamps/3-1.tsr"], "stamps/8-1.pem": older["stamps/3-1.pem"]
    }  # fmt: skip
    seen = examined(forged(moved), READER)
    assert seen.state == "invalid"
    assert seen.entries[2].not_after is None


# --- hostile zips


def zipped(*parts: tuple[str, bytes], method: int = zipfile.ZIP_STORED, mode: int = 0) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, content in parts:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            info.external_attr = (mode or 0o100644) << 16
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # the library does not like two of one name either
                made.writestr(info, content)
    return out.getvalue()


SLIPS = (
    "../evil", "/etc/passwd", "a/../../evil", "..\\evil", "C:\\evil", "a//b", "./a", "a/", ".bashrc", "-rf",
    "evil\u202egpj.exe", "<script>alert(1)</script>", "a\x7fb", "ә.txt", "a" * 200, "a\nb", "",
)  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_name_that_climbs_out_or_plays_tricks_is_refused(name: str) -> None:
    said = refusal(zipped((name, b"evil")))
    assert said.startswith("EV65")
    assert said.isprintable()


def encrypted() -> bytes:
    data = bytearray(zipped(("vkey", b"x" * 40)))
    data[6] |= 1
    return bytes(data)


HOSTILE = {
    "a link": zipped(("vkey", b"/etc/passwd"), mode=stat.S_IFLNK | 0o777),
    "a device": zipped(("vkey", b""), mode=stat.S_IFCHR | 0o666),
    "two of one name": zipped(("vkey", b"a"), ("vkey", b"b")),
    "packed": zipped(("vkey", b"0" * 1_000), method=zipfile.ZIP_DEFLATED),
    "a bomb": zipped(("vkey", b"0" * 50_000_000), method=zipfile.ZIP_DEFLATED),
    "a bomb of another kind": zipped(("vkey", b"0" * 5_000_000), method=zipfile.ZIP_LZMA),
    "encrypted": encrypted(),
    "a thousand files too many": zipped(*((f"files/{number}", b"") for number in range(21_000))),
    "something before": b"#!/bin/sh\nrm -rf ~\n" + sample_bytes(),
    "something after": sample_bytes() + b"evil",
    "twice": sample_bytes() * 2,
    "a comment": sample_bytes()[:-2] + b"\x04\x00evil",
    "no zip": b"%PDF-1.7\n" * 100,
    "nothing": b"",
    "another zip": zipped(("word/document.xml", b"<w/>"), method=zipfile.ZIP_DEFLATED),
    "a size that lies": bytes(sample_bytes()[:18]) + b"\xff\xff\xff\x7f" * 2 + sample_bytes()[26:],
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_zip_costs_little_and_is_refused(what: str, tmp_path: Path) -> None:
    started = time.perf_counter()
    path = tmp_path / "evidence.zip"
    path.write_bytes(HOSTILE[what])
    with pytest.raises(Faults) as faults:
        verify_bundle(path, KEY)
    assert [(one.code, one.at.file) for one in faults.value.faults] == [("EV65", str(path))]
    assert time.perf_counter() - started < 10


def test_a_file_that_is_larger_than_any_bundle_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    with path.open("wb") as file:
        file.truncate(1 << 36)
    with pytest.raises(Faults) as faults:
        verify_bundle(path, KEY)
    assert [one.code for one in faults.value.faults] == ["EV65"]


@settings(deadline=None, max_examples=30)
@given(
    st.dictionaries(st.from_regex(r"[a-z]{1,5}(/[a-z]{1,5})?", fullmatch=True), st.binary(max_size=99))
)
def test_what_is_packed_comes_out_as_it_went_in(content: dict[str, bytes]) -> None:
    assert {name: bytes(one) for name, one in unpacked(packed(content)).items()} == content


# --- hostile parts, in a zip that is right


DEEP = b"[" * 100_000 + b"]" * 100_000
HUGE = json.dumps({"files": {f"f{number}": "0" * 64 for number in range(20_000)}}).encode()
NOTE = f"log.example/small\n3\n{b64encode(bytes(32)).decode()}\n\n".encode()
PARTS = {
    "deep manifest": {NAME: DEEP},
    "huge manifest": {NAME: HUGE},
    "manifest of another kind": {NAME: b'{"files":[],"tanba":"evidence-bundle/1"}'},
    "manifest with spaces": {NAME: files()[NAME].replace(b'","', b'", "')},
    "deep entry": {"entries/1.json": DEEP},
    "huge entry": {"entries/1.json": b'"' + b"a" * 5_000_000 + b'"'},
    "entry twice said": {
        "entries/1.json": files()["entries/1.json"].replace(b'"seq":2', b'"seq":1,"seq":2')
    },
    "proof of a thousand hashes": {
        "entries/1.tlog-proof": b"c2sp.org/tlog-proof@v1\nindex 1\n"
        + (b64encode(bytes(32)) + b"\n") * 1_000
        + b"\n"
        + files()["checkpoints/3.note"]
    },
    "growth without end": {"growth/3-5.txt": (b64encode(bytes(32)) + b"\n") * 100_000},
    "a note of a hundred thousand lines": {
        "checkpoints/3.note": NOTE + "— a AAAAAAAA\n".encode() * 100_000
    },
    "an empty tree": {
        "checkpoints/0.note": NOTE.replace(b"\n3\n", b"\n0\n") + "— a AAAAAAAA\n".encode()
    },
    "a checkpoint without a signature": {"checkpoints/3.note": NOTE},
    "a key of no kind": {"vkey": b"log.example/small+00000000+AA==\n"},
    "a key that is not text": {"vkey": b"\xff\xfe" * 100},
    "a stamp of noise": {"stamps/3-1.tsr": b"\x30\x80" * 50_000},
    "a long list of roots": {"stamps/3-1.pem": clock().pem.encode() * 200},
    "a salt with a sign": {"openings/1/prompt.salt": b"+" + files()["openings/1/prompt.salt"][1:]},
}


@needs_node
@pytest.mark.parametrize("what", PARTS)
def test_hostile_parts_cost_little_and_fail_in_both(what: str, tmp_path: Path) -> None:
    started = time.perf_counter()
    changed = files() | PARTS[what]
    data = packed(changed) if NAME in PARTS[what] else forged(changed)
    seen = examined(data, PLAIN)
    assert seen.state == "invalid"
    assert time.perf_counter() - started < 10
    words = " ".join(one.why + one.file + one.detail for one in seen.failing)
    assert words.isprintable()
    if "stamp" not in what and "roots" not in what:
        assert stranger(data, tmp_path) == 1


def test_too_many_stamps_are_refused_before_they_are_checked() -> None:
    more = {f"stamps/3-{number}.tsr": b"" for number in range(2, 200)}
    assert refusal(forged(files() | more)).startswith("EV65")


@needs_node
def test_names_with_script_and_bidi_reach_neither_the_readme_nor_the_terminal(tmp_path: Path) -> None:
    name = "log.example/\u202e<script>alert('x')</script>`$(id)`\u2066"
    data = bundled(contents(log(name=name), clock()))
    folder = unpack(data, tmp_path / "unpacked")
    for lang in ("kk", "ru", "en"):
        text = (folder / f"README.{lang}.md").read_text("utf-8")
        assert "script" not in text
        assert not any(one in text for one in "\u202e\u2066\u200f\x1b")
    run = node(folder)
    assert run.returncode == 0, run.stdout
    assert run.stdout.isascii()
    assert "alert" not in run.stdout


@needs_node
def test_what_a_hostile_folder_is_called_cannot_play_tricks_on_the_terminal(tmp_path: Path) -> None:
    folder = unpack(sample_bytes(), tmp_path / "unpacked")
    (folder / "stamps" / "1-1;reboot\x1b[31m\u202e.tsr").write_bytes(b"")
    (folder / "files" / "link").symlink_to("/etc/passwd")
    run = node(folder)
    assert run.returncode == 1
    assert run.stdout.isascii()
    assert "\x1b" not in run.stdout
    assert "-in stamps/1-1;" not in run.stdout

"""Bundles: a stranger checks them with stock programs, in three languages, with nothing of ours."""

import re
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from evidence.bundles import (
    SIZES,
    SUBJECT,
    WITNESSES,
    as_a_stranger,
    clock,
    contents,
    log,
    needs_node,
    needs_openssl,
    needs_pdfsig,
    node,
    sample,
    sample_bytes,
    unpack,
)
from evidence.clocks import NOON
from evidence.papers import paper
from keys.signers import issue
from tanba.evidence import Contents, Enclosed, bundled, verify_bundle, write_bundle
from tanba.evidence.bundle.archive import LARGEST
from tanba.evidence.bundle.readme import program
from tanba.evidence.signatures import sign_pdf
from tanba.kernel import Faults, Refused

KEY = log().key.key
KEYS = tuple(one.key for one in WITNESSES)
LANGS = ("kk", "ru", "en")


@pytest.fixture
def zipped(tmp_path: Path) -> Path:
    path = tmp_path / "evidence.zip"
    path.write_bytes(sample_bytes())
    return path


@pytest.fixture(scope="module")
def unpacked_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A bundle with a signed document in it, where a stranger unpacked it."""
    now = datetime.now(UTC)
    signed = sign_pdf(paper(), issue(now - timedelta(days=1)).key, now)
    data = bundled(contents(log(), clock(), {"dossier.pdf": signed}))
    return unpack(data, tmp_path_factory.mktemp("stranger") / "unpacked")


# --- what a stranger does


@needs_node
@needs_openssl
@needs_pdfsig
@pytest.mark.parametrize("lang", LANGS)
def test_the_commands_of_the_readme_are_enough(unpacked_folder: Path, lang: str) -> None:
    text = (unpacked_folder / f"README.{lang}.md").read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    assert len(blocks) == 3
    assert as_a_stranger(["python3", "-c", "import tanba"], unpacked_folder).returncode != 0
    runs = [as_a_stranger(["sh", "-e", "-c", block], unpacked_folder) for block in blocks]
    assert [run.returncode for run in runs] == [0, 0, 0], [run.stderr for run in runs]
    assert "0 failed" in runs[0].stdout
    assert (runs[1].stdout + runs[1].stderr).count("Verification: OK") == 2
    assert "Signature is Valid" in runs[2].stdout
    assert "Total document signed" in runs[2].stdout


@needs_node
def test_the_shipped_program_says_what_it_did_not_check(unpacked_folder: Path) -> None:
    lines = [one for one in node(unpacked_folder).stdout.splitlines() if "NOT CHECKED" in one]
    told = "\n".join(lines)
    for what in (
        "title of entry 1",
        "whose key vkey is",
        "openssl ts -verify",
        "pdfsig files/dossier.pdf",
    ):
        assert what in told


@needs_node
@needs_openssl
def test_the_commands_that_the_program_prints_work(unpacked_folder: Path) -> None:
    told = re.findall(r"openssl ts .*", node(unpacked_folder).stdout)
    assert len(told) == 2
    for command in told:
        assert as_a_stranger(["sh", "-c", command], unpacked_folder).returncode == 0


@needs_node
def test_the_shipped_program_knows_keys_that_are_named(unpacked_folder: Path) -> None:
    asked = ["--log-key", str(KEY), "--quorum", "2"]
    for key in KEYS:
        asked += ["--witness", str(key)]
    run = node(unpacked_folder, *asked)
    assert run.returncode == 0, run.stdout
    assert "cosigned by 2 of the witnesses" in run.stdout
    assert "whose key vkey is" not in run.stdout
    assert node(unpacked_folder, "--log-key", str(log(seed=2).key.key)).returncode == 1
    assert node(unpacked_folder, "--quorum", "3").returncode == 1
    assert node(unpacked_folder, "--witness", str(KEY), "--quorum", "1").returncode == 1
    assert node(unpacked_folder, "--unknown", "1").returncode != 0
    assert node(unpacked_folder, "--quorum", "two").returncode != 0


def test_the_shipped_program_is_short_and_needs_nothing_else() -> None:
    text = program().decode()
    assert len(text.splitlines()) < 200
    assert set(re.findall(r"from '(.*?)'", text)) == {"node:crypto", "node:fs", "node:url"}
    assert not re.search(r"fetch|http|net\b|eval|child_process|writeFile", text)


def test_any_unzip_opens_it_and_its_files_are_plain() -> None:
    with zipfile.ZipFile(BytesIO(sample_bytes())) as opened:
        assert opened.testzip() is None
        assert all(one.external_attr >> 16 == 0o100644 for one in opened.infolist())
        assert {f"README.{lang}.md" for lang in LANGS} <= set(opened.namelist())


@pytest.mark.parametrize("lang", LANGS)
def test_a_readme_without_stamps_and_documents_says_so(lang: str) -> None:
    bare = replace(sample(), stamps=(), files={})
    with zipfile.ZipFile(BytesIO(bundled(bare))) as opened:
        text = opened.read(f"README.{lang}.md").decode()
    assert text.count("```sh") == 1
    assert "openssl" not in text
    assert "pdfsig" not in text
    assert not re.search(r"<!--|\$\w", text)


# --- what our own verifier shows


def test_a_bundle_shows_each_part_apart(zipped: Path) -> None:
    seen = verify_bundle(zipped, KEY, KEYS, quorum=2, roots=clock().pem)
    assert (seen.state, seen.known, seen.quorum, seen.failing) == ("valid", True, "valid", ())
    assert [one.size for one in seen.heads] == list(SIZES)
    assert {(one.signed, one.grown, len(one.cosigned)) for one in seen.heads} == {("valid", "valid", 2)}
    first = seen.entries[0]
    assert (first.index, first.included, first.kind, first.subject) == (
        1,
        "valid",
        "work.deposit",
        SUBJECT,
    )
    assert (first.opened, first.closed, first.mismatched) == (("prompt",), ("title",), ())
    assert [one.not_after for one in seen.entries] == [NOON, NOON, None]
    assert seen.program
    assert seen.files == ("files/notes.txt",)


def test_a_reader_who_knows_nobody_is_shown_no_more_than_that(zipped: Path) -> None:
    seen = verify_bundle(zipped)
    assert (seen.state, seen.known, seen.quorum, seen.failing) == ("not shown", False, "not shown", ())
    assert {one.not_after for one in seen.entries} == {None}
    assert {(one.seen.state, one.by_enclosed) for one in seen.stamps} == {("not shown", "valid")}
    assert {len(one.root) for one in seen.stamps} == {64}


def test_a_quorum_that_is_not_reached_fails(zipped: Path) -> None:
    seen = verify_bundle(zipped, KEY, KEYS[:1], quorum=2)
    assert (seen.state, seen.quorum) == ("invalid", "invalid")
    assert verify_bundle(zipped, KEY, (), quorum=1).quorum == "invalid"


def test_an_entry_keeps_the_time_of_its_own_checkpoint(zipped: Path) -> None:
    """A later checkpoint holds it too, and would only show a later time."""
    seen = verify_bundle(zipped, KEY, roots=clock().pem)
    assert [one.size for one in seen.entries] == list(SIZES)


# --- writing


def test_the_same_contents_are_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    assert write_bundle(path, sample()) == len(sample_bytes())
    assert path.read_bytes() == sample_bytes() == bundled(sample())


def test_proofs_of_one_checkpoint_carry_all_the_signatures_that_one_of_them_has(tmp_path: Path) -> None:
    source = log()
    plain, rich = source.proof(0, 5), sample().entries[1].proof
    made = replace(
        sample(), entries=(Enclosed(entry=source.entries[0], proof=plain), sample().entries[1]),
        growth=(), stamps=(),
    )  # fmt: skip
    assert rich.checkpoint.head == plain.checkpoint.head
    write_bundle(tmp_path / "e.zip", made)
    assert verify_bundle(tmp_path / "e.zip", KEY, KEYS, quorum=2).state == "valid"


def wrong() -> dict[str, Contents]:
    good, other = sample(), log(seed=1, name="log.example/other")
    one, two, three = good.entries
    alien = replace(two, proof=other.proof(4, 5))
    strange = replace(one, openings=two.openings)
    same_size = replace(two, proof=replace(alien.proof, index=3))
    return {
        "none": replace(good, entries=(), growth=(), stamps=()),
        "twice": replace(good, entries=(one, one, two, three)),
        "not joined": replace(good, growth=good.growth[:1]),
        "too much growth": replace(good, growth=(*good.growth, good.growth[0])),
        "fork": replace(good, entries=(one, two, three, same_size)),
        "opening of another": replace(good, entries=(strange, two, three)),
        "stamp of another": replace(good, stamps=(replace(good.stamps[0], size=4),)),
        "name": replace(good, files={"../../etc/passwd": b""}),
        "bidi": replace(good, files={"evil\u202egpj.exe": b""}),
        "script": replace(good, files={"<script>.txt": b""}),
    }


@pytest.mark.parametrize("what", wrong())
def test_parts_that_do_not_belong_together_are_not_bundled(what: str) -> None:
    with pytest.raises(Refused) as refused:
        bundled(wrong()[what])
    assert refused.value.code == "EV67"


def test_a_bundle_that_nobody_could_open_is_not_written(tmp_path: Path) -> None:
    path = tmp_path / "evidence.zip"
    path.write_bytes(b"before")
    with pytest.raises(Faults) as faults:
        write_bundle(path, replace(sample(), files={"huge.bin": bytes(LARGEST)}))
    assert [fault.code for fault in faults.value.faults] == ["EV66"]
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["evidence.zip"]


def test_a_folder_that_is_not_there_is_told_by_its_place(tmp_path: Path) -> None:
    with pytest.raises(Faults) as faults:
        write_bundle(tmp_path / "nowhere" / "evidence.zip", sample())
    assert [(one.code, one.at.file) for one in faults.value.faults] == [
        ("EV68", str(tmp_path / "nowhere" / "evidence.zip"))
    ]
    with pytest.raises(Faults) as faults:
        verify_bundle(tmp_path / "nowhere.zip")
    assert [one.code for one in faults.value.faults] == ["EV69"]


@pytest.mark.skipif(
    not Path("/dev/full").exists(), reason="no /dev/full here: a full disk goes untested"
)
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import tempfile

    path = tmp_path / "evidence.zip"
    path.write_bytes(b"before")

    def full(prefix: str, dir: Path) -> tuple[int, str]:
        beside = shutil.copy(path, dir / f"{prefix}full")
        return os.open("/dev/full", os.O_WRONLY), str(beside)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(Faults) as faults:
        write_bundle(path, sample())
    assert [one.code for one in faults.value.faults] == ["EV68"]
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["evidence.zip"]

"""Every kind of file through every layer and back, as `tanba mark` and `tanba verify` do it."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import c2pa
import pytest

from keys.signers import Keys
from marks.readers import content, exif, probe
from marks.samples import KINDS, sample
from marks.signed_pdf import signed
from tanba.kernel import LANGS, Faults, Text
from tanba.keys import KeyStore, Trust
from tanba.marks import Disclosure, Inspector, Layer, Marked, Order, Stamp, Verified, mark, verify
from tanba.marks.credentials.trust import settings
from tanba.marks.media import ON_DISK_FROM, container

ALL: tuple[Layer, ...] = ("label", "metadata", "c2pa")
BESIDE: tuple[Layer, ...] = ("metadata", "c2pa")
"""The layers that leave the content as it is."""
CHOICES: list[tuple[Layer, ...]] = [("label",), ("metadata",), ("c2pa",), BESIDE, ALL]

TOLD = Text(kk="ЖИ жасаған", ru="Создано ИИ", en="Made with AI")
WORDINGS = tuple((lang, TOLD.in_(lang)) for lang in LANGS)
ORDER = Order(
    system="Сурет", version="3.1", maker="«Тест» ЖШС", law="kz/ai-law 21(2)", notice=TOLD,
    languages=LANGS, page="https://tanba.example/m/1", cover=0.5,
)  # fmt: skip
READ = {"svg", "pdf", "docx", "xlsx", "pptx", "odt", "epub", "html", "md", "txt", "srt", "vtt"}
"""Kinds whose own text can be searched for the label."""
PLAIN = [name for name in KINDS if container(name).metadata is not None]
TIME = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True)
class Room:
    """A key, who trusts it, who does not, and a folder of marked files, each made once."""

    folder: Path
    stamp: Stamp
    inspector: Inspector
    stranger: Inspector

    def source(self, kind: str) -> Path:
        path = self.folder / f"{kind}{container(kind).suffixes[0]}"
        if not path.exists():
            path.write_bytes(sample(kind))
        return path

    def put(
        self, source: Path, target: Path, layers: tuple[Layer, ...] = ALL, number: int = 1
    ) -> Marked:
        order = replace(ORDER, layers=layers)
        signer = self.stamp if "c2pa" in layers else None
        return mark(source, target, order, signer, id_=f"urn:uuid:{number}", time=TIME)

    def marked(self, kind: str, layers: tuple[Layer, ...] = ALL) -> Path:
        """Return a marked file of a kind; it is shared, so only read it."""
        source = self.source(kind)
        target = self.folder / "-".join(layers) / source.name
        if not target.exists():
            self.put(source, target, layers)
        return target

    def seen(self, path: Path) -> Verified:
        return verify(path, self.inspector, WORDINGS)

    def seen_or_refused(self, path: Path) -> Verified | str:
        """Return what was seen, or the code with which it was refused; nothing else may happen."""
        try:
            return self.seen(path)
        except Faults as faults:
            return faults.faults[0].code


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("matrix")
    today = datetime.now(UTC).date()
    store = KeyStore(folder / "keys")
    store.new("newsroom", "Қала News", "correct horse battery", on=today)
    key = store.open(None, "correct horse battery", on=today)
    with Stamp(key, trust=store.trust()) as stamp:
        yield Room(folder, stamp, Inspector(store.trust()), Inspector(Trust()))


def copy(path: Path, folder: Path) -> Path:
    """Return a copy of a file, and of the manifest beside it."""
    folder.mkdir(exist_ok=True)
    for one in (path, beside(path)):
        if one.exists():
            (folder / one.name).write_bytes(one.read_bytes())
    return folder / path.name


def beside(path: Path) -> Path:
    return path.with_name(path.name + ".c2pa")


def cannot(kind: str) -> set[Layer]:
    """Return the layers that a kind of file has no place for, by the table of kinds."""
    held = container(kind)
    return {layer for layer, by in (("label", held.label), ("metadata", held.metadata)) if by is None}  # type: ignore[misc]


# --- write and read back -----------------------------------------------------------------------------


@pytest.mark.parametrize("layers", CHOICES, ids="+".join)
@pytest.mark.parametrize("kind", KINDS)
def test_every_layer_is_read_back_as_it_was_written(
    kind: str, layers: tuple[Layer, ...], room: Room, tmp_path: Path
) -> None:
    source, target = room.source(kind), tmp_path / ("out" + container(kind).suffixes[0])
    if set(layers) <= cannot(kind):
        with pytest.raises(Faults) as caught:
            room.put(source, target, layers)
        assert caught.value.faults[0].code == "MK07"
        assert list(tmp_path.iterdir()) == []
        return
    marked = room.put(source, target, layers)
    assert {one.layer for one in marked.written} == set(layers) - cannot(kind)
    assert {one.layer for one in marked.left_out} == set(layers) & cannot(kind)
    assert all(one.code and one.why for one in marked.left_out)
    assert all(one.size and one.where for one in marked.written)
    assert source.read_bytes() == sample(kind)
    assert marked.source_sha256 == sha256(sample(kind)).hexdigest()
    assert marked.sha256 == sha256(target.read_bytes()).hexdigest()
    here = {target, marked.sidecar} - {None}
    assert set(tmp_path.iterdir()) == here
    seen = room.seen(target)
    assert seen.container == kind
    assert seen.sha256 == marked.sha256
    assert seen.flaws == ()
    _holds(seen, marked.disclosure, {one.layer for one in marked.written})


def _holds(seen: Verified, said: Disclosure, layers: set[Layer]) -> None:
    profiles = [one for one in seen.metadata if one.profile is not None]
    if "metadata" in layers:
        assert profiles
        assert all(one.profile == said and one.ai for one in profiles)
        assert any(one.source_type == said.source_type for one in seen.metadata)
    else:
        assert profiles == []
        assert not any(one.ai for one in seen.metadata)
    if "c2pa" in layers:
        assert (seen.credentials.state, seen.credentials.reasons) == ("trusted", ())
        assert seen.credentials.disclosure == said
        assert seen.credentials.signer == "newsroom, Қала News"
        steps = [action.name for action in seen.credentials.actions]
        assert ("c2pa.edited.metadata" in steps) == ("metadata" in layers)
    else:
        assert seen.credentials.state == "absent"
    assert seen.label_read == ("label" in layers and seen.container in READ)
    if seen.label_read or {"label", "c2pa"} <= layers:
        assert seen.label is not None
        assert "Made with AI" in seen.label.text or seen.container in (
            "m4a",
            "mp3",
            "wav",
            "flac",
            "ogg",
        )
        assert seen.people.shown == "met"
    assert seen.machine.shown == ("met" if layers & {"metadata", "c2pa"} else "missing")


@pytest.mark.parametrize("kind", KINDS)
def test_who_does_not_know_our_authority_finds_the_manifest_valid_and_no_more(
    kind: str, room: Room
) -> None:
    seen = verify(room.marked(kind), room.stranger)
    assert (seen.credentials.state, seen.credentials.local) == ("valid", False)
    assert [reason.code for reason in seen.credentials.reasons] == ["signingCredential.untrusted"]


# --- what is there stays -----------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_metadata_and_manifest_change_nothing_that_people_perceive(kind: str, room: Room) -> None:
    assert content(kind, room.marked(kind, BESIDE).read_bytes()) == content(kind, sample(kind))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if container(kind).family == "text"])
def test_a_label_in_a_text_takes_no_line_of_it_away(kind: str, room: Room) -> None:
    lines = iter(room.marked(kind).read_text("utf-8").splitlines())
    kept = [
        line for line in sample(kind).decode().splitlines() if line.strip(" ,12")
    ]  # cues are counted anew
    if kind == "html":  # the block is put right behind the tag, on its line
        kept.remove("<body>")
    missing = [line for line in kept if not any(line in other for other in lines)]
    assert missing == []


# --- programs of others ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_other_libraries_open_what_carries_every_layer(kind: str, room: Room) -> None:
    assert content(kind, room.marked(kind).read_bytes())


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if container(kind).family in ("video", "audio")]
)
def test_ffprobe_reads_what_carries_every_layer(kind: str, room: Room) -> None:
    streams = probe(room.marked(kind))["streams"]
    assert [one["codec_type"] for one in streams if one["codec_type"] != "data"]


def test_exiftool_finds_the_same_source_type_in_every_kind_and_nothing_wrong(room: Room) -> None:
    kinds = [kind for kind in KINDS if kind not in ("mkv", "webm", "md", "txt", "srt", "vtt")]
    for kind, tags in zip(kinds, exif([room.marked(kind) for kind in kinds]), strict=True):
        wrong = {name: said for name, said in tags.items() if name.endswith((":Warning", ":Error"))}
        if kind in ("mp3", "flac"):  # it wants ten bytes behind the last frame; ID3v2.4, 3.3 does not
            wrong.pop("ExifTool:Warning", None)
        assert wrong == {}, kind
        suffix = "." + tags["File:FileTypeExtension"].lower()
        assert suffix in (*container(kind).suffixes, ".opus"), kind
        if container(kind).metadata not in ("tags", "office", "html", "json") or kind == "mp3":
            said = tags["XMP-iptcExt:DigitalSourceType"]
            assert said.endswith("/trainedAlgorithmicMedia"), kind


# --- changes are seen --------------------------------------------------------------------------------


def altered(kind: str, data: bytes) -> bytes:
    """Return the file with one bit of its content turned over."""
    plain = sample(kind)
    middle = {"pdf": b"MediaBox", "svg": b"fill=", "html": "Бүгін".encode()}.get(kind)
    middle = middle or plain[len(plain) // 2 :][:12]
    at = data.rindex(middle) + 7
    return data[:at] + bytes((data[at] ^ 4,)) + data[at + 1 :]


@pytest.mark.parametrize("kind", KINDS)
def test_one_bit_of_the_content_turned_over_makes_the_manifest_invalid(
    kind: str, room: Room, tmp_path: Path
) -> None:
    path = copy(room.marked(kind, ("c2pa",)), tmp_path)
    path.write_bytes(altered(kind, path.read_bytes()))
    seen = room.seen_or_refused(path)
    if isinstance(seen, str):  # a zip or a table that no longer opens
        assert seen.startswith("MK")
        return
    assert seen.credentials.state == "invalid"
    assert seen.credentials.reasons
    assert seen.machine.shown == "not shown"


@pytest.mark.parametrize("kind", PLAIN)
def test_no_byte_of_the_metadata_that_is_changed_makes_anything_but_a_fault(
    kind: str, room: Room, tmp_path: Path
) -> None:
    marked = room.marked(kind)
    path, data = copy(marked, tmp_path), marked.read_bytes()
    where = [at for word in (b"anba", b"xpacket", b"AIGC") if (at := data.find(word)) > 0] or [
        len(data) * 2 // 3
    ]
    for start in where:
        for step in range(-40, 60, 9):
            at = max(0, min(len(data) - 1, start + step))
            path.write_bytes(data[:at] + bytes((data[at] ^ 0x21,)) + data[at + 1 :])
            seen = room.seen_or_refused(path)
            if isinstance(seen, str):
                assert seen.startswith("MK")
            else:
                assert seen.credentials.state != "trusted"


# --- twice, and after others -------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_mark_keeps_the_first_manifest_and_leaves_one_record(
    kind: str, room: Room, tmp_path: Path
) -> None:
    first = copy(room.marked(kind), tmp_path / "first")
    once = room.seen(first)
    again = room.put(first, first, BESIDE, number=2)
    seen = room.seen(first)
    assert (seen.credentials.state, seen.credentials.manifests) == ("trusted", 2)
    assert [one.relation for one in seen.credentials.ingredients] == ["parentOf"]
    assert seen.credentials.disclosure == again.disclosure
    assert [one.where for one in seen.metadata] == [one.where for one in once.metadata]
    assert {one.profile.id for one in seen.metadata if one.profile} <= {"urn:uuid:2"}


def test_a_later_mark_without_a_label_does_not_deny_the_label_of_an_earlier_one(
    room: Room, tmp_path: Path
) -> None:
    path = copy(room.marked("jpeg"), tmp_path)
    room.put(path, path, BESIDE, number=2)
    seen = room.seen(path)
    assert (seen.people.shown, seen.people.why) == ("not shown", ("label-not-read",))
    bare = room.seen(room.marked("jpeg", BESIDE))
    assert (bare.people.shown, bare.people.why) == ("not shown", ("label-denied",))


FOREIGN = ["jpeg", "png", "webp", "tiff", "gif", "svg", "mp4", "wav", "mp3", "pdf", "jxl", "avif"]


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_manifest_of_somebody_else_is_kept_as_an_ingredient(
    kind: str, room: Room, keys: Keys, tmp_path: Path
) -> None:
    claim = {
        "claim_generator_info": [{"name": "Somebody else", "version": "7"}],
        "title": "theirs",
        "assertions": [
            {"label": "c2pa.actions.v2", "data": {"actions": [
                {"action": "c2pa.created", "digitalSourceType": "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture"}]}},
            {"label": "kz.example.note", "data": {"note": "keep me"}},
        ],
    }  # fmt: skip
    info = c2pa.C2paSignerInfo(b"es256", keys.key.chain.encode(), keys.key.private, None)
    theirs = BytesIO()
    data = sample(kind)
    if kind == "jxl":
        data = room.marked(kind, ("metadata",)).read_bytes()
    signer = c2pa.Signer.from_info(info)
    with (
        c2pa.Context.from_dict(settings(Trust()), signer=signer) as context,
        c2pa.Builder(claim, context) as builder,
    ):
        builder.sign(container(kind).mime, BytesIO(data), theirs)
    source = tmp_path / ("theirs" + container(kind).suffixes[0])
    source.write_bytes(theirs.getvalue())
    target = tmp_path / ("ours" + source.suffix)
    room.put(source, target)
    seen = room.seen(target)
    assert (seen.credentials.state, seen.credentials.manifests) == ("trusted", 2)
    assert [one.relation for one in seen.credentials.ingredients] == ["parentOf"]
    assert b"kz.example.note" in target.read_bytes() or kind in ("pdf", "gif", "svg")


def test_a_signed_pdf_is_never_rewritten(room: Room, tmp_path: Path) -> None:
    original = signed(sample("pdf"))
    source, target = tmp_path / "deal.pdf", tmp_path / "marked.pdf"
    source.write_bytes(original)
    marked = room.put(source, target)
    assert target.read_bytes() == original
    assert marked.sidecar == beside(target)
    assert [one.layer for one in marked.written] == ["c2pa"]
    assert {one.layer for one in marked.left_out} == {"label", "metadata"}
    seen = room.seen(target)
    assert (seen.credentials.state, seen.sidecar) == ("trusted", beside(target))
    assert seen.label is None


# --- where it goes -----------------------------------------------------------------------------------


def test_the_manifest_of_an_office_file_stored_anew_is_inside_and_declared(
    room: Room, tmp_path: Path
) -> None:
    for kind in ("docx", "xlsx", "pptx", "odt", "epub"):
        source = room.source(kind)
        target = tmp_path / source.name
        order = replace(ORDER, rezip=True)
        marked = mark(source, target, order, room.stamp, id_="urn:uuid:3", time=TIME)
        assert marked.sidecar is None
        seen = room.seen(target)
        assert (seen.credentials.state, seen.credentials.where) == ("trusted", "embedded")
        _holds(seen, marked.disclosure, set(ALL))
        assert content(kind, target.read_bytes())
        with zipfile.ZipFile(target) as archive:
            if kind in ("docx", "xlsx", "pptx"):
                assert b'Extension="c2pa"' in archive.read("[Content_Types].xml")


def test_the_manifest_of_plain_text_hides_in_it_when_asked(room: Room, tmp_path: Path) -> None:
    order = replace(ORDER, prose=True)
    target = tmp_path / "a.txt"
    marked = mark(room.source("txt"), target, order, room.stamp, id_="urn:uuid:4", time=TIME)
    assert marked.sidecar is None
    assert list(tmp_path.iterdir()) == [target]
    assert room.seen(target).credentials.state == "trusted"


@pytest.mark.parametrize("kind", ["jpeg", "pdf", "docx", "html", "mkv"])
def test_the_manifest_lies_beside_any_file_when_asked(kind: str, room: Room, tmp_path: Path) -> None:
    source = copy(room.marked(kind), tmp_path)
    target = tmp_path / ("again" + source.suffix)
    order = replace(ORDER, sidecar=True, layers=("c2pa",))
    marked = mark(source, target, order, room.stamp, id_="urn:uuid:5", time=TIME)
    assert marked.sidecar == beside(target)
    assert target.read_bytes() == source.read_bytes()
    seen = room.seen(target)
    assert (seen.credentials.state, seen.credentials.where) == ("trusted", "sidecar")
    assert [one.relation for one in seen.credentials.ingredients] == ["parentOf"]


def test_marking_in_place_puts_a_whole_new_file_in_the_place_of_the_old(
    room: Room, tmp_path: Path
) -> None:
    for kind in ("jpeg", "docx", "txt"):
        path = tmp_path / room.source(kind).name
        path.write_bytes(sample(kind))
        path.chmod(0o640)
        with path.open("rb") as held:
            room.put(path, path)
            assert held.read() == sample(kind)
        assert path.stat().st_mode & 0o777 == 0o640
        assert room.seen(path).credentials.state == "trusted"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]


def test_when_the_last_layer_fails_nothing_is_written_and_what_was_there_stays(
    room: Room, tmp_path: Path
) -> None:
    today = datetime.now(UTC).date()
    store = KeyStore(tmp_path / "keys")
    nobody = "http://127.0.0.1:9/"  # the discard port: nobody answers
    store.new("late", "", "correct horse battery", on=today, time_authority=nobody)
    out = tmp_path / "out"
    out.mkdir()
    with Stamp(store.open(None, "correct horse battery", on=today)) as stamp:
        for kind in ("jpeg", "docx", "txt"):
            source = room.source(kind)
            there, new = out / source.name, out / ("new" + source.suffix)
            there.write_bytes(b"what was there")
            for target in (there, new):
                with pytest.raises(Faults) as caught:
                    mark(source, target, ORDER, stamp, id_="urn:uuid:6", time=TIME)
                assert [one.code for one in caught.value.faults] == ["MK52"]
            assert there.read_bytes() == b"what was there"
            assert source.read_bytes() == sample(kind)
    assert {one.suffix for one in out.iterdir()} == {".jpg", ".docx", ".txt"}
    assert len(list(out.iterdir())) == 3


def test_c2pa_without_a_key_is_refused_before_anything_is_written(room: Room, tmp_path: Path) -> None:
    with pytest.raises(Faults) as caught:
        mark(room.source("png"), tmp_path / "a.png", ORDER, None, id_="urn:uuid:7", time=TIME)
    assert [one.code for one in caught.value.faults] == ["MK08"]
    assert list(tmp_path.iterdir()) == []


# --- large files -------------------------------------------------------------------------------------

LITTLE = 64 * 1024 * 1024


@pytest.mark.parametrize(("kind", "times"), [("wav", 2.2), ("mp4", 1.2)])
def test_a_large_file_is_marked_and_read_in_little_memory(
    kind: str, times: float, tmp_path: Path
) -> None:
    """The C2PA library holds what it signs in memory, sound of RIFF twice; all else goes in pieces."""
    folder = str(tmp_path)
    done = subprocess.run(
        [sys.executable, "-m", "marks.large_run", kind, folder],
        capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[1])},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    took = json.loads(done.stdout)
    assert (took["state"], len(took["where"])) == ("trusted", 1)
    assert took["size"] > ON_DISK_FROM
    for step in {"label", "metadata", "verify"} & set(took):
        assert took[step] < LITTLE, step
    assert took["c2pa"] < times * took["size"]
    assert not [name for name in took["left"] if name.startswith(".")]

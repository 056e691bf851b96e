"""
Files of ill will: each is marked and read within little memory and time, or refused with a reason.

They are worked on by `hostile_run`, each in a process of its own that may have 4 GiB and 20 seconds.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Literal

import pytest

from keys.signers import Keys
from marks import hostile
from marks.samples import KINDS, sample
from tanba.flow import MarkWork, VerifyWork
from tanba.kernel import Faults, Text
from tanba.marks import (
    CONTAINERS,
    Entry,
    Inspector,
    Marked,
    Order,
    Stamp,
    Verified,
    mark,
    verify,
)
from tanba.report import Seen

SUFFIX = {kind.name: kind.suffixes[0] for kind in CONTAINERS}
CUTS = (1, 3, 11, 30, 100, 0.1, 0.3, 0.5, 0.8, 0.97, -1)
FILES = hostile.files()
ROOT = Path(__file__).parents[2]


def cut(data: bytes, at: float) -> bytes:
    return data[: int(len(data) * at)] if isinstance(at, float) else data[:at]


Work = Callable[[str, list[Path]], str]


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Work]:
    """Return what marks or verifies files far from here, and says how that ended."""
    folder = tmp_path_factory.mktemp("hostile")
    with subprocess.Popen(
        [sys.executable, "-m", "marks.hostile_run", str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT / "tests"), "OPENBLAS_NUM_THREADS": "1"},
    ) as process:  # fmt: skip
        asked, answered = process.stdin, process.stdout
        assert asked is not None
        assert answered is not None

        def work(what: str, paths: list[Path]) -> str:
            asked.write(json.dumps([what, [str(path) for path in paths]]) + "\n")
            asked.flush()
            said: str = json.loads(answered.readline())
            return said

        yield work
        asked.close()


def is_fine(outcome: str) -> bool:
    return all(one == "done" or one.startswith("MK") for one in outcome.split(","))


REFUSED = {
    "bomb.docx", "lie.docx", "bomb.odt", "many.docx", "laughs.docx", "text in name.docx", "empty.jpg",
    "plain.zip", "vast.png", "vast.jpg", "vast.tif", "circle.pdf", "deep.json", "zeros.mp4",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_refused_or_worked_on_within_bounds(
    name: str, work: Work, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name]())
    for what in ("verify", "mark"):
        outcome = work(what, [path])
        assert is_fine(outcome), outcome
    assert name not in REFUSED or outcome.startswith("MK")


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_cut_short_anywhere_is_refused_or_worked_on(
    kind: str, work: Work, tmp_path: Path
) -> None:
    paths = [tmp_path / f"{kind} cut at {at}{SUFFIX[kind]}" for at in CUTS]
    for at, path in zip(CUTS, paths, strict=True):
        path.write_bytes(cut(sample(kind), at))
    for what in ("verify", "mark"):
        outcome = work(what, paths)
        assert is_fine(outcome), outcome
        assert len(outcome.split(",")) == len(paths)


# --- odd names, links, and what lies beside ----------------------------------------------------------

TIME = "2026-11-23T06:00:00Z"
ORDER = Order(
    law="kz/ai-law 21(2)", notice=Text(kk="ЖИ жасаған", ru="Создано ИИ", en="Made with AI"),
    languages=("en",), cover=1.0,
)  # fmt: skip
ESCAPES = "\x1b[2J\x1b]0;x\x07\x9b31m\u202e\u2028\0"
SCRIPT = "<script>alert('x')</script>\"'><img src=x onerror=y>"


@pytest.fixture(scope="module")
def inspector(keys: Keys) -> Inspector:
    return Inspector(keys.local)


@pytest.fixture(scope="module")
def stamp(keys: Keys) -> Iterator[Stamp]:
    with Stamp(keys.key, trust=keys.local) as stamp:
        yield stamp


def put(source: Path, target: Path, stamp: Stamp | None = None, **wishes: Any) -> Marked:
    layers = ("label", "metadata", "c2pa") if stamp else ("label", "metadata")
    order = replace(ORDER, **{"layers": layers} | wishes)
    return mark(source, target, order, stamp, id_="urn:uuid:1", time=TIME)


def told(seen: Verified, form: Literal["text", "json", "html"]) -> str:
    return Seen(form=form, lang="en", pack="kz/ai-law", on=date(2026, 3, 1))(seen)


@pytest.mark.parametrize(
    "name",
    [b"a\x1b[31m\nb\x07.png", b"\xff\xfe\x80.png", "\u202egnp.png".encode(), b"-o.png", b"'\"$(x).png"],
)  # fmt: skip
def test_a_file_may_be_called_anything(
    name: bytes, stamp: Stamp, inspector: Inspector, tmp_path: Path
) -> None:
    source = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    source.write_bytes(sample("png"))
    target = tmp_path / "out" / source.name
    put(source, target, stamp)
    seen = verify(target, inspector)
    assert seen.credentials.state == "trusted"
    for form in ("text", "json", "html"):
        words = told(seen, form)  # type: ignore[arg-type]
        words.encode()
        assert not set("\x1b\x07\x9b\u202e") & set(words)


def test_a_link_is_marked_as_a_file_of_its_own_and_never_in_place(tmp_path: Path) -> None:
    real, link = tmp_path / "real.png", tmp_path / "link.png"
    real.write_bytes(sample("png"))
    link.symlink_to(real)
    with pytest.raises(Faults) as caught:
        put(link, link)
    assert [one.code for one in caught.value.faults] == ["MK06"]
    assert real.read_bytes() == sample("png")
    put(link, tmp_path / "out.png")
    assert not (tmp_path / "out.png").is_symlink()
    assert real.read_bytes() == sample("png")


def test_a_link_in_the_place_of_the_result_is_replaced_and_not_followed(tmp_path: Path) -> None:
    source, victim, target = tmp_path / "a.png", tmp_path / "victim", tmp_path / "out.png"
    source.write_bytes(sample("png"))
    victim.write_bytes(b"mine")
    target.symlink_to(victim)
    put(source, target)
    assert victim.read_bytes() == b"mine"
    assert not target.is_symlink()


def test_the_work_on_what_is_no_file_ends_with_a_code(tmp_path: Path, keys: Keys) -> None:
    (tmp_path / "a.png").mkdir()
    (tmp_path / "gone.png").symlink_to(tmp_path / "nowhere")
    (tmp_path / "round.png").symlink_to(tmp_path / "round.png")
    for name in ("a.png", "gone.png", "round.png", "none.png"):
        entry = Entry(at=str(tmp_path / name), relative=name)
        marked = MarkWork(order=ORDER, key=keys.key, trust=keys.local, out=tmp_path / "out")()(entry)
        seen = VerifyWork(trust=keys.local, wordings=(), render=str, worth=str)()(entry)
        assert (marked.state, marked.code) == ("failed", "MK09")
        assert (seen.state, seen.code) == ("failed", "MK09")
        assert marked.what
    assert not list((tmp_path / "out").glob("*"))


BESIDE: dict[str, bytes] = {
    "nothing": b"",
    "zeros": bytes(1000),
    "words": b"no manifest" * 100,
    "a box of no end": b"\xff\xff\xff\xffjumb" * 1000,
    "boxes in boxes": b"".join((8 * (20_000 - n)).to_bytes(4, "big") + b"jumb" for n in range(20_000)),
}


@pytest.mark.parametrize("name", BESIDE)
def test_what_lies_beside_a_file_and_is_no_manifest_hides_nothing_of_the_file(
    name: str, stamp: Stamp, inspector: Inspector, tmp_path: Path
) -> None:
    for kind, state in (("png", "trusted"), ("txt", "invalid")):
        source, target = tmp_path / f"a.{kind}", tmp_path / f"out.{kind}"
        source.write_bytes(sample(kind))
        source.with_name(source.name + ".c2pa").write_bytes(BESIDE[name])
        put(source, target, stamp)
        assert verify(target, inspector).credentials.state == "trusted"
        target.with_name(target.name + ".c2pa").write_bytes(BESIDE[name])
        assert verify(target, inspector).credentials.state == state


def test_a_manifest_of_twenty_megabytes_is_not_read_and_no_hindrance_to_marking(
    stamp: Stamp, inspector: Inspector, tmp_path: Path
) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "out.txt"
    source.write_bytes(sample("txt"))
    with source.with_name("a.txt.c2pa").open("wb") as file:
        file.truncate(20 * 1024 * 1024)
    seen = verify(source, inspector)
    assert seen.machine.shown == "not shown"
    assert any(flaw.startswith("MK03") for flaw in seen.flaws)
    put(source, target, stamp)
    assert verify(target, inspector).credentials.state == "trusted"


def test_a_folder_or_a_link_to_nowhere_beside_a_file_is_no_manifest(
    inspector: Inspector, tmp_path: Path
) -> None:
    source = tmp_path / "a.txt"
    source.write_bytes(sample("txt"))
    (tmp_path / "a.txt.c2pa").mkdir()
    (tmp_path / "a.c2pa").symlink_to(tmp_path / "nowhere")
    assert verify(source, inspector).credentials.state == "absent"


# --- words of ill will -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_script_and_escapes_in_a_mark_never_reach_a_page_or_a_terminal(
    kind: str, stamp: Stamp, inspector: Inspector, tmp_path: Path
) -> None:
    source, target = tmp_path / f"a{SUFFIX[kind]}", tmp_path / f"out{SUFFIX[kind]}"
    source.write_bytes(sample(kind))
    words = {"system": SCRIPT + ESCAPES, "version": ESCAPES, "maker": "]]>--><!--" + SCRIPT + ESCAPES}
    try:
        put(source, target, stamp, **words)
    except Faults as faults:
        refused = str(faults)
    else:
        seen = verify(target, inspector)
        assert seen.credentials.state == "trusted"
        assert seen.flaws == ()
        page, text, record = told(seen, "html"), told(seen, "text"), told(seen, "json")
        assert "<script" not in page.lower()
        assert "<img" not in page.lower()
        assert not set(ESCAPES) & set(page + text) - set("[]02;J31mx")
        assert "\x1b" not in record
        assert json.loads(record)["layers"]["c2pa"]["state"] == "trusted"
        return
    assert "MK" in refused
    assert not target.exists()


def test_what_others_wrote_into_metadata_never_reaches_a_page_or_a_terminal_as_it_is(
    inspector: Inspector, tmp_path: Path
) -> None:
    name = "&lt;script&gt;alert(1)&lt;/script&gt;\x9b31m\u202e"
    said = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" '
        'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'xmp:CreatorTool="{name}" e:DigitalSourceType="{said}"/></rdf:RDF></x:xmpmeta>'
    )
    path = tmp_path / "a.png"
    path.write_bytes(hostile.png_with_packet(packet.encode()))
    seen = verify(path, inspector)
    assert seen.machine.why == ("metadata-says-ai",)
    assert "alert(1)" in seen.metadata[0].tool
    page, text = told(seen, "html"), told(seen, "text")
    assert "alert(1)" in page
    assert "<script" not in page.lower()
    assert not {"\x9b", "\u202e"} & set(page + text)

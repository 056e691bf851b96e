"""Labels: drawn files, both halves of a label on each, and the exact band of a finite folder."""

import math
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tanba.flow.labels_seen import LabelReader, label_of, reserved_by
from tanba.kernel import Refused, TanbaError, canonical_bytes
from tanba.keys import Trust
from tanba.measures import Artefact, Label, Measured, Result, World, answer, judged
from tanba.measures.labels.finite import finite_share
from tanba.measures.labels.measure import Labels, LabelSettings
from tanba.measures.labels.sample import draw_addresses, draw_files, kind_of

WORDINGS = (("kk", "ЖИ көмегімен жасалған"), ("ru", "Создано с помощью ИИ"))
SOURCE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"


def said(file: Path) -> Label:
    """Read a label out of our own plain files: `m` a mark, `p` a warning, `?` cannot be told."""
    text = file.read_text("utf-8")
    if text == "damaged":
        raise Refused("MK05", "damaged")
    return Label(
        machine="m" in text if "?m" not in text else None,
        people="p" in text if "?p" not in text else None,
    )


def lay(folder: Path, files: dict[str, str]) -> Artefact:
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return Artefact(name="outputs", kind="folder", at="outputs", path=folder)


def measure(reads: dict[str, Artefact], world: World | None = None, **how: Any) -> Measured:
    return Labels().run(reads, LabelSettings(**how), world or World(label=said))


def result(measured: Measured, id_: str, kind: str = "") -> Result:
    of = (("kind", kind),) if kind else ()
    return next(one for one in measured.results if one.id == id_ and one.of == of)


def says(measured: Measured) -> dict[str, tuple[str, Any]]:
    about = Labels().about
    found = judged(measured, about.yardsticks)
    answers = [answer(shows, found) for shows in about.shows]
    return {one.fact: (one.verdict, one.answer) for one in answers}


def test_every_file_looked_at_and_marked_shows_the_marks(tmp_path):
    measured = measure({"outputs": lay(tmp_path, {f"{n}.txt": "mp" for n in range(12)})})
    both = result(measured, "labels-both")
    assert both.band is not None
    assert (both.number, both.band.low, both.band.high, both.band.level) == (1, 1, 1, 1.0)
    assert says(measured) == {
        "synthetic_machine_mark": ("met", True),
        "synthetic_warning": ("met", True),
        "warning_perceivable": ("not shown", None),  # a program read it; nobody looked
    }


def test_a_sample_without_a_flaw_shows_only_how_many_may_lack_it(tmp_path):
    files = lay(tmp_path, {f"{n}.txt": "mp" for n in range(200)})
    measured = measure({"outputs": files}, sample=60)
    both = result(measured, "labels-both")
    assert both.band is not None
    assert both.n == 60
    assert 0.94 < both.band.low < 1 == both.band.high
    assert says(measured)["synthetic_machine_mark"] == ("not shown", None)
    assert "60" in (measured.notes[0].words or {}).values()
    assert says(measure({"outputs": files}, sample=1, census=True))["synthetic_machine_mark"] == (
        "met",
        True,
    )


def test_one_drawn_file_without_a_mark_settles_that_not_every_one_has_it(tmp_path):
    files = lay(tmp_path, {f"{n}.txt": "mp" for n in range(40)} | {"x.txt": "p"})
    assert says(measure({"outputs": files}))["synthetic_machine_mark"] == ("not met", False)


def test_what_cannot_be_told_counts_against_and_is_never_a_no(tmp_path):
    files = lay(tmp_path, {"a.png": "m?p", "b.png": "m?p", "c.txt": "mp", "d.txt": "damaged"})
    measured = measure({"outputs": files})
    people, both = result(measured, "labels-people"), result(measured, "labels-both")
    for one in (people, both):
        assert one.band is not None
        assert (one.number, one.band.low, one.band.high) == (0.25, 0.25, 1)
    assert result(measured, "labels-untold").number == 0.75
    assert result(measured, "labels-unreadable").number == 0.25
    assert says(measured)["synthetic_warning"] == ("not shown", None)
    assert says(measured)["synthetic_machine_mark"] == ("not shown", None)
    assert {"code": "MK05", "count": "1"} in [note.words for note in measured.notes]


def test_people_who_looked_settle_what_no_program_can(tmp_path):
    files = lay(tmp_path / "out", {"a.png": "m?p", "sub/b.png": "m?p", "c.txt": "mp"})
    table = tmp_path / "viewed.csv"
    table.write_text(
        "file,warning\na.png,иә\nsub/b.png,да\nc.txt,yes\nelsewhere.png,no\na.png,\n", "utf-8"
    )
    viewed = Artefact(name="viewed", kind="table", at="viewed.csv", path=table)
    measured = measure({"outputs": files, "viewed": viewed})
    assert says(measured)["warning_perceivable"] == ("met", True)
    assert says(measured)["synthetic_warning"] == ("met", True)
    table.write_text("file,warning\na.png,yes\na.png,no\nsub/b.png,yes\nc.txt,no\n", "utf-8")
    measured = measure({"outputs": files, "viewed": viewed})
    # Of two who looked one did not perceive it; and a program that read it did not see how it looks.
    assert result(measured, "labels-perceived").number == pytest.approx(1 / 3)
    assert says(measured)["warning_perceivable"] == ("not met", False)


def test_a_drawn_file_at_which_nobody_looked_keeps_perceiving_open(tmp_path):
    files = lay(tmp_path / "out", {"a.png": "m?p", "b.png": "m?p"})
    table = tmp_path / "viewed.csv"
    table.write_text("file,warning\na.png,yes\n", "utf-8")
    viewed = Artefact(name="viewed", kind="table", at="viewed.csv", path=table)
    assert says(measure({"outputs": files, "viewed": viewed}))["warning_perceivable"] == (
        "not shown",
        None,
    )


def test_kinds_are_drawn_apart_so_that_a_few_videos_are_not_passed_over(tmp_path):
    many = {f"{n:03}.png": "mp" for n in range(120)} | {f"{n}.MP4": "p" for n in range(4)}
    measured = measure({"outputs": lay(tmp_path, many)}, sample=30, by_kind=True)
    pictures, videos = (result(measured, "labels-both", kind) for kind in ("png", "mp4"))
    assert (pictures.number, pictures.n, videos.number, videos.n) == (1, 30, 0, 4)
    whole = result(measured, "labels-both")
    assert whole.band is not None
    assert whole.number == pytest.approx(120 / 124)
    assert whole.band.low < 120 / 124 <= whole.band.high < 1
    assert [point.label for point in measured.charts[0].points] == ["mp4", "png"]


def test_the_draw_is_the_same_for_a_seed_and_another_for_another(tmp_path):
    lay(tmp_path, {f"{n % 7}/{n}.txt": "mp" for n in range(90)})
    one, again = (draw_files(tmp_path, 20, False, 230) for _ in range(2))
    assert one == again
    assert one.total == 90
    assert draw_files(tmp_path, 20, False, 231).draws[0].names != one.draws[0].names
    larger = draw_files(tmp_path, 21, False, 230)
    assert set(one.draws[0].names) < set(larger.draws[0].names)


def test_every_file_is_drawn_equally_often(tmp_path):
    lay(tmp_path, {f"{n}.txt": "" for n in range(10)})
    drawn = [
        name for seed in range(300) for name in draw_files(tmp_path, 3, False, seed).draws[0].names
    ]
    counts = [drawn.count(f"{n}.txt") for n in range(10)]
    assert sum((count - 90) ** 2 / 63 for count in counts) < 30  # 9 degrees of freedom: 1 in 2000


def test_hidden_files_links_and_manifests_of_others_are_left_out_and_told(tmp_path):
    lay(tmp_path / "out", {"a.txt": "mp", ".hidden": "", "a.txt.c2pa": "", ".git/x.txt": ""})
    (tmp_path / "out" / "link.txt").symlink_to(tmp_path / "out" / "a.txt")
    (tmp_path / "out" / "round").symlink_to(tmp_path / "out")
    measured = measure(
        {"outputs": Artefact(name="outputs", kind="folder", at="out", path=tmp_path / "out")}
    )
    assert result(measured, "labels-both").n == 1
    assert {"count": "5"} in [note.words for note in measured.notes]


def test_an_empty_folder_measures_nothing(tmp_path):
    measured = measure({"outputs": lay(tmp_path, {})})
    assert all(one.n == 0 for one in measured.results)
    assert {verdict for verdict, _ in says(measured).values()} == {"not shown"}
    assert canonical_bytes(measured)


def test_names_that_are_no_words_are_still_files(tmp_path):
    try:
        (tmp_path / "\udcff\udcfe.txt").write_text("p", "utf-8")
    except OSError:
        pytest.skip("this file system takes only words")
    measured = measure({"outputs": lay(tmp_path, {"ә.txt": "mp"})})
    assert result(measured, "labels-machine").number == 0.5
    assert canonical_bytes(measured)


# --- addresses --------------------------------------------------------------------------------------


def test_addresses_are_fetched_traced_and_those_that_fail_count_as_not_known(tmp_path):
    listed = tmp_path / "list.txt"
    listed.write_text(
        "# news\nhttps://a.kz/1.html\n\nhttps://a.kz/2.html\r\nhttps://a.kz/1.html\n", "utf-8"
    )

    def fetch(url: str, folder: Path) -> Path:
        if url.endswith("2.html"):
            raise Refused("OP02", "cannot be reached")
        (folder / "got.html").write_text("mp", "utf-8")
        return folder / "got.html"

    addresses = Artefact(name="addresses", kind="addresses", at="list.txt", path=listed)
    measured = measure({"addresses": addresses}, World(label=said, fetch=fetch))
    both = result(measured, "labels-both")
    assert both.band is not None
    assert (both.number, both.n, both.band.low, both.band.high) == (0.5, 2, 0.5, 1)
    assert list(measured.traces or {}) == ["https://a.kz/1.html"]
    with pytest.raises(Refused, match="MB08"):
        measure({"addresses": addresses})


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        (b"https://a.kz/1\nnot an address\nftp://a.kz\n", (2, 3)),
        (b"\xff\xfe\x00\n", (1,)),
        (b"https://a.kz/" + b"x" * 50_000 + b"\nhttps://a.kz\n", (1,)),
        (b"x" * 3_000_000, (1,)),
        (b"https://\x00/\n", (1,)),
    ],
)
def test_lines_that_are_no_addresses_are_told_with_their_places(tmp_path, content, lines):
    listed = tmp_path / "list.txt"
    listed.write_bytes(content)
    addresses = Artefact(name="addresses", kind="addresses", at="list.txt", path=listed)
    with pytest.raises(TanbaError) as told:
        draw_addresses(addresses, 10, False, 230)
    assert tuple(fault.at.line for fault in told.value.faults) == lines
    assert {fault.code for fault in told.value.faults} == {"MB02"}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a/b.PNG", "png"), ("a.tar.gz", "gz"), ("noending", "other"), ("odd.name with words", "other"),
        ("https://a.kz", "other"), ("https://a.kz/p/1.jpg?x=1.png#y", "jpg"), (".html", "other"),
    ],
)  # fmt: skip
def test_the_kind_of_a_file_is_the_ending_of_its_name(name, kind):
    assert kind_of(name) == kind


def test_what_cannot_be_measured_is_refused_with_a_hint(tmp_path):
    folder = lay(tmp_path, {"a.txt": "mp"})
    listed = Artefact(name="addresses", kind="addresses", at="x", path=tmp_path / "a.txt")
    for reads, how, code in (
        ({}, {}, "MB06"), ({"outputs": folder, "addresses": listed}, {}, "MB06"),
        ({"outputs": folder}, {"sample": 0}, "MB06"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            measure(reads, **how)
        assert refused.value.code == code
        assert refused.value.hint
    with pytest.raises(Refused, match="MB07"):
        measure({"outputs": folder}, World())
    with pytest.raises(TanbaError, match="MB01"):
        measure({"outputs": Artefact(name="outputs", kind="folder", at="x", path=tmp_path / "a.txt")})
    for number in range(31):
        (tmp_path / f"x.k{number}").touch()
    with pytest.raises(Refused, match="MB04"):
        measure({"outputs": folder}, by_kind=True)


# --- the band of a finite folder --------------------------------------------------------------------


def chances(total: int, having: int, looked: int) -> dict[int, float]:
    ways = math.comb(total, looked)
    return {
        k: math.comb(having, k) * math.comb(total - having, looked - k) / ways
        for k in range(max(0, looked - total + having), min(having, looked) + 1)
    }


def test_the_band_by_hand_five_of_five_out_of_ten():
    # C(K, 5) / C(10, 5) > 0.025 needs C(K, 5) > 6.3: K = 7 gives 21, K = 6 gives 6.
    band = finite_share(5, 0, 5, 10)
    assert (band.low, band.high) == (0.7, 1.0)


@given(st.integers(2, 40), st.data())
@settings(deadline=None, max_examples=40)
def test_the_band_covers_every_folder_as_often_as_it_promises(total, data):
    looked = data.draw(st.integers(1, total))
    having = data.draw(st.integers(0, total))
    covered = 0.0
    for k, chance in chances(total, having, looked).items():
        band = finite_share(k, 0, looked, total)
        covered += chance * (band.low - 1e-12 <= having / total <= band.high + 1e-12)
    assert covered >= 0.95 - 1e-9


@given(st.integers(1, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 100))
@settings(deadline=None, max_examples=80)
def test_what_is_not_known_only_widens_the_band(looked, yes, unknown, more):
    yes = min(yes, looked)
    unknown = min(unknown, looked - yes)
    wide = finite_share(yes, unknown, looked, looked + more)
    for known in range(unknown + 1):
        band = finite_share(yes + known, 0, looked, looked + more)
        assert wide.low <= band.low <= band.high <= wide.high
    assert wide.low <= yes / looked <= wide.high


def test_a_great_folder_is_as_exact_as_a_small_one():
    band = finite_share(290, 0, 300, 5_000_000)
    having = round(band.low * 5_000_000)

    def surprise(having: int) -> Fraction:  # the chance of 290 or more, in whole numbers
        ways = sum(
            math.comb(having, k) * math.comb(5_000_000 - having, 300 - k) for k in range(290, 301)
        )
        return Fraction(ways, math.comb(5_000_000, 300))

    # Logarithms of such numbers are good to a few files in five million.
    assert surprise(having + 5) > Fraction(25, 1000) > surprise(having - 5)


# --- with the marks room ----------------------------------------------------------------------------


def test_both_halves_are_those_of_a_verification(tmp_path):
    label, mark = (
        "<p>ЖИ көмегімен жасалған</p>",
        f'<meta name="digital-source-type" content="{SOURCE}">',
    )
    stop = '<meta name="tdm-reservation" content="1">'
    pages = {"both": (mark, label), "mark": (mark, ""), "label": ("", label), "stop": (stop, "")}
    for name, (head, body) in pages.items():
        (tmp_path / f"{name}.html").write_text(
            f"<!doctype html><html><head><title>t</title>{head}</head><body>{body}<p>Ауа</p></body></html>",
            "utf-8",
        )
    (tmp_path / "table.csv").write_text("a,b\n1,2\n", "utf-8")
    with LabelReader(Trust(), WORDINGS) as reader:
        halves = {name: reader.label(tmp_path / f"{name}.html") for name in pages}
        assert halves["both"] == Label(machine=True, people=True)
        assert halves["mark"] == Label(machine=True, people=None)
        assert halves["label"] == Label(machine=False, people=True)
        assert reader.reserved(tmp_path / "stop.html") is True
        assert reader.reserved(tmp_path / "both.html") is None
        assert reader.reserved(tmp_path / "table.csv") is None
        with pytest.raises(TanbaError, match="MK01"):
            reader.label(tmp_path / "table.csv")
    assert label_of(tmp_path / "both.html") == halves["both"]
    assert reserved_by(tmp_path / "stop.html") is True


def test_the_example_loses_marks_on_the_way_and_says_which(tmp_path):
    example = Labels().example(tmp_path)
    reads = {
        name: Artefact(
            name=name, kind="folder" if name == "outputs" else "table", at=at, path=tmp_path / at
        )
        for name, at in example.reads.items()
    }
    with LabelReader(Trust(), WORDINGS) as reader:
        world = World(label=reader.label)
        found = [Labels().run(reads, LabelSettings(**example.settings), world) for _ in range(2)]
    assert canonical_bytes(found[0]) == canonical_bytes(found[1])
    assert says(found[0])["synthetic_machine_mark"] == ("not met", False)
    named = [row[0] for row in found[0].tables[0].rows]
    assert "news/07.html" in named

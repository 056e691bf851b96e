"""A dossier needs nobody to be checked, and says no more than its record; whoever alters it is told."""

import io
import json
import resource
import shutil
import struct
import subprocess
import sys
import zipfile
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pikepdf
import pytest

from flow.dossiers import (
    changed_record,
    checked,
    dossier_of,
    files_of,
    parts_of,
    sealed_dossier,
    with_files,
)
from flow.houses import anchor, house, house_with_time, signer
from keys.signers import issue, time_authority
from tanba.evidence import packed
from tanba.flow import (
    Archive,
    at_work,
    begin_work,
    check_dossier,
    key_of_log,
    revoke_key,
    rotate_key,
    seal_work,
    sign_dossier,
)
from tanba.kernel import Faults
from tanba.report import Speech, fails, seen_record, write_dossier, write_dossier_seen
from tanba.works import Grade
from works.written_works import write_article, write_story

SECRET = "correct horse battery"  # noqa: S105
needs_pdfsig = pytest.mark.skipif(
    shutil.which("pdfsig") is None, reason="pdfsig is not here: what poppler says goes untested"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("story")
    work, _ = write_story(folder)
    return sealed_dossier(folder, work)


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    folder = tmp_path_factory.mktemp("other")
    return sealed_dossier(folder, write_article(folder), " Ещё слово.", "ru")


def grades(contribution):
    return {count.grade for count in contribution.counts}


# --- what holds ------------------------------------------------------------------------------------


def test_all_of_it_holds_for_a_reader_who_knows_the_log_and_trusts_the_clock(tmp_path, made):
    seen = checked(tmp_path, made.pdf, made.key, made.roots)
    assert not fails(seen)
    assert seen.troubles == ()
    assert seen.bundle.state == "valid"
    assert len(seen.seals) == 2
    assert all(one.included and one.opened and one.time for one in seen.seals)
    assert json.loads(json.dumps(seen_record(seen)))["fails"] is False


def test_a_time_is_shown_only_to_whoever_trusts_its_authority_and_only_then_is_anything_e2(
    tmp_path, made
):
    stranger = issue(datetime.now(UTC) - timedelta(days=1)).root
    for roots in ("", stranger):
        seen = checked(tmp_path, made.pdf, made.key, roots)
        assert not fails(seen)
        assert [one.time for one in seen.seals] == [None, None]
        assert max(grades(seen.contribution)) == Grade.E1
        assert "not shown" in write_dossier_seen(seen, Speech("en"))
    trusting = checked(tmp_path, made.pdf, made.key, made.roots)
    graded = {count.grade for count in trusting.contribution.counts if count.points}
    # What was written between the two times is E2; what was there before the first one is not.
    assert graded == {Grade.E1, Grade.E2}
    assert max(grades(trusting.contribution)) == Grade.E2


def test_nobody_named_is_told_as_nobody_known(tmp_path, made):
    seen = checked(tmp_path, made.pdf)
    assert not fails(seen)
    assert not seen.bundle.known
    assert str(made.key)[:20] in write_dossier_seen(seen, Speech("kk"))


def test_a_dossier_without_a_log_holds_and_shows_no_time(tmp_path):
    work = write_article(tmp_path)
    dossier, pdf = dossier_of(work, lang="ru")
    assert "evidence.zip" not in files_of(pdf)
    seen = checked(tmp_path, pdf)
    assert not fails(seen)
    assert seen.seals == ()
    assert max(grades(seen.contribution)) == Grade.E1
    assert dossier.log_key == ""


def test_a_second_gathering_of_the_same_is_the_same_bytes(made, tmp_path):
    work = write_article(tmp_path)
    assert dossier_of(work)[1] == dossier_of(work)[1]
    assert write_dossier(made.dossier, Speech("kk")) == made.pdf


def test_a_record_of_one_single_piece_without_prompts_or_seals_is_enough(tmp_path):
    work = tmp_path / "a.work"
    begin_work(work, title="", author="Айгүл")
    with at_work(work) as recorder:
        recorder.open("a", "a.txt", "text", b"")
    assert not fails(checked(tmp_path, dossier_of(work)[1]))


def test_a_work_that_was_only_begun_has_a_dossier_too(tmp_path):
    work = tmp_path / "a.work"
    begin_work(work, title="Таң", author="Айгүл")
    assert not fails(checked(tmp_path, dossier_of(work)[1]))


def test_checking_reads_no_log_and_asks_no_network(tmp_path, made):
    """In a process that cannot open a socket, and after the log and the work are gone."""
    (tmp_path / "d.pdf").write_bytes(made.pdf)
    (tmp_path / "roots.pem").write_text(made.roots)
    code = (
        "import socket, sys, sqlite3\n"
        "def no(*words, **more): raise SystemExit('asked')\n"
        "socket.socket.connect = socket.getaddrinfo = sqlite3.connect = no\n"
        "from tanba.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    words = ["work", "verify", "d.pdf", "--log-key", str(made.key), "--roots", "roots.pem"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "asked" not in done.stderr


def test_seals_by_a_key_that_was_replaced_since_hold_for_readers_of_either_key(tmp_path):
    work, _ = write_story(tmp_path)
    with house_with_time(tmp_path) as archive:
        settings, before = archive.settings, key_of_log(archive.log)
        seal_work(work, archive, anchor)
        rotate_key(archive, signer("next"))
        archive.close()
        with Archive.open(tmp_path / "log", signer("next"), SECRET) as later:
            revoke_key(later, before, "superseded", None)
            seal_work(work, later, anchor)
            dossier, pdf = dossier_of(work, later)
            after = key_of_log(later.log)
    assert [one.included for one in dossier.seals] == [True, True]
    for known in (before, after):
        seen = checked(tmp_path, pdf, known, settings.roots)
        assert not fails(seen), seen.bundle.failing
        assert all(one.included and one.opened and one.time for one in seen.seals)


def test_a_seal_by_a_stolen_key_counts_only_where_a_time_shows_that_it_stood_before(tmp_path):
    work, _ = write_story(tmp_path)
    with house(tmp_path) as archive:
        before = key_of_log(archive.log)
        seal_work(work, archive)
        rotate_key(archive, signer("next"))
    with Archive.open(tmp_path / "log", signer("next"), SECRET) as archive:
        revoke_key(archive, before, "compromised", None)
        dossier, _ = dossier_of(work, archive)
    assert [one.included for one in dossier.seals] == [False]


def test_a_work_that_was_sealed_a_hundred_times_has_a_dossier(tmp_path):
    work = write_article(tmp_path)
    with house_with_time(tmp_path) as archive:
        for _ in range(3):
            seal_work(work, archive, anchor)
        (token,) = (tmp_path / "log/public/stamps").glob("1-1.tsr")
        for number in range(2, 101):
            shutil.copy(token, token.with_name(f"1-{number}.tsr"))
        dossier, pdf = dossier_of(work, archive)
        key, roots = key_of_log(archive.log), archive.settings.roots
    seen = checked(tmp_path, pdf, key, roots)
    assert not fails(seen), seen.bundle.failing
    assert [one.time for one in seen.seals] == [one.time for one in dossier.seals]
    assert all(one.time for one in seen.seals)


@needs_pdfsig
@pytest.mark.parametrize("timed", [False, True])
def test_a_signed_dossier_holds_for_us_and_for_poppler(tmp_path, made, timed):
    keys = issue(datetime.now(UTC) - timedelta(days=1))
    if timed:
        with _clock(tmp_path) as authority:
            signed = sign_dossier(made.pdf, replace(keys.key, time_authority=authority.address))
        trusted = made.roots + authority.root
    else:
        signed, trusted = sign_dossier(made.pdf, keys.key), made.roots
    seen = checked(tmp_path, signed, made.key, trusted, keys.root)
    assert not fails(seen)
    (one,) = seen.signatures
    assert (one.state, one.whole, one.time is not None) == ("valid", True, timed)
    assert checked(tmp_path, signed, made.key).signatures[0].state == "not shown"
    said = subprocess.run(
        [str(shutil.which("pdfsig")), "-nocert", tmp_path / "dossier.pdf"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert files_of(signed) == files_of(made.pdf)


def _clock(folder):
    (folder / "clock").mkdir()
    return time_authority(folder / "clock", datetime.now(UTC) - timedelta(days=1))


# --- what was altered, exchanged or left out ------------------------------------------------------------


def told(folder, pdf, made):
    """Check an altered dossier: it fails, and that is said in three languages and to programs."""
    seen = checked(folder, pdf, made.key, made.roots)
    assert fails(seen)
    for lang in ("kk", "ru", "en"):
        assert write_dossier_seen(seen, Speech(lang))
    json.dumps(seen_record(seen))
    return seen


def test_a_line_of_the_record_that_was_altered_is_told(tmp_path, made):
    def change(parts):
        name = "sessions/000001.jsonl"
        lines = parts[name].split(b"\n")
        (at,) = [n for n, line in enumerate(lines) if b'"source"' in line and b'"title"' in line]
        lines[at] = lines[at].replace("қоғам игілігі".encode(), "тек менікі".encode())
        return {name: b"\n".join(lines)}

    seen = told(tmp_path, changed_record(made.pdf, change), made)
    assert seen.record is None
    assert "WK08" in seen.troubles[0]


def test_a_blob_that_was_altered_or_left_out_is_told(tmp_path, made):
    digest = made.dossier.record.prompts[0].sha256
    name = f"blobs/{digest[:2]}/{digest}"
    seen = told(tmp_path, changed_record(made.pdf, lambda _: {name: "басқа сұрау".encode()}), made)
    assert "WK11" in seen.troubles[0]
    files = files_of(made.pdf)
    parts = parts_of(files["record.zip"])
    del parts[name]
    assert told(tmp_path, with_files(files | {"record.zip": packed(parts)}), made)


def _said(made, change):
    files = files_of(made.pdf)
    said = json.loads(files["dossier.json"])
    change(said)
    return with_files(files | {"dossier.json": json.dumps(said).encode()})


def test_more_human_text_than_the_record_gives_is_told(tmp_path, made):
    def more(said):
        for count in said["contribution"]["text"]["counts"]:
            if count["class"] == "human":
                count["points"] += 100

    assert told(tmp_path, _said(made, more), made).record is not None


def test_a_better_grade_than_the_record_gives_is_told(tmp_path, made):
    def better(said):
        said["contribution"]["prompts"][0]["grade"] = "E4"

    told(tmp_path, _said(made, better), made)


@pytest.mark.parametrize("key", ["work", "head", "register", "contribution", "prompts", "seals"])
@pytest.mark.parametrize("junk", [None, [], {}, "x", 5, [[]], {"a": {}}])
def test_claims_of_any_form_are_told(tmp_path, made, key, junk):
    told(tmp_path, _said(made, lambda said: said.update({key: junk})), made)


def test_a_provenance_that_names_an_author_is_told(tmp_path, made):
    files = files_of(made.pdf)
    prov = json.loads(files["prov.json"])
    prov["wasAttributedTo"] = {"_:a": {"prov:entity": "tanba:piece-1", "prov:agent": "tanba:keeper"}}
    seen = told(tmp_path, with_files(files | {"prov.json": json.dumps(prov).encode()}), made)
    assert seen.troubles == ("prov.json: not what the record gives",)


def test_the_record_of_another_work_is_told(tmp_path, made, other):
    files = files_of(made.pdf) | {"record.zip": files_of(other.pdf)["record.zip"]}
    seen = told(tmp_path, with_files(files), made)
    assert not any(one.opened for one in seen.seals)


def test_the_seals_of_another_log_are_told_and_show_no_time(tmp_path, made, other):
    files = files_of(made.pdf) | {"evidence.zip": files_of(other.pdf)["evidence.zip"]}
    for key in (made.key, other.key, None):
        file = tmp_path / "dossier.pdf"
        file.write_bytes(with_files(files))
        seen = check_dossier(file, datetime.now(UTC), key, made.roots + other.roots)
        assert fails(seen)
        assert not any(one.included and one.opened for one in seen.seals)
        assert max(grades(seen.contribution)) == Grade.E1


@pytest.mark.parametrize("share", [0.01, 0.3, 0.9])
def test_evidence_that_was_cut_off_is_told(tmp_path, made, share):
    files = files_of(made.pdf)
    whole = files["evidence.zip"]
    seen = told(tmp_path, with_files(files | {"evidence.zip": whole[: int(len(whole) * share)]}), made)
    assert max(grades(seen.contribution)) == Grade.E1


@pytest.mark.parametrize("name", ["record.zip", "evidence.zip"])
def test_a_file_that_is_missing_is_told(tmp_path, made, name):
    files = files_of(made.pdf)
    del files[name]
    told(tmp_path, with_files(files), made)


def test_without_its_claims_it_is_no_dossier(tmp_path, made):
    files = files_of(made.pdf)
    del files["dossier.json"]
    with pytest.raises(Faults, match=r"dossier\.pdf: DS03"):
        checked(tmp_path, with_files(files))


def test_a_session_that_was_left_out_is_noticed(tmp_path, made):
    """The last one: then the seals that came after it, or the claims, no longer fit."""
    files = files_of(made.pdf)
    parts = parts_of(files["record.zip"])
    names = sorted(name for name in parts if name.startswith("sessions/"))
    for gone in (names[-1], names[1], names[0]):
        fewer = {name: part for name, part in parts.items() if name != gone}
        told(tmp_path, with_files(files | {"record.zip": packed(fewer)}), made)


def test_an_act_that_was_left_out_is_noticed_even_when_the_chain_was_made_anew(tmp_path, made):
    """Whoever rebuilds the chain after an act was removed no longer has the lines that were sealed."""
    files = files_of(made.pdf)
    parts = parts_of(files["record.zip"])
    prev, dropped = "", False
    for name in sorted(name for name in parts if name.startswith("sessions/")):
        lines, n = [], 0
        for line in parts[name].decode().splitlines():
            said = json.loads(line)
            if not dropped and said.get("do") == "choose":
                dropped = True
                continue
            said["prev"] = prev
            if "n" in said:
                n += 1
                said["n"] = n
            lines.append(json.dumps(said, ensure_ascii=False, separators=(",", ":")))
            prev = sha256(lines[-1].encode()).hexdigest()
        parts[name] = ("\n".join(lines) + "\n").encode()
    assert dropped
    seen = told(tmp_path, with_files(files | {"record.zip": packed(parts)}), made)
    assert "WK18" in seen.troubles[0]


def test_a_dossier_that_was_changed_after_it_was_signed_is_told(tmp_path, made):
    keys = issue(datetime.now(UTC) - timedelta(days=1))
    signed = sign_dossier(made.pdf, keys.key)
    at = signed.index(b"%PDF") + 9
    flipped = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    for altered in (flipped, _turned(signed)):
        seen = checked(tmp_path, altered, made.key, made.roots, keys.root)
        assert seen.signatures[0].state == "invalid"
        assert fails(seen)


def _turned(signed):
    """Append a revision that turns a page around, as PDF lets anybody do."""
    from pyhanko.pdf_utils.generic import NameObject, NumberObject
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(signed), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    page[NameObject("/Rotate")] = NumberObject(180)
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# --- what would harm its reader ---------------------------------------------------------------------------


def test_names_that_climb_out_of_their_folder_write_nothing(tmp_path, made):
    files = files_of(made.pdf)
    for name in ("../../escaped", "/escaped", "sessions/../../escaped", "blobs\\escaped"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as zipped:
            zipped.writestr(name, b"x")
        told(tmp_path, with_files(files | {"record.zip": out.getvalue()}), made)
    told(tmp_path, with_files(files | {"record.zip": packed({"escaped": b"x"})}), made)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dossier.pdf"]


def _bomb(size):
    """A PDF with an object stream that unfolds to `size` bytes, as soon as its attached files are sought."""
    packer = zlib.compressobj(9)
    content = packer.compress(b"3 0 << /Names [] >>")
    for _ in range(size >> 20):
        content += packer.compress(b" " * (1 << 20))
    content += packer.flush()
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
    objects = {
        1: b"<< /Type /Catalog /Pages 4 0 R /Names << /EmbeddedFiles 3 0 R >> >>",
        2: stream % (len(content), content),
        4: b"<< /Type /Pages /Kids [] /Count 0 >>",
    }
    out, places = b"%PDF-1.7\n", {}
    for number, said in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, said)
    kinds = [(0, 0, 65_535), (1, places[1], 0), (1, places[2], 0), (2, 2, 0), (1, places[4], 0)]
    rows = b"".join(struct.pack(">BIH", *kind) for kind in [*kinds, (1, len(out), 0)])
    table = (
        b"5 0 obj\n<< /Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream"
    )
    end = b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(out)
    return out + table % (len(rows), rows) + end


def _flate_bombs():
    files = dict.fromkeys(("record.zip", "evidence.zip", "prov.json"), b"\x00" * (30 << 20))
    return with_files(files | {"dossier.json": b'{"tanba": "dossier/1"}' + b" " * (30 << 20)})


def _encrypted(pdf):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


HARMFUL = {
    "nothing": lambda _: b"",
    "no PDF": lambda _: b"\x89PNG" * 1_000,
    "half a PDF": lambda pdf: pdf[: len(pdf) // 2],
    "no files": lambda _: with_files({}),
    "encrypted": _encrypted,
    "33 files": lambda pdf: with_files(files_of(pdf) | {f"a{n}": b"x" for n in range(30)}),
    "an object stream that is a bomb": lambda _: _bomb(1 << 28),
    "files that are bombs": lambda _: _flate_bombs(),
    "a huge one": lambda pdf: pdf + b"\0" * (70 << 20),
    "deep JSON": lambda pdf: with_files(files_of(pdf) | {"dossier.json": b"[" * 200_000}),
    "JSON that is deep inside": lambda pdf: with_files(
        files_of(pdf) | {"dossier.json": b'{"tanba":"dossier/1","a":' + b"[" * 900 + b"]" * 900 + b"}"}
    ),
    "numbers without end": lambda pdf: with_files(
        files_of(pdf) | {"dossier.json": b'{"tanba":"dossier/1","a":' + b"9" * 100_000 + b"}"}
    ),
}


@pytest.mark.parametrize("harm", HARMFUL, ids=lambda name: name.replace(" ", "-"))
def test_what_harms_is_refused_or_told_within_bounds(tmp_path, made, harm):
    """As a process of its own with 1.5 GiB: it ends with 1 or 2 and in words, soon."""
    (tmp_path / "d.pdf").write_bytes(HARMFUL[harm](made.pdf))

    def bounds():
        resource.setrlimit(resource.RLIMIT_AS, (3 << 29, 3 << 29))
        resource.setrlimit(resource.RLIMIT_CPU, (10, 10))

    done = subprocess.run(
        [sys.executable, "-m", "tanba", "work", "verify", "d.pdf"],
        cwd=tmp_path, capture_output=True, text=True, check=False, preexec_fn=bounds,
    )  # fmt: skip
    assert done.returncode in (1, 2), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout + done.stderr


def test_a_tree_of_names_without_end_is_refused(tmp_path):
    with pikepdf.new() as paper:
        paper.add_blank_page()
        node = paper.make_indirect(pikepdf.Dictionary())
        node.Kids = pikepdf.Array([node, node])
        paper.Root.Names = pikepdf.Dictionary(EmbeddedFiles=node)
        out = io.BytesIO()
        paper.save(out)
    with pytest.raises(Faults, match="EV70"):
        checked(tmp_path, out.getvalue())

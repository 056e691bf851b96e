"""A dossier that lies, or that would harm its reader: told as such, within bounds."""

import json
from datetime import UTC, date, datetime
from io import BytesIO

import pikepdf
import pytest

from flow.houses import anchor, house_with_time
from tanba.evidence import attached_files, packed, unpacked
from tanba.flow import (
    at_work,
    begin_work,
    check_dossier,
    gather_dossier,
    key_of_log,
    seal_work,
)
from tanba.kernel import Faults
from tanba.report import Speech, fails, files_fail, pages_state, write_dossier

NAMES = ("dossier.json", "record.zip", "evidence.zip", "prov.json")


@pytest.fixture(scope="module")
def honest(tmp_path_factory):
    """A dossier, what is attached to it, and whom to trust."""
    folder = tmp_path_factory.mktemp("dossier")
    with house_with_time(folder) as archive:
        work = folder / "a.work"
        begin_work(work, title="Таң", author="Айгүл", language="kk", log=archive.folder)
        with at_work(work) as recorder:
            recorder.open("a.txt", "a.txt", "text", b"")
            recorder.prompt("Дала туралы")
            recorder.insert("a.txt", 0, "Таң атты.", "typed")
        seal_work(work, archive, anchor)
        gathered = gather_dossier(work, archive, date(2026, 11, 23), {"about": ""})
        pdf = write_dossier(gathered, Speech("en"))
        trust = {"log_key": key_of_log(archive.log), "roots": archive.settings.roots}
    return pdf, attached_files(pdf, NAMES), trust


def exchanged(pdf, files):
    """The same pages with other files attached."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        for name in list(opened.attachments):
            del opened.attachments[name]
        for name, content in files.items():
            opened.attachments[name] = pikepdf.AttachedFileSpec(opened, content, filename=name)
        out = BytesIO()
        opened.save(out)
    return out.getvalue()


def seen(folder, pdf, **trust):
    file = folder / "d.pdf"
    file.write_bytes(pdf)
    return check_dossier(file, datetime.now(UTC), **trust)


def test_an_honest_dossier_holds_when_its_files_are_attached_again(tmp_path, honest):
    pdf, files, trust = honest
    assert not files_fail(seen(tmp_path, exchanged(pdf, files), **trust))


def test_pages_are_set_again_from_the_record_and_compared(tmp_path, honest):
    """Honest files behind pages that say something else: the pages are not what the record gives."""
    pdf, _, trust = honest
    assert pages_state(seen(tmp_path, pdf, **trust)) == "valid"
    assert not fails(seen(tmp_path, pdf, **trust))
    with pikepdf.open(BytesIO(pdf)) as opened:
        page = opened.pages[0]
        page.contents_add(b"BT /F0 40 Tf 40 40 Td (100 % human) Tj ET")
        out = BytesIO()
        opened.save(out)
    forged = seen(tmp_path, out.getvalue(), **trust)
    assert pages_state(forged) == "invalid"
    assert fails(forged)


def test_pages_of_another_version_are_not_shown_to_be_any(tmp_path, honest):
    pdf, files, trust = honest
    said = json.loads(files["dossier.json"])
    other = json.dumps(said | {"made_by": "tanba 99"}).encode()
    made = seen(tmp_path, exchanged(pdf, files | {"dossier.json": other}), **trust)
    assert pages_state(made) == "not shown"
    assert not fails(made)


@pytest.mark.parametrize(
    "lie",
    [
        {"work": "0" * 32},
        {"prompts": {"p1": "other words"}},
        {"seals": []},
        {"register": {"title": "Таң", "author": "Мерген"}},
        {"head": {"sha256": "0" * 64}},
    ],
    ids=lambda lie: next(iter(lie)),
)
def test_a_claim_that_the_record_does_not_bear_fails(tmp_path, honest, lie):
    pdf, files, trust = honest
    said = json.loads(files["dossier.json"])
    for key, claim in lie.items():
        said[key] = said[key] | claim if isinstance(claim, dict) else claim
    lying = files | {"dossier.json": json.dumps(said).encode()}
    assert files_fail(seen(tmp_path, exchanged(pdf, lying), **trust))


@pytest.mark.parametrize(
    "junk", [b"junk", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_roots_that_are_none_are_told_and_hide_nothing_else(tmp_path, honest, junk):
    pdf, files, trust = honest
    parts = {name: bytes(part) for name, part in unpacked(files["evidence.zip"]).items()}
    parts |= {name: junk for name in parts if name.endswith(".pem")}
    found = seen(tmp_path, exchanged(pdf, files | {"evidence.zip": packed(parts)}), **trust)
    assert files_fail(found)
    assert found.seals[0].time is not None


def test_a_list_without_end_is_refused_before_it_is_read(tmp_path, honest):
    pdf, files, _ = honest
    bomb = b'{"tanba":"dossier/1","x":[' + b"[]," * 1_000_000 + b"0]}"
    with pytest.raises(Faults, match="DS03"):
        seen(tmp_path, exchanged(pdf, files | {"dossier.json": bomb}))

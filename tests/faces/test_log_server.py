"""A log and a witness over real HTTP: what tlog-tiles and tlog-witness ask for, and nothing beside it."""

import gzip
import json
import re
import signal
import socket
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from evidence.small_log import NOW, SmallLog, signed, witness_key
from faces.sites import Site, served
from keys.signers import issue
from tanba.evidence import (
    Checkpoint,
    KnownWitness,
    Log,
    Memory,
    Reader,
    Reply,
    Witness,
    ask_all,
    check_proof,
    read_checkpoint,
    read_key,
    read_proof,
)
from tanba.evidence.notes.cosignature import cosign
from tanba.kernel import Refused
from tanba.keys import Signer
from tanba.web import log_app, serve, witness_app

ENTRIES = [b"entry %d" % i + b"." * (i % 300) for i in range(600)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("log") / "log"
    signer = Signer(issue(NOW, algorithm="ed25519").key)
    with Log.create(folder, "log.example/real", signer) as log:
        log.extend(ENTRIES[:300])
        log.publish()
        log.extend(ENTRIES[300:])
        log.publish()
    (folder / "secret.tsr").write_text("not published")
    stamps = folder / "public" / "stamps"
    stamps.mkdir()
    for size in (300, 600):
        (stamps / f"{size}-1.tsr").write_bytes(b"a token")
    (stamps / "1-9.tsr").symlink_to(folder / "secret.tsr")
    return folder


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[Site]:
    with served(log_app(folder)) as site:
        yield site


@pytest.mark.parametrize(
    ("path", "kind", "keep"),
    [
        ("checkpoint", "text/plain; charset=utf-8", "no-cache"),
        ("vkey", "text/plain; charset=utf-8", "no-cache"),
        ("tile/0/000", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/0/002.p/88", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/1/000.p/2", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("tile/entries/001", "application/octet-stream", "public, max-age=31536000, immutable"),
        ("stamps/600-1.tsr", "application/timestamp-reply", "public, max-age=31536000, immutable"),
    ],
)
def test_a_file_is_served_as_it_lies_there(
    site: Site, folder: Path, path: str, kind: str, keep: str
) -> None:
    status, headers, data = site.ask(f"/{path}")
    assert (status, headers["content-type"], headers["cache-control"]) == (200, kind, keep)
    assert data == (folder / "public" / path).read_bytes()
    status, head, nothing = site.ask(f"/{path}", "HEAD")
    assert (status, nothing) == (200, b"")
    assert head["content-length"] == str(len(data))


def test_entries_are_sent_packed_to_those_who_can_unpack(site: Site, folder: Path) -> None:
    _, headers, data = site.ask("/tile/entries/000", accept_encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert gzip.decompress(data) == (folder / "public/tile/entries/000").read_bytes()
    assert "content-encoding" not in site.ask("/tile/0/000", accept_encoding="gzip")[1]


@pytest.mark.parametrize(
    "path",
    [
        "/tile/0/000/",
        "/tile/0/x000/000",
        "/tile/0/001.p/7",
        "/tile/0/1",
        "/tile/00/000",
        "/tile/64/000",
        "/tile/0/000.p/256",
        "/tile/0/000.p/0",
        "/tile/0/000.p/01",
        "/tile/8/0/000",
        "/tile/entries/../0/000",
        "/tile/entries/000.new",
        "/tile/data/000",
        "/tile",
        "/stamps/",
        "/stamps/1-9.tsr",  # a link that leads out of the folder
        "/stamps/9-1.tsr",
        "/log.db",
        "/log.json",
        "/lock",
        "/secret.tsr",
        "/../secret.tsr",
        "/%2e%2e/secret.tsr",
        "/stamps/..%2f..%2fsecret.tsr",
        "/stamps/%2e%2e/%2e%2e/secret.tsr",
        "//etc/passwd",
        "/checkpoint%00",
        "/checkpoint/",
        "/tile/0/000%0a",
        "/proof/600",
        "/proof/-1",
        "/proof/007",
        "/proof/+7",
        "/proof/%D9%A3",
        f"/proof/{'9' * 5000}",
        "/proof/0/..",
        "/proof",
        "/index.html",
    ],
)
def test_nothing_else_is_there(site: Site, path: str) -> None:
    status, headers, data = site.ask(path)
    assert status in (404, 307)
    assert b"not published" not in data
    assert headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_a_log_is_only_read(site: Site, method: str) -> None:
    assert site.ask("/checkpoint", method)[0] == 405
    assert site.ask("/", method)[0] == 405


def test_a_proof_is_of_the_published_checkpoint_and_verifies_offline(site: Site) -> None:
    key = read_key(site.fetch("vkey").decode())
    for index in (0, 1, 255, 256, 599):
        status, headers, data = site.ask(f"/proof/{index}")
        assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
        assert headers["content-disposition"] == f'attachment; filename="{index}.tlog-proof"'
        proof = read_proof(data)
        assert str(proof.checkpoint).encode() == site.fetch("checkpoint")
        assert check_proof(ENTRIES[index], proof, key).holds
        assert not check_proof(ENTRIES[index - 1], proof, key).included


def test_our_own_reader_reads_a_log_over_http(site: Site) -> None:
    reader = Reader(site.fetch, [read_key(site.fetch("vkey").decode())])
    assert list(reader.entries(0, 600)) == ENTRIES


# --- the page for people ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "lang"),
    [
        ("", "kk"),
        ("ru", "ru"),
        ("en-GB,en;q=0.9", "en"),
        ("de, ru-KZ;q=0.8, en;q=0.5", "ru"),
        ("fr;q=1, kk;q=0.1", "kk"),
        ("en;q=0, ru;q=0.5", "ru"),
        ("*", "kk"),
        (";;;q=x,,", "kk"),
        ("en;q=nan", "kk"),
        ("en;q=" + "9" * 5000, "en"),
    ],
)
def test_the_page_speaks_the_readers_language(site: Site, asked: str, lang: str) -> None:
    status, headers, data = site.ask("/", accept_language=asked)
    page = data.decode()
    assert status == 200
    assert f'<html lang="{lang}">' in page
    assert (headers["content-language"], headers["vary"]) == (lang, "accept-language")
    assert headers["cache-control"] == "no-cache"


def test_a_language_asked_for_by_name_wins(site: Site) -> None:
    page = site.ask("/?lang=en", accept_language="ru")[2].decode()
    assert "Evidence log" in page
    assert '<html lang="kk">' in site.ask("/?lang=<script>", accept_language="")[2].decode()


def test_the_page_says_what_the_log_says_and_runs_nothing(site: Site, folder: Path) -> None:
    status, headers, data = site.ask("/?lang=en")
    page, head = data.decode(), read_checkpoint(site.fetch("checkpoint"))
    assert status == 200
    assert "log.example/real" in page
    assert ">600<" in page
    assert str(head).split("\n")[2] in page
    assert site.fetch("vkey").decode().strip() in page.replace("&#43;", "+")
    assert "only the log itself vouches" in page
    assert page.index("600-1.tsr") < page.index("300-1.tsr")
    assert "<script" not in page
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none'")
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = sha256(style[1].encode()).digest()
    assert f"'sha256-{b64encode(digest).decode()}'" in policy
    assert "unsafe" not in policy


def test_every_link_of_the_page_leads_somewhere(site: Site) -> None:
    for target in set(re.findall(r'href="([^"]+)"', site.ask("/")[2].decode())):
        status = site.ask(f"/{target}")[0]
        assert status == 200 or target == "stamps/1-9.tsr", target


def test_the_page_has_a_twin_for_programs(site: Site) -> None:
    status, headers, data = site.ask("/index.json")
    twin = json.loads(data)
    assert (status, headers["content-type"]) == (200, "application/json")
    assert (twin["schema"], twin["form"]) == ("tanba/log", 1)
    assert (twin["origin"], twin["size"], twin["others"]) == ("log.example/real", 600, [])
    assert twin["checkpoint"].encode() == site.fetch("checkpoint")
    assert [f"{key}\n" for key in twin["keys"]] == [site.fetch("vkey").decode()]


OTHER = str(signed(Checkpoint(origin="other.example", size=0, root=bytes(32)), SmallLog().key)).encode()
"""Signed by the log's key, and not of this log."""


def test_words_of_strangers_stay_words(tmp_path: Path) -> None:
    log = SmallLog.of(3, name="<script>alert(1)</script>\u202egpj.exe")
    log.publish(tmp_path / "public")
    stranger = witness_key("<img/src=x>", 9)
    cosigned = log.checkpoint().under([cosign(log.head(), stranger.key, stranger.sign, NOW)])
    (tmp_path / "public/checkpoint").write_text(str(cosigned))
    with served(log_app(tmp_path)) as site:
        page = site.ask("/?lang=en")[2].decode()
        twin = site.ask("/index.json")[2].decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "&lt;img/src=x&gt;" in page
    assert "\u202e" not in page
    assert "does not check" in page
    assert "\u202e" not in twin
    assert json.loads(twin)["origin"] == log.key.key.name


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("checkpoint", None, "WB01"),
        ("vkey", None, "WB01"),
        ("vkey", b"", "WB01"),
        ("vkey", b"no key\n", "EV30"),
        ("vkey", b"\xff\xfe", "EV30"),
        ("vkey", f"{SmallLog.of(1, seed=9).key.key}\n".encode(), "WB01"),
        ("checkpoint", OTHER, "WB01"),
        ("checkpoint", b"no note", "EV32"),
        ("checkpoint", b"x" * (1 << 22), "EV32"),
    ],
)
def test_a_log_whose_files_do_not_fit_together_says_so(
    tmp_path: Path, name: str, data: bytes | None, code: str
) -> None:
    SmallLog.of(3).publish(tmp_path / "public")
    file = tmp_path / "public" / name
    file.unlink()
    if data is not None:
        file.write_bytes(data)
    with served(log_app(tmp_path)) as site:
        for path in ("/", "/index.json"):
            status, headers, said = site.ask(path)
            assert (status, headers["x-frame-options"]) == (503, "DENY")
            assert said.decode().startswith(code)
        assert site.ask("/proof/0")[0] == 503


def test_a_proof_of_tiles_that_were_swapped_is_not_given(tmp_path: Path) -> None:
    log = SmallLog.of(3)
    log.publish(tmp_path / "public")
    (tmp_path / "public/tile/0/000.p/3").write_bytes(SmallLog.of(3, "other").hashes(0, 0) * 3)
    with served(log_app(tmp_path)) as site:
        status, _, said = site.ask("/proof/0")
    assert status == 503
    assert said.startswith(b"EV11")


# --- a witness over HTTP ---------------------------------------------------------------------------

KEY = witness_key()


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Site]:
    made = Witness.create(tmp_path / "w", [KEY.pair])
    made.trust(SmallLog.of(0).key.key)
    with served(witness_app(made, lambda: NOW)) as site:
        yield site
    made.close()


def post(site: Site) -> "object":
    def ask(address: str, body: bytes) -> Reply:
        assert address == f"{site.address}/add-checkpoint"
        status, headers, data = site.ask("/add-checkpoint", "POST", body)
        return Reply(status=status, content_type=headers.get("content-type", ""), body=data)

    return ask


def test_a_log_is_cosigned_over_http_and_everybody_sees_it(witness: Site, tmp_path: Path) -> None:
    log, memory = SmallLog.of(30), Memory(tmp_path / "memory.json")
    known = KnownWitness(name="w1", key=read_key(witness.fetch("vkey").decode()), url=witness.address)
    for size in (10, 30):
        signed = log.checkpoint(size)
        (heard,) = ask_all([known], signed, log.consistency, post(witness), memory, NOW)  # type: ignore[arg-type]
        assert (heard.why, heard.time) == ("", NOW)
    place = sha256(log.key.key.name.encode()).hexdigest()
    status, headers, data = witness.ask(f"/{place}/checkpoint")
    assert (status, headers["content-type"]) == (200, "text/plain; charset=utf-8")
    assert heard.signature is not None
    assert data.decode() == str(log.checkpoint(30).under([heard.signature]))
    assert witness.ask(f"/{'0' * 64}/checkpoint")[0] == 404
    fork = SmallLog([b"other", *log.entries[1:]])
    (heard,) = ask_all([known], fork.checkpoint(30), fork.consistency, post(witness), memory, NOW)  # type: ignore[arg-type]
    assert heard.why == "inconsistent"


def test_a_request_without_end_or_without_sense_is_left(witness: Site) -> None:
    assert witness.ask("/add-checkpoint", "POST", b"x" * (1 << 18))[0] == 413
    assert witness.ask("/add-checkpoint", "POST", b"")[0] == 400
    assert witness.ask("/add-checkpoint", "GET")[0] == 405
    assert witness.ask("/add-checkpoint/", "POST", b"")[0] in (404, 307)
    status, headers, _ = witness.ask("/add-checkpoint", "POST", b"old 0\n\n")
    assert status == 400
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in headers


def test_a_client_that_goes_away_in_the_middle_harms_nobody(witness: Site) -> None:
    for _ in range(3):
        with socket.create_connection(("127.0.0.1", witness.port), timeout=5) as one:
            one.sendall(b"POST /add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\nold 0")
    assert witness.ask("/add-checkpoint", "POST", b"x")[0] == 400


def test_a_port_that_is_taken_is_told(folder: Path, site: Site) -> None:
    with pytest.raises(Refused, match="WB02"):
        serve(log_app(folder), site.port)
    with pytest.raises(Refused, match="WB02"):
        serve(log_app(folder), 0, "203.0.113.1")


def test_a_served_log_ends_when_it_is_told_to(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = f"from pathlib import Path; from tanba.web import *; serve(log_app(Path({str(folder)!r})), {port})"
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        site = Site(port)
        for _ in range(400):
            try:
                assert site.ask("/checkpoint")[0] == 200
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        else:
            pytest.fail("it does not answer")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (0, -signal.SIGTERM)

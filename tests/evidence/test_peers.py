"""Strangers from PyPI (aics-tlog, aics-witness) read our logs, cosign them, and ask our witness."""

import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evidence.small_log import NOW, Key, SmallLog, signed, witness_key
from faces.sites import served
from keys.signers import issue
from tanba.evidence import (
    KnownWitness,
    Log,
    Memory,
    Reply,
    Witness,
    any_of,
    ask_all,
    check_proof,
    read_key,
    read_proof,
)
from tanba.evidence.witnesses.client import request
from tanba.keys import Signer
from tanba.web import log_app, witness_app

aics_tlog = pytest.importorskip("aics_tlog", reason="needs aics-tlog from PyPI")
aics_witness = pytest.importorskip("aics_witness", reason="needs aics-witness from PyPI")
from aics_tlog.tiles import FileSystemTileReader, TileMissingError, TileVerificationError  # noqa: E402
from aics_tlog.verified import audit_tiles  # noqa: E402
from aics_witness.config import LogConfig  # noqa: E402
from aics_witness.feeder import WitnessAhead, WitnessClient, WitnessRejected  # noqa: E402
from aics_witness.service import Witness as TheirWitness  # noqa: E402
from aics_witness.service import make_server  # noqa: E402
from aics_witness.store import WitnessStore  # noqa: E402

LOG = SmallLog.of(300)
FORK = SmallLog([*LOG.entries[:20], b"another past", *LOG.entries[21:]])
SECONDS = NOW.timestamp()


def over_http(address: str, body: bytes) -> Reply:
    """What a program gives as the network: no redirection, no more than is read."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname or "", place.port, timeout=10)
    connection.request("POST", place.path, body)
    answer = connection.getresponse()
    reply = Reply(
        status=answer.status,
        content_type=answer.getheader("content-type", ""),
        body=answer.read(1 << 17),
    )
    connection.close()
    return reply


# --- their verifier reads our logs -----------------------------------------------------------------


@dataclass(frozen=True)
class Published:
    folder: Path
    vkey: str
    entries: list[bytes]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    folder = tmp_path_factory.mktemp("log") / "log"
    entries = [b"entry %d" % i for i in range(700)]
    with Log.create(folder, "log.example/real", Signer(issue(NOW, algorithm="ed25519").key)) as log:
        for start, stop in ((0, 7), (7, 300), (300, 700)):
            log.extend(entries[start:stop])
            log.publish()
    return Published(folder, (folder / "public/vkey").read_text().strip(), entries)


def theirs(note: str, vkey: str, witnesses: list[str] | None = None, quorum: int = 0) -> bool:
    keys = [aics_tlog.parse_vkey(one) for one in witnesses or []]
    read = aics_tlog.parse_note(note)
    return bool(aics_tlog.verify_checkpoint(read, aics_tlog.parse_vkey(vkey), keys, quorum).ok)


def test_a_stranger_audits_a_published_log_over_http(published: Published) -> None:
    with served(log_app(published.folder)) as site:
        note = site.fetch("checkpoint").decode()
        assert theirs(note, published.vkey)
        reader = aics_tlog.HttpTileReader(site.address, proxies={})
        head = aics_tlog.parse_checkpoint(aics_tlog.parse_note(note).text)
        report = audit_tiles(reader, head.size, head.root)
        assert (report.size, report.bundles) == (700, 3)
        checked = aics_tlog.VerifiedTileReader(reader, head.size, head.root)
        for index in (0, 255, 256, 699):
            assert checked.entry(index) == published.entries[index]
            proof = read_proof(site.fetch(f"proof/{index}"))
            leaf = published.entries[index]
            assert aics_tlog.verify_leaf_inclusion(leaf, index, 700, list(proof.proof), head.root)
            assert not aics_tlog.verify_leaf_inclusion(
                leaf + b"!", index, 700, list(proof.proof), head.root
            )
    assert not theirs(note, str(Key("log.example/real", seed=5).key))
    assert not theirs(note.replace("700", "701"), published.vkey)


@pytest.mark.parametrize(
    "place", ["tile/0/000", "tile/0/002.p/188", "tile/1/000.p/2", "tile/entries/001"]
)
def test_a_stranger_finds_any_file_that_was_changed(
    published: Published, tmp_path: Path, place: str
) -> None:
    shutil.copytree(published.folder / "public", tmp_path / "public")
    file = tmp_path / "public" / place
    data = file.read_bytes()
    note = (tmp_path / "public/checkpoint").read_text()
    head = aics_tlog.parse_checkpoint(aics_tlog.parse_note(note).text)
    reader = FileSystemTileReader(tmp_path / "public")
    assert audit_tiles(reader, head.size, head.root).size == 700
    for changed in (data[:-1] + bytes((data[-1] ^ 1,)), data[:-32], b""):
        file.write_bytes(changed)
        with pytest.raises((TileVerificationError, TileMissingError, ValueError)):
            audit_tiles(reader, head.size, head.root)


def test_strangers_and_we_agree_on_who_signed_and_what_grew() -> None:
    vkey = str(LOG.key.key)
    for size in (1, 2, 255, 256, 300):
        assert theirs(str(LOG.checkpoint(size)), vkey)
        proof = list(LOG.consistency(1, size))
        assert aics_tlog.verify_consistency(1, size, LOG.root(1), LOG.root(size), proof)
        if size > 20:
            assert not aics_tlog.verify_consistency(1, size, LOG.root(1), FORK.root(size), proof)
    doubled = signed(LOG.head(), LOG.key, LOG.key)
    assert not theirs(str(doubled), vkey)


# --- their witness cosigns our logs ----------------------------------------------------------------


@dataclass(frozen=True)
class Stranger:
    """An aics-witness that serves on this machine."""

    known: KnownWitness
    store: WitnessStore

    @property
    def vkey(self) -> str:
        return str(self.known.key)


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Callable[[str, str], Stranger]]:
    endings: list[Callable[[], object]] = []

    def start(origin: str, vkey: str) -> Stranger:
        store = WitnessStore(tmp_path / "stranger.db", create=True)
        private = Ed25519PrivateKey.from_private_bytes(bytes(31) + b"*")
        logs = [LogConfig(origin=origin, vkeys=(aics_tlog.parse_vkey(vkey),))]
        witness = TheirWitness("stranger.example/w", private, store, logs, clock=lambda: SECONDS)
        server = make_server(witness)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        endings.extend((server.shutdown, thread.join, server.server_close, store.close))
        known = KnownWitness(name="stranger", key=read_key(witness.vkey_text), url=server.url)
        return Stranger(known, store)

    yield start
    for end in endings:
        end()


def test_a_stranger_cosigns_growth_and_refuses_rollback_and_fork(
    stranger: Callable[[str, str], Stranger], tmp_path: Path
) -> None:
    one, memory = stranger(LOG.key.key.name, str(LOG.key.key)), Memory(tmp_path / "memory.json")

    def asked(log: SmallLog, size: int, memory: Memory = memory) -> str:
        signed = log.checkpoint(size)
        (heard,) = ask_all([one.known], signed, log.consistency, over_http, memory, NOW)
        if heard.signature:
            cosigned = signed.under([heard.signature])
            assert theirs(str(cosigned), str(log.key.key), [one.vkey], 1)
            assert heard.time == NOW
        return heard.why

    assert [asked(LOG, size) for size in (1, 7, 7, 256)] == [""] * 4
    fresh = Memory(tmp_path / "fresh.json")
    assert asked(LOG, 100, fresh) == "ahead"
    assert asked(FORK, 300) == "inconsistent"
    assert asked(FORK, 256) == "inconsistent"
    assert asked(LOG, 300) == ""
    assert asked(SmallLog.of(3, seed=9), 3, Memory(tmp_path / "thief.json")) == "signature"
    assert asked(SmallLog.of(3, name="other.example"), 3) == "unknown log"
    kept = one.store.evidence()
    assert len(kept) == 2
    assert all(
        FORK.checkpoint(size).note.text.encode() in it.request
        for it, size in zip(kept, (300, 256), strict=True)
    )


def test_a_rollback_that_is_sent_all_the_same_is_refused(
    stranger: Callable[[str, str], Stranger],
) -> None:
    one = stranger(LOG.key.key.name, str(LOG.key.key))
    address = f"{one.known.url}/add-checkpoint"
    assert over_http(address, request(0, [], LOG.checkpoint(200))).status == 200
    assert over_http(address, request(200, [], LOG.checkpoint(100))).status == 400
    again = over_http(address, request(100, [], LOG.checkpoint(100)))
    assert (again.status, again.content_type, again.body) == (409, "text/x.tlog.size", b"200\n")


# --- their feeder asks our witness -----------------------------------------------------------------


def test_our_witness_serves_a_strangers_log(tmp_path: Path) -> None:
    own = witness_key()
    witness = Witness.create(tmp_path / "w", [own.pair])
    witness.trust(LOG.key.key)
    with served(witness_app(witness, lambda: NOW)) as site:
        vkey = site.fetch("vkey").decode().strip()

        def client() -> WitnessClient:
            return WitnessClient(site.address, vkey, clock=lambda: SECONDS, max_attempts=1)

        with client() as feeder:
            for size in (1, 7, 256, 256):
                note = str(LOG.checkpoint(size)).encode()
                lines = feeder.submit(note, LOG.consistency)
                merged = aics_witness.feeder.merge_cosignatures(note, lines).decode()
                assert theirs(merged, str(LOG.key.key), [vkey], 1)
            with pytest.raises(WitnessRejected) as fork:
                feeder.submit(str(FORK.checkpoint(300)).encode(), FORK.consistency)
            assert fork.value.status == 422
        with client() as other, pytest.raises(WitnessAhead):
            other.submit(str(LOG.checkpoint(100)).encode(), LOG.consistency)
        with client() as thief, pytest.raises(WitnessRejected) as stolen:
            thief.submit(str(SmallLog.of(3, seed=9).checkpoint()).encode(), LOG.consistency)
        assert stolen.value.status == 403
        place = sha256(LOG.key.key.name.encode()).hexdigest()
        assert theirs(site.fetch(f"{place}/checkpoint").decode(), str(LOG.key.key), [vkey], 1)
    assert len(witness.conflicts()) == 1
    witness.close()


# --- all together ----------------------------------------------------------------------------------


def test_a_log_two_witnesses_and_a_proof_that_nobody_has_to_believe_us(
    stranger: Callable[[str, str], Stranger], tmp_path: Path
) -> None:
    own = witness_key()
    witness = Witness.create(tmp_path / "w", [own.pair])
    signer = Signer(issue(NOW, algorithm="ed25519").key)
    memory = Memory(tmp_path / "memory.json")
    with (
        Log.create(tmp_path / "log", "log.example/real", signer) as log,
        served(witness_app(witness, lambda: NOW)) as ours,
        served(log_app(tmp_path / "log")) as site,
    ):
        key = read_key(site.fetch("vkey").decode())
        one = stranger("log.example/real", str(key))
        witness.trust(key)
        asked = (one.known, KnownWitness(name="ours", key=own.key, url=ours.address))
        for size in (5, 300):
            log.extend(b"entry %d" % i for i in range(log.size, size))
            heard = ask_all(asked, log.publish(), log.consistency, over_http, memory, NOW)
            assert [it.why for it in heard] == ["", ""]
            log.add_cosignatures(size, [str(it.signature) for it in heard])
        proof = read_proof(site.fetch("proof/123"))
        checked = check_proof(b"entry 123", proof, key, [it.key for it in asked], 2)
        assert checked.holds
        assert checked.quorum == "reached"
        assert {it.time for it in checked.cosigned} == {NOW}
        assert any_of(2, asked).judged(checked.cosigned) == "reached"
        assert theirs(str(proof.checkpoint), str(key), [str(it.key) for it in asked], 2)
        page = site.ask("/?lang=en")[2].decode()
        assert "stranger.example/w" in page
        assert own.key.name in page
    witness.close()

"""Go's checksum database (golang.org/x/mod/sumdb), from which C2SP took its formats, reads what we write."""

import json
import os
import shutil
import subprocess
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from evidence.small_log import NOW, Key, SmallLog, signed, witness_key
from keys.signers import issue
from tanba.evidence.log.writer import Log
from tanba.evidence.notes.checkpoint import Checkpoint, read_checkpoint
from tanba.evidence.notes.cosignature import cosign, signed_by_log
from tanba.evidence.notes.note import opened, read_key, read_note, sign_note
from tanba.evidence.notes.proof_file import ProofFile
from tanba.evidence.tree.hashing import leaf_hash
from tanba.kernel import Refused
from tanba.keys import Signer

GOCODE = Path(os.environ.get("GOCODE", "/usr/share/gocode"))
LIBRARY = GOCODE / "src/golang.org/x/mod/sumdb/note"

pytestmark = pytest.mark.skipif(
    shutil.which("go") is None or not LIBRARY.is_dir(),
    reason="needs golang-go and golang-golang-x-mod-dev (Debian), or GOCODE with golang.org/x/mod",
)

Answers = list[dict[str, Any]]
Go = Callable[[Sequence[dict[str, object]]], Answers]


@pytest.fixture(scope="module")
def go(tmp_path_factory: pytest.TempPathFactory) -> Go:
    folder = tmp_path_factory.mktemp("go")
    settings = {"GO111MODULE": "off", "GOPATH": str(GOCODE), "GOFLAGS": "", "CGO_ENABLED": "0"}
    built = folder / "verify"
    subprocess.run(
        ["go", "build", "-o", built, "verify.go"],  # noqa: S607
        cwd=Path(__file__).parent / "go", env={**os.environ, **settings}, check=True,
    )  # fmt: skip

    def ask(questions: Sequence[dict[str, object]]) -> Answers:
        done = subprocess.run(
            [built], input=json.dumps(questions), capture_output=True, text=True, check=True
        )
        answers: Answers = json.loads(done.stdout)
        assert len(answers) == len(questions)
        return answers

    return ask


def fine(answers: Answers) -> list[bool]:
    return [one["ok"] for one in answers]


def b64(hashes: Sequence[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]


LOG = SmallLog.of(300)
VKEY = str(LOG.key.key)


def test_go_signs_and_we_verify_and_the_other_way_round(go: Go) -> None:
    (made,) = go([{"ask": "key", "text": "go.example/log"}])
    key = read_key(made["vkey"])
    assert str(key) == made["vkey"]
    texts = ["one line\n", "two\n\nlines\n", "Қазақша мәтін\n", LOG.head().text]
    for text, answer in zip(
        texts, go([{"ask": "sign", "skey": made["skey"], "text": t} for t in texts]), strict=True
    ):
        note = read_note(answer["note"].encode())
        assert note.text == text
        assert opened(note, [key]) == (key,)
        assert opened(note, [Key("go.example/log").key]) == ()
        altered = read_note(answer["note"].replace(text, f"!{text}").encode())
        assert opened(altered, [key]) == ()
    ours = [str(LOG.checkpoint(n)) for n in (0, 1, 255, 256, 300)]
    assert all(fine(go([{"ask": "note", "vkey": VKEY, "note": note} for note in ours])))


def test_go_reads_a_checkpoint_that_witnesses_cosigned(go: Go) -> None:
    checkpoint = LOG.checkpoint()
    cosigned = checkpoint.under([cosign(checkpoint.head, *witness_key().pair, NOW)])
    assert fine(go([{"ask": "note", "vkey": VKEY, "note": str(cosigned)}])) == [True]


def test_go_refuses_the_checkpoints_that_we_refuse(go: Go) -> None:
    good = str(LOG.checkpoint())
    line = good.rpartition("\n\n")[2]
    name, signature = line.split()[1:]
    spoiled = f"— {name} {signature[:20]}{'A' if signature[20] != 'A' else 'B'}{signature[21:]}\n"
    head = LOG.head()
    broken = [
        good.replace("\n300\n", "\n301\n"),
        good.replace("log.example/small\n", "log.example/smelt\n"),
        good.replace(b64([LOG.root(300)])[0], b64([LOG.root(299)])[0]),
        good.removesuffix(line),
        good.replace(line, spoiled),
        good.replace(f"— {name}", "— other.example"),
        good.replace(line, line.removesuffix("\n")),
        good.replace("\n", "\r\n"),
        good.replace("300", "300\t"),
        good.replace("300", "300\0"),
        good.replace("\n\n", "\n"),
        good.replace(f"— {name} ", f"— {name}\t"),
        good + "more\n",
        str(signed(head, Key(name, seed=2))),
        str(signed(Checkpoint(origin="other.example", size=head.size, root=head.root), LOG.key)),
    ]
    assert len(set(broken) - {good}) == len(broken)
    assert not any(fine(go([{"ask": "note", "vkey": VKEY, "note": note} for note in broken])))
    assert not any(map(accepted, broken))
    texts = [f"{name}\n{size}\n{b64([head.root])[0]}\n" for size in ("0300", "-1", str(1 << 63))]
    sizes = [str(sign_note(text, [LOG.key.pair])) for text in texts]
    assert not any(fine(go([{"ask": "note", "vkey": VKEY, "note": note} for note in sizes])))
    assert not any(map(accepted, sizes))


def accepted(note: str) -> bool:
    try:
        return signed_by_log(read_checkpoint(note.encode()), LOG.key.key)
    except Refused:
        return False


def test_go_checks_our_inclusion_proofs_and_refuses_altered_ones(go: Go) -> None:
    places = [
        (0, 1),
        (0, 2),
        (1, 2),
        (0, 3),
        (2, 3),
        (6, 7),
        (255, 256),
        (255, 257),
        (256, 257),
        (123, 300),
    ]

    def question(proof: ProofFile, entry: bytes, /, **other: object) -> dict[str, object]:
        asked: dict[str, object] = {
            "ask": "inclusion", "vkey": VKEY, "note": str(proof.checkpoint), "index": proof.index,
            "proof": b64(proof.proof), "entry": b64encode(entry).decode(),
        }  # fmt: skip
        return asked | other

    good = [question(LOG.proof(i, n), LOG.entries[i]) for i, n in places]
    assert fine(go(good)) == [True] * len(good)
    proof = LOG.proof(123)
    altered = [
        question(proof, b"another entry"),
        question(proof, LOG.entries[124]),
        question(proof, LOG.entries[123], index=122),
        question(proof, LOG.entries[123], index=300),
        question(proof, LOG.entries[123], proof=b64(proof.proof[1:])),
        question(proof, LOG.entries[123], proof=b64((*proof.proof, bytes(32)))),
        question(proof, LOG.entries[123], proof=b64(proof.proof[::-1])),
        question(proof, LOG.entries[123], proof=b64((bytes(32), *proof.proof[1:]))),
        question(proof, LOG.entries[123], note=str(LOG.checkpoint(299))),
    ]
    assert not any(fine(go(altered)))


def test_go_checks_our_consistency_proofs_and_refuses_altered_ones(go: Go) -> None:
    sizes = [
        (1, 1),
        (1, 2),
        (2, 3),
        (3, 7),
        (7, 8),
        (8, 8),
        (64, 65),
        (255, 256),
        (256, 300),
        (299, 300),
    ]

    def question(old: int, new: int, /, **other: object) -> dict[str, object]:
        asked: dict[str, object] = {
            "ask": "consistency", "vkey": VKEY, "old": str(LOG.checkpoint(old)),
            "note": str(LOG.checkpoint(new)), "proof": b64(LOG.consistency(old, new)),
        }  # fmt: skip
        return asked | other

    assert fine(go([question(*pair) for pair in sizes])) == [True] * len(sizes)
    proof = b64(LOG.consistency(7, 300))
    fork = SmallLog([b"another past", *LOG.entries[1:]])
    altered = [
        question(7, 300, proof=proof[1:]),
        question(7, 300, proof=[*proof, proof[0]]),
        question(7, 300, proof=proof[::-1]),
        question(7, 300, old=str(LOG.checkpoint(8))),
        question(7, 300, old=str(fork.checkpoint(7))),
        question(7, 300, note=str(fork.checkpoint(300))),
        question(300, 300, old=str(fork.checkpoint(300)), proof=[]),
        question(300, 300, note=str(LOG.checkpoint(7)), proof=proof),
    ]
    assert not any(fine(go(altered)))


def test_go_checks_our_proof_files_and_refuses_altered_ones(go: Go) -> None:
    entry = b64encode(LOG.entries[123]).decode()
    files = [str(LOG.proof(123)), str(LOG.proof(123, extra=b"of an application"))]
    asked = [{"ask": "proof", "vkey": VKEY, "file": file, "entry": entry} for file in files]
    assert fine(go(asked)) == [True, True]
    good = files[0]
    first = good.split("\n")[2]
    altered = [
        good.replace("index 123", "index 122"),
        good.replace(f"{first}\n", ""),
        good.replace(first, b64([bytes(32)])[0]),
        good.replace("\n300\n", "\n299\n"),
        str(LOG.proof(124)),
        str(SmallLog([*LOG.entries[:-1], b"other"]).proof(123)),
    ]
    answers = fine(
        go([{"ask": "proof", "vkey": VKEY, "file": file, "entry": entry} for file in altered])
    )
    # The last one is a proof of another tree that the same key signed: a fork, which only witnesses see.
    assert answers == [False] * 5 + [True]
    wrong = str(Key(LOG.key.key.name, seed=2).key)
    assert fine(go([{"ask": "proof", "vkey": wrong, "file": good, "entry": entry}])) == [False]


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A log by the program itself: 700 entries in three publications."""
    folder = tmp_path_factory.mktemp("log") / "log"
    signer = Signer(issue(NOW, algorithm="ed25519").key)
    with Log.create(folder, "log.example/real", signer) as log:
        for start, stop in ((0, 3), (3, 300), (300, 700)):
            log.extend(b"entry %d" % i + b"." * (i % 90) for i in range(start, stop))
            log.publish()
    return folder / "public", (folder / "public/vkey").read_text().strip()


def test_go_proves_every_entry_of_a_published_log_and_each_of_its_pasts(
    go: Go, published: tuple[Path, str]
) -> None:
    folder, vkey = published
    (answer,) = go([{"ask": "tiles", "vkey": vkey, "folder": str(folder)}])
    assert answer == {"ok": True, "count": 700}


@pytest.mark.parametrize("place", ["tile/0/000", "tile/0/001", "tile/0/002.p/188", "tile/1/000.p/2",
                                   "tile/entries/000", "tile/entries/002.p/188", "checkpoint"])  # fmt: skip
def test_go_refuses_a_published_log_with_any_file_changed(
    go: Go, published: tuple[Path, str], tmp_path: Path, place: str
) -> None:
    folder, vkey = published
    data = (folder / place).read_bytes()
    middle = len(data) // 2
    changes = {
        "a byte": data[:middle] + bytes((data[middle] ^ 1,)) + data[middle + 1 :],
        "the last byte": data[:-1] + bytes((data[-1] ^ 1,)),
        "cut off": data[:middle],
        "nothing": b"",
    }
    copies = []
    for name, changed in changes.items():
        copy = tmp_path / name.replace(" ", "-")
        shutil.copytree(folder, copy)
        (copy / place).write_bytes(changed)
        copies.append({"ask": "tiles", "vkey": vkey, "folder": str(copy)})
    assert fine(go(copies)) == [False] * len(copies)


def test_go_refuses_tiles_that_were_swapped(
    go: Go, published: tuple[Path, str], tmp_path: Path
) -> None:
    folder, vkey = published
    pairs = [("tile/0/000", "tile/0/001"), ("tile/entries/000", "tile/entries/001")]
    copies = []
    for number, (one, other) in enumerate(pairs):
        copy = tmp_path / str(number)
        shutil.copytree(folder, copy)
        shutil.copy(folder / one, copy / other)
        shutil.copy(folder / other, copy / one)
        copies.append({"ask": "tiles", "vkey": vkey, "folder": str(copy)})
    assert fine(go(copies)) == [False, False]


def test_the_hash_of_an_entry_is_the_same_in_both(go: Go) -> None:
    one = SmallLog([b""])
    assert b64decode(b64([one.root(1)])[0]) == leaf_hash(b"")
    asked = {
        "ask": "inclusion",
        "vkey": VKEY,
        "note": str(one.checkpoint()),
        "index": 0,
        "proof": [],
        "entry": "",
    }
    assert fine(go([asked])) == [True]

"""What the layers show together: no more than was read, and no less."""

import io
import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import c2pa
import pytest

from keys.signers import Keys, issue
from marks.samples import sample
from tanba.kernel import Text
from tanba.keys.key import Trust
from tanba.marks.credentials import Inspector, Stamp
from tanba.marks.disclosure import SOURCE_TYPES, Disclosure, is_ai, to_record
from tanba.marks.inspection import verify
from tanba.marks.media import container, recognise
from tanba.marks.media.beside import BESIDE_AT_MOST

SAID = Disclosure(
    id="urn:uuid:1", scope="synthetic", made="generated", system="", law="kz/ai-law 21(2)",
    time="2026-11-23T00:00:00Z", notice=Text(kk="Бірінші тарау", ru="Глава первая", en="Chapter one"),
)  # fmt: skip
AI = SOURCE_TYPES["generated"]
CAMERA = AI.replace("trainedAlgorithmicMedia", "digitalCapture")


@pytest.fixture(scope="module")
def keys() -> Keys:
    return issue(datetime.now(UTC))


def signed(
    keys: Keys, data: bytes, mime: str, *steps: dict[str, object], parent: bytes = b"",
    relation: str = "parentOf", record: object = None,
) -> bytes:  # fmt: skip
    """Return a file as another program signs it."""
    assertions: list[object] = [{"label": "c2pa.actions.v2", "data": {"actions": steps}}]
    if record is not None:
        assertions.append({"label": "kz.tanba.disclosure", "data": record})
    what = {"claim_generator_info": [{"name": "other", "version": "1"}], "assertions": assertions}
    target = io.BytesIO()
    with Stamp(keys.key) as stamp, c2pa.Builder(json.dumps(what), stamp._context) as builder:
        if parent:
            said = {"title": "parent", "relationship": relation, "label": "parent"}
            builder.add_ingredient(json.dumps(said), mime, io.BytesIO(parent))
        builder.sign(mime, io.BytesIO(data), target)
    return target.getvalue()


def seen(path: Path, data: bytes, trust: Trust):
    path.write_bytes(data)
    return verify(path, Inspector(trust), (("en", "Made with AI"),))


def opened(**more: object) -> dict[str, object]:
    return {"action": "c2pa.opened", "parameters": {"ingredientIds": ["parent"]}, **more}


@pytest.mark.parametrize("relation", ["parentOf", "inputTo"])
def test_what_was_cropped_later_is_still_marked_by_the_manifest_of_its_parent(relation, keys, tmp_path):
    born = signed(keys, sample("png"), "image/png", {"action": "c2pa.created", "digitalSourceType": AI})
    first = (
        opened() if relation == "parentOf" else {"action": "c2pa.created", "digitalSourceType": CAMERA}
    )
    cut = signed(
        keys, born, "image/png", first, {"action": "c2pa.cropped"}, parent=born, relation=relation
    )
    found = seen(tmp_path / "a.png", cut, keys.anchored)
    assert found.credentials.state == "trusted"
    part = relation == "parentOf"
    assert found.machine.why == ("ingredient-says-ai" if part else "manifest-silent",)
    assert found.machine.shown == ("met" if part else "missing")


def test_a_photograph_with_a_manifest_is_not_called_made_by_ai(keys, tmp_path):
    shot = {"action": "c2pa.created", "digitalSourceType": CAMERA}
    found = seen(tmp_path / "a.png", signed(keys, sample("png"), "image/png", shot), keys.anchored)
    assert (found.machine.shown, found.machine.why) == ("missing", ("manifest-silent",))


@pytest.mark.parametrize(
    ("source_type", "ai"),
    [
        (AI, True),
        (AI.replace("http:", "https:"), True),
        ("trainedAlgorithmicMedia", True),
        ("http://c2pa.org/digitalsourcetype/trainedAlgorithmicData", True),
        (CAMERA, False),
        ("http://example.kz/not/trainedAlgorithmicMedia", False),
        ("not/trainedAlgorithmicMedia", False),
        (AI.replace("e", "е"), False),
    ],
)
def test_only_the_words_of_iptc_and_c2pa_say_ai(source_type, ai):
    assert is_ai(source_type) is ai


def test_the_words_of_a_stranger_turn_no_line_of_a_page_into_a_label(keys, tmp_path):
    picture = sample("svg").replace(
        b"</svg>", b'<g id="tanba-label"><text>Chapter one</text></g></svg>'
    )
    step = {"action": "c2pa.created", "digitalSourceType": AI}
    data = signed(keys, picture, "image/svg+xml", step, record=to_record(SAID))
    assert seen(tmp_path / "a.svg", data, Trust(anchors="")).people.shown == "not shown"
    assert seen(tmp_path / "a.svg", data, keys.anchored).people.why == ("label-read",)


def test_a_manifest_beside_that_is_too_large_hides_no_other_layer(keys, tmp_path):
    (tmp_path / "a.txt.c2pa").write_bytes(bytes(BESIDE_AT_MOST + 1))
    found = seen(tmp_path / "a.txt", b"Made with AI\n\nx\n", keys.anchored)
    assert found.people.why == ("label-read",)
    assert (found.machine.shown, found.flaws[0][:4]) == ("not shown", "MK03")


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.md", b"# PDF\n\nA file begins with `%PDF-1.7`.\n", "md"),
        ("a.txt", b"GIF89a is a format.\n", "txt"),
        ("a.md", b"ID3 tags\n", "md"),
        ("a.txt", b"%PDF-1.7\n", "pdf"),
        ("a.txt", sample("gif"), "gif"),
        ("a.md", sample("mp3"), "mp3"),
    ],
)
def test_a_text_that_mentions_another_kind_is_a_text(name, data, kind):
    assert recognise(io.BytesIO(data), name) == container(kind)


FULL = """
import io, resource, sys
from pathlib import Path
from tanba.marks.media import deliver
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
with io.BytesIO(bytes(100_000)) as content:
    deliver([(Path(sys.argv[1]), content)], 0o600)
"""


def test_a_result_that_finds_no_room_says_so_and_leaves_nothing(tmp_path):
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "a")], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1
    assert "OSError" in ran.stderr.splitlines()[-1]  # and not that the stream is in use
    assert list(tmp_path.iterdir()) == []

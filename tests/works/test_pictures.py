"""Pictures in a record: masks are facts, differences are indications, and nothing becomes human by itself."""

from hashlib import sha256
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from tanba.kernel import Refused
from tanba.works.pictures import decoded, difference, replayer
from tanba.works.record.values import Act, How, SpanKind

WIDE, HIGH = 80, 60


class Blobs(dict):
    """Bytes by their hash, in memory."""

    def put(self, data):
        name = sha256(data).hexdigest()
        self[name] = data
        return name

    def read(self, name, at_most=1 << 30):
        if name not in self:
            raise Refused("WK11", "no such blob")
        return self[name]


def noise(seed=1):
    return np.random.default_rng(seed).integers(0, 256, (HIGH, WIDE, 3), dtype=np.uint8)


def file(pixels, kind="PNG", **how):
    out = BytesIO()
    Image.fromarray(pixels).save(out, kind, **how)
    return out.getvalue()


def painted(pixels, x, y, w, h, colour):
    after = pixels.copy()
    after[y : y + h, x : x + w] = colour
    return after


def mask(x, y, w, h):
    return file(painted(np.zeros((HIGH, WIDE), np.uint8), x, y, w, h, 255))


class Story:
    """One picture's acts, as a recorder would number them."""

    def __init__(self, first, as_="ai", **rest):
        self.blobs, self.n = Blobs(), 0
        self.canvas = replayer("p1", self.blobs)
        self.state = self.blobs.put(first)
        given = {"piece": "p1", "file": "a.png", "media": "picture", "sha256": self.state, "as": as_}
        self.act("open", given | rest)

    def act(self, do, fields):
        self.n += 1
        self.canvas.take(Act(session=1, n=self.n, ms=self.n, how=How.RECORDED, do=do, fields=fields))

    def region(self, after, box, as_, mask=None, before=None, **rest):
        fields = {"piece": "p1", "before": before or self.state, "after": self.blobs.put(after)}
        fields |= {"box": box, "as": as_} | rest
        if mask:
            fields["mask"] = self.blobs.put(mask)
        self.state = fields["after"]
        self.act("region", fields)

    def crop(self, after, box):
        fields = {"piece": "p1", "before": self.state, "after": self.blobs.put(after), "box": box}
        self.state = fields["after"]
        self.act("crop", fields)

    @property
    def map(self):
        return self.canvas.piece().body


def test_a_recorded_stroke_on_a_machine_picture_is_edited_machine_material_and_only_where_the_mask_is():
    first = noise()
    story = Story(file(first), from_=["g1", 0])
    after = painted(first, 10, 20, 16, 8, (255, 0, 0))
    story.region(file(after), [10, 20, 16, 8], "typed", mask(10, 20, 16, 8), tool="brush")
    assert story.map.pixels() == {SpanKind.AI: WIDE * HIGH - 128, SpanKind.AI_EDITED: 128}
    assert story.map.pixels("indicated") == {}
    stroke = next(one for one in story.map.regions if one.kind is SpanKind.AI_EDITED)
    assert (stroke.box, stroke.act, stroke.tool) == ((10, 20, 16, 8), (1, 2), "brush")
    assert stroke.before == sha256(file(first)).hexdigest()
    owned = story.map.owned()
    assert (owned[20:28, 10:26] == story.map.regions.index(stroke)).all()
    assert (owned == story.map.regions.index(stroke)).sum() == 128


def test_what_a_person_painted_on_his_own_canvas_is_human_and_inpainting_over_it_is_the_machines():
    first = noise()
    story = Story(file(first), "typed")
    one = painted(first, 0, 0, 40, 30, (0, 200, 0))
    story.region(file(one), [0, 0, 40, 30], "ai", mask(0, 0, 40, 30), **{"from": ["g1", 2]})
    two = painted(one, 20, 10, 40, 30, (0, 0, 200))
    story.region(file(two), [20, 10, 40, 30], "typed", mask(20, 10, 40, 30))
    overlap = 20 * 20
    assert story.map.pixels() == {
        SpanKind.HUMAN: WIDE * HIGH - 1200 + (1200 - overlap) - (1200 - overlap),
        SpanKind.AI: 1200 - overlap,
        SpanKind.AI_EDITED: overlap,
    }
    assert {one.origin for one in story.map.regions if one.kind is SpanKind.AI} == {"g1#2"}


def test_a_mask_over_everything_claims_only_what_the_person_changed():
    first = noise()
    story = Story(file(first), "pasted")
    after = painted(first, 5, 5, 3, 3, (1, 2, 3))
    whole = [0, 0, WIDE, HIGH]
    story.region(file(after), whole, "typed", mask(*whole))
    assert story.map.pixels()[SpanKind.HUMAN] <= 9
    assert story.map.pixels()[SpanKind.UNKNOWN] >= WIDE * HIGH - 9


def test_what_changed_outside_of_the_mask_is_unknown():
    first = noise()
    story = Story(file(first), "typed")
    after = painted(painted(first, 0, 0, 4, 4, (9, 9, 9)), 50, 40, 20, 10, (7, 7, 7))
    story.region(file(after), [0, 0, 4, 4], "ai", mask(0, 0, 4, 4))
    changed = int((after[40:50, 50:70] != first[40:50, 50:70]).any(axis=2).sum())
    assert story.map.pixels()[SpanKind.UNKNOWN] == changed
    assert story.map.pixels()[SpanKind.AI] == 16


def test_without_a_mask_the_extent_is_an_indication_and_never_among_the_facts():
    first = noise()
    story = Story(file(first), "ai")
    after = painted(first, 30, 30, 10, 10, (255, 255, 255))
    story.region(file(after), [28, 28, 14, 14], "typed")
    changed = int((after != first).any(axis=2).sum())
    assert story.map.pixels() == {SpanKind.AI: WIDE * HIGH - changed}
    assert story.map.pixels("indicated") == {SpanKind.AI_EDITED: changed}


def test_an_act_that_does_not_begin_where_the_last_one_ended_leaves_everything_unknown():
    first, other = noise(1), noise(2)
    story = Story(file(first), "typed")
    stranger = story.blobs.put(file(other))
    after = painted(other, 0, 0, 10, 10, (0, 0, 0))
    story.region(file(after), [0, 0, 10, 10], "ai", mask(0, 0, 10, 10), before=stranger)
    assert story.map.pixels() == {SpanKind.UNKNOWN: WIDE * HIGH - 100, SpanKind.AI: 100}
    assert story.map.troubles[0].startswith("WK44")


def test_a_saved_picture_that_no_act_accounts_for_is_unknown():
    story = Story(file(noise(1)), "typed")
    story.act("save", {"piece": "p1", "sha256": story.state})
    assert story.map.pixels() == {SpanKind.HUMAN: WIDE * HIGH}
    story.act("save", {"piece": "p1", "sha256": story.blobs.put(file(noise(2)))})
    assert story.map.pixels() == {SpanKind.UNKNOWN: WIDE * HIGH}


def test_cropping_keeps_classes_where_they_were():
    first = noise()
    story = Story(file(first), "ai")
    after = painted(first, 10, 10, 20, 20, (255, 0, 0))
    story.region(file(after), [10, 10, 20, 20], "typed", mask(10, 10, 20, 20))
    story.crop(file(after[15:45, 15:65]), [15, 15, 50, 30])
    changed = int((after[15:30, 15:30] != first[15:30, 15:30]).any(axis=2).sum())
    assert (story.map.width, story.map.height) == (50, 30)
    assert story.map.pixels()[SpanKind.AI_EDITED] == changed
    stroke = next(one for one in story.map.regions if one.kind is SpanKind.AI_EDITED)
    assert stroke.box == (0, 0, 15, 15)


def test_a_filter_gives_nobody_anything_and_takes_only_from_a_person():
    first = noise()
    story = Story(file(first), "ai")
    story.region(file(255 - first), [0, 0, WIDE, HIGH], "mechanical", mask(0, 0, WIDE, HIGH))
    assert story.map.pixels() == {SpanKind.AI: WIDE * HIGH}
    mine = Story(file(first), "typed")
    mine.region(file(255 - first), [0, 0, WIDE, HIGH], "mechanical", mask(0, 0, WIDE, HIGH))
    assert SpanKind.HUMAN not in mine.map.pixels()


@pytest.mark.parametrize("as_", ["pasted", "source"])
def test_what_has_no_named_origin_is_unknown(as_):
    story = Story(file(noise()), as_)
    assert story.map.pixels() == {SpanKind.UNKNOWN: WIDE * HIGH}


def test_a_named_source_is_a_source():
    story = Story(file(noise()), "source", **{"from": "s1"})
    assert story.map.pixels() == {SpanKind.SOURCE: WIDE * HIGH}
    assert story.map.regions[0].origin == "s1"


HOSTILE = {
    "a mask of another size": {"mask": file(np.full((3, 3), 255, np.uint8))},
    "a mask that is no picture": {"mask": b"mask"},
    "a box outside": {"box": [70, 0, 20, 20]},
    "a box of nothing": {"box": [0, 0, 0, 5]},
    "a picture of another size": {"after": file(noise()[:10])},
    "no picture": {"after": b"\x89PNG\r\n\x1a\n" + bytes(40)},
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_does_not_fit_is_told_and_makes_nothing_human(case):
    wrong = HOSTILE[case]
    first = noise()
    story = Story(file(first), "typed")
    story.region(
        wrong.get("after", file(painted(first, 0, 0, 9, 9, (0, 0, 0)))),
        wrong.get("box", [0, 0, 9, 9]),
        "typed",
        wrong.get("mask", mask(0, 0, 9, 9)),
    )
    assert story.map.troubles
    assert SpanKind.HUMAN not in story.map.pixels()


def test_a_bomb_is_refused_before_it_is_decoded():
    head = bytearray(file(np.zeros((1, 1), np.uint8)))
    head[16:24] = (60_000).to_bytes(4) * 2
    import zlib

    head[29:33] = zlib.crc32(bytes(head[12:29])).to_bytes(4)
    with pytest.raises(Refused, match="WK40"):
        decoded(bytes(head))


def test_a_picture_with_more_acts_than_we_decode_is_unknown_at_the_end(monkeypatch):
    from tanba.works.pictures import replaying

    monkeypatch.setattr(replaying, "WORK", 3 * WIDE * HIGH)
    first = noise()
    story = Story(file(first), "typed")
    for turn in range(4):
        first = painted(first, turn, 0, 1, 1, (0, 0, turn))
        story.region(file(first), [turn, 0, 1, 1], "typed", mask(turn, 0, 1, 1))
    assert story.map.pixels() == {SpanKind.UNKNOWN: WIDE * HIGH}
    assert story.map.troubles[-1].startswith("WK43")


def test_saving_as_jpeg_anew_changes_nothing_that_counts_and_a_stroke_is_seen():
    y, x = np.mgrid[0:HIGH, 0:WIDE]
    smooth = np.dstack([x * 3, y * 4, x + y]).astype(np.uint8)
    first = file(smooth, "JPEG", quality=90)
    again = BytesIO()
    Image.open(BytesIO(first)).save(again, "JPEG", quality=75)
    assert difference(first, again.getvalue()).pixels == 0
    stroke = file(painted(smooth, 20, 20, 20, 20, (255, 255, 255)), "JPEG", quality=90)
    seen = difference(first, stroke)
    assert not seen.exact
    assert 350 <= seen.pixels <= 500
    assert not difference(first, file(smooth[:30], "JPEG")).comparable


def test_a_crop_that_brings_in_other_pixels_makes_them_nobodys():
    blobs = Blobs()
    mine, other = blobs.put(file(noise(1))), blobs.put(file(noise(2)))
    canvas = replayer("p", blobs)
    whole = {"piece": "p", "file": "p.png", "media": "picture", "sha256": mine, "as": "typed"}
    canvas.take(Act(session=1, n=1, ms=0, how=How.DECLARED, do="open", fields=whole))
    cut = {"piece": "p", "before": mine, "after": other, "box": [0, 0, WIDE, HIGH]}
    canvas.take(Act(session=1, n=2, ms=1, how=How.RECORDED, do="crop", fields=cut))
    assert [region.kind for region in canvas.piece().body.regions] == [SpanKind.UNKNOWN]

"""The tree: vectors of Certificate Transparency, paths of tlog-tiles, and what holds for every tree."""

from hashlib import sha256

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.small_log import SmallLog
from tanba.evidence.tree.growth import MIDDLE_SIZE, TILE_SIZE, Growth, widths_of
from tanba.evidence.tree.hashing import EMPTY_ROOT, Edge, leaf_hash, leaf_hashes, node_hash, rows_over
from tanba.evidence.tree.nodes import Nodes
from tanba.evidence.tree.proving import (
    consistency,
    grown,
    inclusion,
    inclusion_root,
    range_root,
    subtrees,
)
from tanba.evidence.tree.tiles import (
    Tile,
    bundle_bytes,
    bundle_entries,
    entries_path,
    number_path,
    tiles_of,
)
from tanba.kernel import Refused

# The reference tree of certificate-transparency (merkle_tree_test), as its other readers use it.
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657",
          "606162636465666768696a6b6c6d6e6f"]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
N5 = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
N23 = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
N1 = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
N4567 = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
N67 = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
N45 = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSIONS = [  # index, size, proof
    (0, 1, []),
    (0, 8, [N1, N23, N4567]),
    (5, 8, [N5, N67, ROOTS[3]]),
    (2, 3, [ROOTS[1]]),
    (1, 5, [ROOTS[0], N23, N5]),
]
CONSISTENCIES = [  # old, new, proof
    (1, 1, []),
    (1, 8, [N1, N23, N4567]),
    (6, 8, [N45, N67, ROOTS[3]]),
    (2, 5, [N23, N5]),
]

SIZES = st.integers(0, 600)
LOG = SmallLog.of(600)
HASHES = [leaf_hash(entry) for entry in LOG.entries]


def nodes(level, index):
    if level == 0:
        return HASHES[index]
    return node_hash(nodes(level - 1, 2 * index), nodes(level - 1, 2 * index + 1))


REFERENCE = SmallLog(map(bytes.fromhex, LEAVES))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference(size):
    edge = Edge()
    for leaf in LEAVES[:size]:
        edge.add(leaf_hash(bytes.fromhex(leaf)))
    growth, _ = Growth().with_leaves(leaf_hashes(map(bytes.fromhex, LEAVES[:size])))
    assert edge.root().hex() == growth.root().hex() == ROOTS[size - 1]
    assert range_root(0, size, REFERENCE.hashes).hex() == ROOTS[size - 1]


def test_the_root_of_nothing_is_the_hash_of_nothing():
    assert Edge().root() == Growth().root() == range_root(0, 0, nodes) == sha256(b"").digest()


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSIONS)
def test_inclusion_proofs_are_those_of_the_reference(index, size, proof):
    assert [one.hex() for one in inclusion(index, size, REFERENCE.hashes)] == proof


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCIES)
def test_consistency_proofs_are_those_of_the_reference(old, new, proof):
    assert [one.hex() for one in consistency(old, new, REFERENCE.hashes)] == proof


def test_every_inclusion_in_a_small_tree_is_proved():
    for size in range(1, 40):
        root = range_root(0, size, nodes)
        for index in range(size):
            assert inclusion_root(HASHES[index], index, size, inclusion(index, size, nodes)) == root


def test_every_growth_of_a_small_tree_is_proved():
    roots = [range_root(0, size, nodes) for size in range(40)]
    for new in range(40):
        for old in range(new + 1):
            assert grown(old, roots[old], new, roots[new], consistency(old, new, nodes))


@settings(deadline=None)
@given(SIZES.filter(bool), st.data())
def test_no_altered_inclusion_proof_leads_to_the_root(size, data):
    index = data.draw(st.integers(0, size - 1))
    proof = list(inclusion(index, size, nodes))
    root = range_root(0, size, nodes)
    assert inclusion_root(HASHES[index], index, size, proof) == root
    other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index) | st.none())
    if other is not None:
        assert inclusion_root(HASHES[other], index, size, proof) != root
    if proof:
        at = data.draw(st.integers(0, len(proof) - 1))
        bit = data.draw(st.integers(0, 255))
        flipped = int.from_bytes(proof[at], "big") ^ 1 << bit
        altered = [*proof[:at], flipped.to_bytes(32, "big"), *proof[at + 1 :]]
        assert inclusion_root(HASHES[index], index, size, altered) != root
        assert inclusion_root(HASHES[index], index, size, proof[:-1]) is None
    assert inclusion_root(HASHES[index], index, size, [*proof, root]) is None


@settings(deadline=None)
@given(SIZES, SIZES, st.data())
@example(0, 5, None)
def test_no_altered_growth_is_accepted(one, two, data):
    old, new = sorted((one, two))
    proof = list(consistency(old, new, nodes))
    before, after = range_root(0, old, nodes), range_root(0, new, nodes)
    assert grown(old, before, new, after, proof)
    assert not grown(old, before, new, after, [*proof, after])
    assert not grown(old, sha256(before).digest(), new, after, proof)
    if old and old != new:
        assert not grown(old, before, new, sha256(after).digest(), proof)
        at = data.draw(st.integers(0, len(proof) - 1))
        altered = [*proof[:at], sha256(proof[at]).digest(), *proof[at + 1 :]]
        assert not grown(old, before, new, after, altered)
        assert not grown(old, before, new, after, proof[:-1])
    if old != new:
        assert not grown(new, after, old, before, proof)


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0), (5, 2)])
def test_there_is_no_proof_of_what_is_not_in_the_tree(index, size):
    with pytest.raises(ValueError, match="no entry"):
        inclusion(index, size, nodes)
    assert inclusion_root(HASHES[0], index, size, ()) is None


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_a_tree_does_not_shrink(old, new):
    with pytest.raises(ValueError, match="did not grow"):
        consistency(old, new, nodes)
    assert not grown(old, EMPTY_ROOT, new, EMPTY_ROOT, ())


def test_an_edge_fits_its_size():
    with pytest.raises(ValueError, match="edge"):
        Edge(3, [bytes(32)])
    with pytest.raises(ValueError, match="unfinished"):
        Growth(3, [bytes(32)])
    with pytest.raises(ValueError, match="unfinished"):
        Growth(256, [b"", bytes(31)])


@given(SIZES)
def test_an_edge_made_from_hashes_is_the_one_that_grew(size):
    made, grew = Edge(size, (nodes(*one) for one in subtrees(0, size))), Edge()
    for leaf in HASHES[:size]:
        grew.add(leaf)
    assert (made.size, made.hashes, made.root()) == (grew.size, grew.hashes, grew.root())
    assert [level for level, _ in subtrees(0, size)] == sorted(
        (level for level, _ in subtrees(0, size)), reverse=True
    )


@settings(deadline=None)
@given(st.lists(st.integers(0, 300), max_size=4).filter(lambda steps: sum(steps) <= 600))
def test_however_a_tree_grows_it_is_the_same_tree(steps):
    growth, tiles, size = Growth(), {}, 0
    for step in steps:
        growth, done = growth.with_leaves(b"".join(HASHES[size : size + step]))
        size += step
        tiles |= {(level, index): data for level, index, data in done}
    assert growth.size == size
    assert growth.root() == range_root(0, size, nodes)
    assert tuple(len(part) // 32 for part in growth.parts) == widths_of(size)
    assert set(tiles) == {(one.level, one.index) for one in tiles_of(0, size) if one.width == 256}
    for (level, index), data in tiles.items():
        hashes = [nodes(8 * level, index * 256 + at) for at in range(256)]
        above = [nodes(8 * level + 4, index * 16 + at) for at in range(16)]
        assert data == b"".join(hashes + above)


def test_a_tree_of_three_levels_grows_as_one_of_hashes_does():
    size = 256 * 256 + 256 + 3
    leaves = [leaf_hash(i.to_bytes(4, "big")) for i in range(size)]
    edge = Edge()
    for leaf in leaves:
        edge.add(leaf)
    growth, done = Growth().with_leaves(b"".join(leaves))
    tiles = {(level, index): data for level, index, data in done}
    assert growth.root() == edge.root()
    assert widths_of(size) == (3, 1, 1)
    held = Nodes(growth, lambda level, index: tiles[level, index][:TILE_SIZE], kept=4)
    kept = Nodes(growth, lambda level, index: tiles[level, index], kept=4)
    for index in (0, 255, 256, 65_535, 65_536, size - 1):
        proof = inclusion(index, size, held.hash)
        assert proof == inclusion(index, size, kept.hash)
        assert inclusion_root(leaves[index], index, size, proof) == edge.root()


@settings(deadline=None)
@given(st.integers(0, TILE_SIZE + MIDDLE_SIZE - 1), st.integers(0, 255), st.booleans())
def test_no_altered_tile_gives_a_hash(at, index, cut):
    growth, ((_, _, data),) = Growth().with_leaves(b"".join(HASHES[:256]))
    altered = bytearray(data)
    altered[at] ^= 1
    shown = bytes(altered[:TILE_SIZE]) if cut else bytes(altered)
    held = Nodes(growth, lambda level, index: shown)
    try:
        found: object = (held.hash(0, index), inclusion(index, 256, held.hash))
    except Refused as error:
        found = error.code
    # Either it is refused, or what is altered was not asked for.
    assert found in ("EV11", (HASHES[index], inclusion(index, 256, nodes)))
    if cut and at < TILE_SIZE:
        assert found == "EV11"


@pytest.mark.parametrize("data", [b"", bytes(32), bytes(TILE_SIZE), bytes(TILE_SIZE + 1)])
def test_what_is_no_tile_gives_no_hash(data):
    growth, _ = Growth().with_leaves(b"".join(HASHES[:300]))
    with pytest.raises(Refused, match="EV11"):
        Nodes(growth, lambda level, index: data).hash(0, 3)


def test_rows_over_hashes_leave_the_last_one_without_a_neighbour():
    assert [len(row) // 32 for row in rows_over(b"".join(HASHES[:7]))] == [7, 3, 1]
    assert rows_over(b"") == (b"",)


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "000"),
        (5, 256, "005"),
        (999, 256, "999"),
        (1000, 256, "x001/000"),
        (1234067, 256, "x001/x234/067"),  # the example of tlog-tiles
        (1234067, 8, "x001/x234/067.p/8"),
        (273, 112, "273.p/112"),
        (255, 255, "255.p/255"),
    ],
)
def test_numbers_are_spelled_as_tlog_tiles_does(number, width, path):
    assert number_path(number, width) == path
    assert entries_path(number, width) == f"tile/entries/{path}"
    assert Tile(level=2, index=number, width=width).path == f"tile/2/{path}"


def test_a_log_of_70000_entries_has_the_tiles_of_the_specification():
    # tlog-tiles: 273 full tiles and one of 112 at level 0, one full and one of 17 at level 1, one of 1.
    paths = [tile.path for tile in tiles_of(0, 70_000)]
    assert len(paths) == 273 + 1 + 1 + 1 + 1
    assert {"tile/0/272", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1"} <= set(
        paths
    )


@given(SIZES, SIZES)
def test_a_tree_that_grew_in_two_steps_has_the_same_full_tiles(one, two):
    old, new = sorted((one, two))
    full = [tile for tile in tiles_of(0, new) if tile.width == 256]
    steps = [tile for tile in tiles_of(0, old) + tiles_of(old, new) if tile.width == 256]
    assert sorted(map(str, full)) == sorted(map(str, steps))


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries):
    assert bundle_entries(bundle_bytes(entries)) == entries


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.data())
def test_a_bundle_that_is_cut_inside_an_entry_is_refused(entries, data):
    whole = bundle_bytes(entries)
    ends = {len(bundle_bytes(entries[:count])) for count in range(len(entries) + 1)}
    at = data.draw(st.integers(1, len(whole) - 1))
    if at in ends:
        assert bundle_entries(whole[:at]) == entries[: sorted(ends).index(at)]
    else:
        with pytest.raises(ValueError, match="cut off"):
            bundle_entries(whole[:at])

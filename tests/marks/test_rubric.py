"""Our manifests pass the C2PA conformance rubric, and each of its rules can find a fault."""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from io import BytesIO
from typing import Any

import c2pa
import pytest

from keys.signers import Keys
from marks.rubric import RULES, faults, is_fully_generated
from marks.samples import sample
from tanba.marks.credentials import Claim, Stamp
from tanba.marks.credentials.trust import settings
from tanba.marks.disclosure import MADE, Disclosure, Made
from tanba.marks.media import container
from tanba.marks.results import Drawn

Report = dict[str, Any]


@pytest.fixture(scope="module")
def stamp(keys: Keys) -> Iterator[Stamp]:
    with Stamp(keys.key, trust=keys.local) as stamp:
        yield stamp


@pytest.fixture(scope="module")
def fullest(said: Disclosure) -> Claim:
    drawn = Drawn(how="pixels", text="Made with AI", languages=("en",), box=(1, 2, 30, 4), share=0.05)
    return Claim(disclosure=said, title="сурет", drawn=drawn, described=True, training=False)


def marked(stamp: Stamp, name: str, data: bytes, claim: Claim) -> bytes:
    target = BytesIO()
    stamp.sign(BytesIO(data), target, container(name), claim)
    return target.getvalue()


def report(data: bytes, name: str, keys: Keys) -> Report:
    with (
        c2pa.Context.from_dict(settings(keys.local)) as context,
        c2pa.Reader(container(name).mime, BytesIO(data), context=context) as reader,
    ):
        told: Report = json.loads(reader.crjson())
        return told


@pytest.mark.parametrize("name", ["jpeg", "png", "tiff", "mp4", "mp3", "wav", "pdf", "svg"])
@pytest.mark.parametrize("made", MADE)
def test_a_manifest_of_ours_has_no_fault(
    name: str, made: Made, stamp: Stamp, keys: Keys, fullest: Claim
) -> None:
    claim = replace(fullest, disclosure=replace(fullest.disclosure, made=made))
    told = report(marked(stamp, name, sample(name), claim), name, keys)
    assert faults(told) == []
    assert is_fully_generated(told) == (made == "generated")


@pytest.mark.parametrize("name", ["jpeg", "mp4"])
def test_a_manifest_on_top_of_another_has_no_fault(
    name: str, stamp: Stamp, keys: Keys, fullest: Claim
) -> None:
    once = marked(stamp, name, sample(name), fullest)
    told = report(marked(stamp, name, once, fullest), name, keys)
    assert len(told["manifests"]) == 2
    assert faults(told) == []


def test_a_bare_claim_without_label_and_wishes_has_no_fault(
    stamp: Stamp, keys: Keys, said: Disclosure
) -> None:
    told = report(
        marked(stamp, "png", sample("png"), Claim(disclosure=said, languages=())), "png", keys
    )
    assert faults(told) == []


# --- every rule can fail --------------------------------------------------------------------------


def actions(told: Report) -> list[Report]:
    found: list[Report] = told["manifests"][0]["assertions"]["c2pa.actions.v2"]["actions"]
    return found


def claim(told: Report) -> Report:
    found: Report = told["manifests"][0]["claim.v2"]
    return found


def fail(told: Report, code: str) -> None:
    told["manifests"][0]["validationResults"]["failure"].append({"code": code})


INGREDIENT = "c2pa.ingredient.v3"
PARENT = {"relationship": "parentOf", "activeManifest": {}}


def held(told: Report) -> Report:
    found: Report = told["manifests"][0]["assertions"]
    return found


SPOILT: dict[str, Callable[[Report], object]] = {
    "what_is_seen_has_a_source": lambda t: actions(t)[1].pop("digitalSourceType"),
    "the_specification_is_named": lambda t: claim(t)["claim_generator_info"].pop("specVersion"),
    "completeness_is_said": lambda t: held(t)["c2pa.actions.v2"].pop("allActionsIncluded"),
    "opening_has_no_source": lambda t: actions(t)[0].update(action="c2pa.opened"),
    "validation_was_done": lambda t: t["manifests"][0].pop("validationResults"),
    "nothing_failed": lambda t: fail(t, "assertion.cbor.invalid"),
    "the_signer_is_trusted": lambda t: fail(t, "signingCredential.untrusted"),
    "the_first_action_opens_or_creates": lambda t: actions(t).reverse(),
    "no_assertion_is_outdated": lambda t: held(t).update({"stds.exif": {}}),
    "every_standard_assertion_is_known": lambda t: held(t).update({"c2pa.invented": {}}),
    "no_action_is_outdated": lambda t: actions(t).append({"action": "c2pa.watermarked"}),
    "every_standard_action_is_known": lambda t: actions(t).append(
        {"action": "c2pa.odd", "digitalSourceType": "x"}
    ),
    "own_assertions_have_a_namespace": lambda t: held(t).update({"mine": {}}),
    "own_actions_have_a_namespace": lambda t: actions(t).append({"action": "mine"}),
    "own_parameters_have_a_namespace": lambda t: actions(t)[0].update(parameters={"mine": 1}),
    "parameters_are_of_version_two": lambda t: actions(t)[0].update(parameters={"description": "x"}),
    "the_name_is_a_c2pa_urn": lambda t: t["manifests"][0].update(label="urn:uuid:1"),
    "people_are_not_rated": lambda t: held(t).update(
        {"kz.a": {"reviewRatings": [], "dataSource": {"type": "humanEntry.anonymous"}}}
    ),
    "ingredients_are_checked_when_they_have_a_manifest": lambda t: held(t).update({INGREDIENT: PARENT}),
    "ingredients_have_a_known_relation": lambda t: held(t).update(
        {INGREDIENT: {"relationship": "cousinOf"}}
    ),
    "creation_has_a_source": lambda t: actions(t)[0].pop("digitalSourceType"),
    "the_claim_has_no_outdated_field": lambda t: claim(t).update(specVersion="2.4"),
    "ingredients_have_a_manifest_or_a_source": lambda t: held(t).update(
        {INGREDIENT: PARENT | {"validationResults": {}, "digitalSourceType": "x"}}
    ),
    "another_form_is_named_in_one_way": lambda t: held(t).update(
        {"c2pa.alternative-content-representation": {"type": "exif.originalPreservationImage"}}
    ),
    "references_point_to_what_may_be_elsewhere": lambda t: held(t).update(
        {"c2pa.external-reference": {"label": "c2pa.hash.data", "url": "x"}}
    ),
    "hashes_have_no_address": lambda t: held(t)["c2pa.hash.data"].update(url="x"),
    "opening_alone_is_complete": lambda t: held(t).update(
        {
            "c2pa.actions.v2": {
                "actions": [{"action": "c2pa.opened", "parameters": {"ingredients": [{}]}}],
                "allActionsIncluded": False,
            }
        }
    ),
    "opening_names_one_ingredient": lambda t: actions(t).append({"action": "c2pa.opened"}),
    "tiff_has_no_box_hash": lambda t: held(t).update(
        {"c2pa.hash.boxes": {}, "c2pa.asset-type.v2": {"dc:format": "image/tiff"}}
    ),
}


@pytest.fixture(scope="module")
def good(stamp: Stamp, keys: Keys, fullest: Claim) -> Report:
    return report(marked(stamp, "png", sample("png"), fullest), "png", keys)


def test_every_rule_has_a_manifest_that_breaks_it() -> None:
    assert set(SPOILT) == {rule.__name__ for rule in RULES}


@pytest.mark.parametrize("rule", SPOILT)
def test_a_rule_finds_the_fault_it_is_for(rule: str, good: Report) -> None:
    spoilt = deepcopy(good)
    SPOILT[rule](spoilt)
    assert rule in {fault.split(":")[0] for fault in faults(spoilt)}

"""
The C2PA conformance rubric for files (conformance 0.2, specification 2.4), in our own words.

Each rule looks at the library's crJSON report on the newest manifest and returns what is wrong with it.
The rubric itself is a set of formulas at c2pa-org/conformance-public; this is the same list, told again.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

Report = Mapping[str, Any]
Rule = Callable[["Manifest"], list[str]]

OPENING: Final = {"c2pa.created", "c2pa.opened"}
UNSEEN: Final = frozenset(
    [
        "c2pa.converted",
        "c2pa.published",
        "c2pa.repackaged",
        "c2pa.transcoded",
        "c2pa.resized.proportional",
        "c2pa.enhanced",
        "c2pa.edited.metadata",
        "c2pa.watermarked",
        "c2pa.watermarked.bound",
        "c2pa.watermarked.unbound",
        "c2pa.redacted",
    ]
)
"""Actions that nobody sees in the content."""
SEEN: Final = frozenset(
    [
        "c2pa.addedText",
        "c2pa.adjustedColor",
        "c2pa.changedSpeed",
        "c2pa.cropped",
        "c2pa.deleted",
        "c2pa.drawing",
        "c2pa.dubbed",
        "c2pa.edited",
        "c2pa.filtered",
        "c2pa.mastered",
        "c2pa.mixed",
        "c2pa.orientation",
        "c2pa.placed",
        "c2pa.remixed",
        "c2pa.removed",
        "c2pa.resized",
        "c2pa.translated",
        "c2pa.trimmed",
        "c2pa.unknown",
    ]
)
OLD_ACTIONS: Final = frozenset(
    [
        "c2pa.copied",
        "c2pa.formatted",
        "c2pa.version_updated",
        "c2pa.printed",
        "c2pa.managed",
        "c2pa.produced",
        "c2pa.saved",
        "c2pa.color_adjustments",
        "c2pa.watermarked",
    ]
)
ASSERTIONS: Final = frozenset(
    [
        "c2pa.hash.data",
        "c2pa.hash.data.part",
        "c2pa.actions.v2",
        "c2pa.ingredient.v3",
        "c2pa.hash.boxes",
        "c2pa.hash.bmff.v3",
        "c2pa.hash.collection.data",
        "c2pa.soft-binding",
        "c2pa.cloud-data",
        "c2pa.embedded-data",
        "c2pa.metadata",
        "c2pa.certificate-status",
        "c2pa.asset-ref",
        "c2pa.asset-type.v2",
        "c2pa.hash.multi-asset",
        "c2pa.thumbnail.claim",
        "c2pa.thumbnail.ingredient",
        "c2pa.depthmap.GDepth",
        "c2pa.icon",
        "c2pa.alternative-content-representation",
        "c2pa.external-reference",
        "c2pa.session-keys",
        "c2pa.environmental-sustainability",
        "c2pa.repository-receipt",
        "c2pa.ai-disclosure",
        "c2pa.assertion.metadata",
        "c2pa.time-stamp",
    ]
)
OLD_ASSERTIONS: Final = frozenset(
    [
        "c2pa.claim",
        "c2pa.hash.bmff.v2",
        "c2pa.asset-type",
        "c2pa.ingredient",
        "c2pa.ingredient.v2",
        "c2pa.actions",
    ]
)
PARAMETERS: Final = frozenset(
    [
        "redacted",
        "ingredients",
        "ingredient",
        "description",
        "relatedAssertions",
        "sourceLanguage",
        "targetLanguage",
        "multipleInstances",
        "ranges",
        "weight",
        "width",
        "italic",
        "slant",
        "optical-size",
    ]
)
UNREFERABLE: Final = (
    "c2pa.actions",
    "c2pa.cloud-data",
    "c2pa.external-reference",
    "c2pa.hash",
    "c2pa.ingredient",
)
TRUST: Final = "signingCredential.untrusted"


class Manifest:
    """The newest manifest of a report."""

    def __init__(self, report: Report) -> None:
        newest = report["manifests"][0]
        self.label: str = newest.get("label", "")
        self.claim: Report = newest["claim.v2"]
        self.results: Report | None = newest.get("validationResults")
        self.assertions: Mapping[str, Report] = newest.get("assertions", {})
        lists = [each for each in self.assertions.values() if "actions" in each]
        self.action_lists = lists
        self.actions: list[Report] = [action for each in lists for action in each["actions"]]
        self.ingredients = [each for each in self.assertions.values() if "relationship" in each]

    def generator(self) -> Report:
        info = self.claim.get("claim_generator_info", {})
        return info[0] if isinstance(info, list) else info


def faults(report: Report) -> list[str]:
    """Return every fault of the newest manifest, each as the rule's name and what it found."""
    manifest = Manifest(report)
    return [f"{rule.__name__}: {fault}" for rule in RULES for fault in rule(manifest)]


def is_fully_generated(report: Report) -> bool:
    """Say whether a reader of signals calls the content wholly made by AI."""
    return any(
        action["action"] == "c2pa.created"
        and action.get("digitalSourceType", "").endswith("/trainedAlgorithmicMedia")
        for action in Manifest(report).actions
    )


def what_is_seen_has_a_source(m: Manifest) -> list[str]:
    free = OPENING | UNSEEN | {"c2pa.placed"}
    return [
        a["action"] for a in _standard(m) if a["action"] not in free and "digitalSourceType" not in a
    ]


def the_specification_is_named(m: Manifest) -> list[str]:
    said = m.generator().get("specVersion")
    return [] if isinstance(said, str) and said.split(".")[:2] == ["2", "4"] else [repr(said)]


def completeness_is_said(m: Manifest) -> list[str]:
    return ["not said" for each in m.action_lists if each.get("allActionsIncluded") is None]


def opening_has_no_source(m: Manifest) -> list[str]:
    return [str(a) for a in m.actions if a["action"] == "c2pa.opened" and "digitalSourceType" in a]


def validation_was_done(m: Manifest) -> list[str]:
    return [] if m.results is not None else ["no results"]


def nothing_failed(m: Manifest) -> list[str]:
    return [each["code"] for each in (m.results or {}).get("failure", []) if each["code"] != TRUST]


def the_signer_is_trusted(m: Manifest) -> list[str]:
    return [each["code"] for each in (m.results or {}).get("failure", []) if each["code"] == TRUST]


def the_first_action_opens_or_creates(m: Manifest) -> list[str]:
    lists = [
        each["url"] for each in m.claim.get("created_assertions", []) if "c2pa.actions" in each["url"]
    ]
    if not lists or not lists[0].endswith("c2pa.actions.v2"):
        return ["the actions are not among what the signer created"]
    return [] if m.actions[0]["action"] in OPENING else [m.actions[0]["action"]]


def no_assertion_is_outdated(m: Manifest) -> list[str]:
    return [label for label in m.assertions if label.startswith("stds.") or label in OLD_ASSERTIONS]


def every_standard_assertion_is_known(m: Manifest) -> list[str]:
    labels = {label.split("__")[0] for label in m.assertions if label.startswith("c2pa.")}
    return sorted(labels - ASSERTIONS - OLD_ASSERTIONS)


def no_action_is_outdated(m: Manifest) -> list[str]:
    return [a["action"] for a in m.actions if a["action"] in OLD_ACTIONS]


def every_standard_action_is_known(m: Manifest) -> list[str]:
    return [
        a["action"] for a in _standard(m) if a["action"] not in OPENING | UNSEEN | SEEN | OLD_ACTIONS
    ]


def own_assertions_have_a_namespace(m: Manifest) -> list[str]:
    return [label for label in m.assertions if "." not in label]


def own_actions_have_a_namespace(m: Manifest) -> list[str]:
    return [a["action"] for a in m.actions if "." not in a["action"]]


def own_parameters_have_a_namespace(m: Manifest) -> list[str]:
    return [name for name in _parameters(m) if name not in PARAMETERS and "." not in name]


def parameters_are_of_version_two(m: Manifest) -> list[str]:
    return [name for name in _parameters(m) if name in ("description", "ingredient")]


def the_name_is_a_c2pa_urn(m: Manifest) -> list[str]:
    return [] if m.label.startswith("urn:c2pa:") else [m.label]


def people_are_not_rated(m: Manifest) -> list[str]:
    human = ("humanEntry.anonymous", "humanEntry.credentialed")
    return [
        label for label, each in m.assertions.items()
        if "reviewRatings" in each and each.get("dataSource", {}).get("type") in human
    ]  # fmt: skip


def ingredients_are_checked_when_they_have_a_manifest(m: Manifest) -> list[str]:
    return [
        str(each)
        for each in m.ingredients
        if ("activeManifest" in each) != ("validationResults" in each)
    ]


def ingredients_have_a_known_relation(m: Manifest) -> list[str]:
    known = ("parentOf", "inputTo", "componentOf")
    return [each["relationship"] for each in m.ingredients if each["relationship"] not in known]


def creation_has_a_source(m: Manifest) -> list[str]:
    return [
        "no source"
        for a in m.actions
        if a["action"] == "c2pa.created" and not a.get("digitalSourceType")
    ]


def the_claim_has_no_outdated_field(m: Manifest) -> list[str]:
    return ["specVersion"] if "specVersion" in m.claim else []


def ingredients_have_a_manifest_or_a_source(m: Manifest) -> list[str]:
    return [
        str(each) for each in m.ingredients if "activeManifest" in each and "digitalSourceType" in each
    ]


def another_form_is_named_in_one_way(m: Manifest) -> list[str]:
    found = []
    for label, each in m.assertions.items():
        told = each.get("parameters", {})
        if "exif.originalPreservationImage" in (each.get("type"), told.get("type")):
            ways = ("multiAssetPartIndex" in told) + ("embeddedOriginalPreservationImage" in told)
            found += [label] if ways != 1 else []
    return found


def references_point_to_what_may_be_elsewhere(m: Manifest) -> list[str]:
    return [
        str(each["label"]) for each in m.assertions.values()
        if "label" in each and "url" in each and "relationship" not in each
        and str(each["label"]).startswith(UNREFERABLE)
    ]  # fmt: skip


def hashes_have_no_address(m: Manifest) -> list[str]:
    return [
        label
        for label, each in m.assertions.items()
        if label.startswith("c2pa.hash.") and "url" in each
    ]


def opening_alone_is_complete(m: Manifest) -> list[str]:
    alone = len(m.actions) == 1 and m.actions[0]["action"] == "c2pa.opened"
    return ["not complete"] if alone and m.action_lists[0].get("allActionsIncluded") is not True else []


def opening_names_one_ingredient(m: Manifest) -> list[str]:
    return [
        str(a) for a in m.actions
        if a["action"] == "c2pa.opened" and len(a.get("parameters", {}).get("ingredients", [])) != 1
    ]  # fmt: skip


def tiff_has_no_box_hash(m: Manifest) -> list[str]:
    kind = m.assertions.get("c2pa.asset-type.v2", {}).get("dc:format")
    return (
        ["c2pa.hash.boxes"]
        if "c2pa.hash.boxes" in m.assertions and kind in ("image/tiff", "image/x-adobe-dng")
        else []
    )


def _standard(m: Manifest) -> Iterator[Report]:
    return (action for action in m.actions if action["action"].startswith("c2pa."))


def _parameters(m: Manifest) -> Iterator[str]:
    return (name for action in m.actions for name in action.get("parameters") or {})


RULES: Final[tuple[Rule, ...]] = (
    what_is_seen_has_a_source,
    the_specification_is_named,
    completeness_is_said,
    opening_has_no_source,
    validation_was_done,
    nothing_failed,
    the_signer_is_trusted,
    the_first_action_opens_or_creates,
    no_assertion_is_outdated,
    every_standard_assertion_is_known,
    no_action_is_outdated,
    every_standard_action_is_known,
    own_assertions_have_a_namespace,
    own_actions_have_a_namespace,
    own_parameters_have_a_namespace,
    parameters_are_of_version_two,
    the_name_is_a_c2pa_urn,
    people_are_not_rated,
    ingredients_are_checked_when_they_have_a_manifest,
    ingredients_have_a_known_relation,
    creation_has_a_source,
    the_claim_has_no_outdated_field,
    ingredients_have_a_manifest_or_a_source,
    another_form_is_named_in_one_way,
    references_point_to_what_may_be_elsewhere,
    hashes_have_no_address,
    opening_alone_is_complete,
    opening_names_one_ingredient,
    tiff_has_no_box_hash,
)

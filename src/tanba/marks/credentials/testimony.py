"""What a manifest store says, from the library's report, with a limit on all that others wrote."""

from collections.abc import Iterator, Mapping
from typing import Final

from tanba.kernel import Refused
from tanba.marks.credentials import drawing
from tanba.marks.credentials.findings import MATCH, PARTS, SIGNED, TRUSTED, UNTRUSTED, Node, node, nodes
from tanba.marks.credentials.manifest import DISCLOSURE
from tanba.marks.credentials.trust import OURS
from tanba.marks.disclosure import Disclosure, from_record, is_ai
from tanba.marks.results import Action, Credentials, CredentialState, Drawn, Ingredient, Reason, Use

MOST: Final = 200
"""Actions, ingredients and reasons that are passed on; a file may hold any number."""
LONGEST: Final = 1_000
"""Characters of one text that are passed on."""

_BOUND: Final = frozenset({
    MATCH, "assertion.bmffHash.match", "assertion.boxesHash.match",
    "assertion.collectionHash.match", "assertion.multiAssetHash.match",
})  # fmt: skip
"""Findings of which one must be there: the content is what was signed (C2PA 2.4, 15.12)."""


def testify(store: Node, details: Node, where: str) -> Credentials:
    """
    Return what a store says.

    Parameters
    ----------
    store, details
        The library's two reports of one reading: by manifest, and with the certificates (crJSON).
    """
    manifests = node(store.get("manifests"))
    label = _text(store.get("active_manifest"))
    active = node(manifests.get(label))
    results = node(store.get("validation_results"))
    state, reasons = _judged(store, node(results.get("activeManifest")), list(_deltas(results)))
    assertions = list(_nodes(active.get("assertions")))
    disclosure, drawn, flaws = _disclosed(assertions)
    actions = tuple(_actions(assertions))
    succeeded = list(_found(node(results.get("activeManifest")), "success"))
    stamped = _text(node(active.get("signature_info")).get("time"))
    proven = bool(stamped) and any(each.code == "timeStamp.trusted" for each in succeeded)
    signer, issuer = _names(details, label, node(active.get("signature_info")))
    return Credentials(
        state=state,
        where=where,
        reasons=(reasons + flaws)[:MOST],
        signer=signer,
        issuer=issuer,
        local=any(each.code == TRUSTED and OURS in each.what for each in succeeded),
        time=_utc(stamped) if proven else next((action.when for action in actions if action.when), ""),
        time_proven=proven,
        tool=_tool(active),
        actions=actions,
        ingredients=tuple(_ingredients(active, results, manifests)),
        disclosure=disclosure,
        drawn=drawn,
        uses=tuple(_uses(label, manifests))[:MOST],
        manifests=len(manifests),
    )


def _judged(
    store: Node, active: Node, deltas: list[Node]
) -> tuple[CredentialState, tuple[Reason, ...]]:
    """
    Return the state and why it is no better.

    The library takes a manifest for trusted until something fails; we want to have seen the three
    findings that make it so: a trusted signer, a signature that holds, and content that is what was
    signed. That nobody knows the signer of an ingredient is said of the ingredient alone.
    """
    failed = tuple(_found(active, "failure"))
    below = tuple(reason for delta in deltas for reason in _found(delta, "failure"))
    found = {each.code for each in _found(active, "success")}
    if store.get("validation_state") not in ("Trusted", "Valid"):
        unsaid = Reason(code="MK54", what="the library calls it invalid and gives no reason")
        return "invalid", failed + below or (unsaid,)
    missing = []
    if SIGNED not in found:
        missing.append(Reason(code="MK55", what="nobody has checked the signature"))
    if not found & _BOUND:
        missing.append(Reason(code="MK56", what="nothing binds the manifest to this content"))
    if missing:
        return "invalid", (*failed, *missing)
    if failed or TRUSTED not in found:
        return "valid", failed or (Reason(code=UNTRUSTED, what="nobody has vouched for the signer"),)
    return "trusted", ()


def _found(results: Node, kind: str) -> Iterator[Reason]:
    for each in _nodes(results.get(kind)):
        yield Reason(code=_text(each.get("code")), what=_text(each.get("explanation")))


def _deltas(results: Node) -> Iterator[Node]:
    for each in _nodes(results.get("ingredientDeltas")):
        yield node(each.get("validationDeltas"))


def _actions(assertions: list[Node]) -> Iterator[Action]:
    left = MOST
    for assertion in assertions:
        if not _text(assertion.get("label")).startswith("c2pa.actions"):
            continue
        for each in _nodes(node(assertion.get("data")).get("actions"), left):
            left -= 1
            yield Action(
                name=_text(each.get("action")),
                source_type=_text(each.get("digitalSourceType")),
                software=_agent(each.get("softwareAgent")),
                when=_text(each.get("when")),
            )


def _agent(agent: object) -> str:
    """Return the name and version of an agent: an object, or a text in actions of version 1."""
    if isinstance(agent, Mapping):
        return " ".join(
            part for part in (_text(agent.get("name")), _text(agent.get("version"))) if part
        )
    return _text(agent)


def _utc(time: str) -> str:
    """Return a time of the library as the profile writes it."""
    return f"{time.removesuffix('+00:00')}Z" if time.endswith("+00:00") else time


def _tool(active: Node) -> str:
    for info in _nodes(active.get("claim_generator_info"), 1):
        return _agent(info)
    return _text(active.get("claim_generator"))


def _ingredients(active: Node, results: Node, manifests: Node) -> Iterator[Ingredient]:
    now = {
        _text(each.get("ingredientAssertionURI")).rpartition("/")[2]: node(each.get("validationDeltas"))
        for each in _nodes(results.get("ingredientDeltas"))
    }
    for each in _nodes(active.get("ingredients")):
        state = ""
        if each.get("active_manifest"):
            recorded = node(node(each.get("validation_results")).get("activeManifest"))
            state = _ingredient_state(recorded, now.get(_text(each.get("label")), {}))
        yield Ingredient(
            title=_text(each.get("title")),
            relation=_text(each.get("relationship")),
            state=state,
            ai=_says_ai(_text(each.get("active_manifest")), manifests),
        )


def _says_ai(label: str, manifests: Node) -> bool:
    """Say whether a manifest, or that of a part of what it describes, says that AI made or changed it."""
    return any(
        is_ai(each.source_type)
        for assertions in _lineage(label, manifests)
        for each in _actions(assertions)
    )


def _uses(label: str, manifests: Node) -> Iterator[Use]:
    """Yield what a manifest and those of its parts say about training and mining (CAWG 1.1, 3)."""
    for number, assertions in enumerate(_lineage(label, manifests)):
        for assertion in assertions:
            name = _text(assertion.get("label"))
            if name.partition(".")[2].partition("__")[0] != "training-mining":
                continue
            entries = node(node(assertion.get("data")).get("entries"))
            for entry, said in list(entries.items())[:MOST]:
                yield Use(
                    assertion=name,
                    entry=_text(entry),
                    use=_text(node(said).get("use")),
                    constraint=_text(node(said).get("constraint_info")),
                    earlier=number > 0,
                )


def _lineage(label: str, manifests: Node) -> Iterator[list[Node]]:
    """Yield a manifest's assertions, then those of the manifests of its parts, each once."""
    waiting, seen = [label], set[str]()
    while waiting and len(seen) < MOST:
        label = waiting.pop()
        if not label or label in seen:
            continue
        seen.add(label)
        manifest = node(manifests.get(label))
        yield list(_nodes(manifest.get("assertions")))
        waiting += [
            _text(each.get("active_manifest"))
            for each in _nodes(manifest.get("ingredients"))
            if each.get("relationship") in PARTS
        ]


def _ingredient_state(recorded: Node, now: Node) -> CredentialState:
    """Return the state of an ingredient: as its signer found it, unless it looks different to us."""
    failed = {each.code for part in (recorded, now) for each in _found(part, "failure")}
    if failed - {UNTRUSTED}:
        return "invalid"
    for part in (now, recorded):
        if any(each.code == UNTRUSTED for each in _found(part, "failure")):
            return "valid"
        if any(each.code == TRUSTED for each in _found(part, "success")):
            return "trusted"
    return "valid"


def _names(details: Node, label: str, signature: Node) -> tuple[str, str]:
    """Return who signed and who issued the certificate, each as common name and organisation."""
    for manifest in _nodes(details.get("manifests")):
        if manifest.get("label") == label:
            certificate = node(node(manifest.get("signature")).get("certificateInfo"))
            if certificate:
                return _name(node(certificate.get("subject"))), _name(node(certificate.get("issuer")))
    return _name({"CN": signature.get("common_name"), "O": signature.get("issuer")}), ""


def _name(parts: Node) -> str:
    found = (_text(parts.get("CN")), _text(parts.get("O")))
    return ", ".join(dict.fromkeys(part for part in found if part))


def _disclosed(assertions: list[Node]) -> tuple[Disclosure | None, Drawn | None, tuple[Reason, ...]]:
    """Return the disclosure and the label that it claims, and why they cannot be read, if so."""
    for assertion in assertions:
        if assertion.get("label") != DISCLOSURE:
            continue
        record = node(assertion.get("data"))
        try:
            return from_record(record), drawing.read(record.get("label")), ()
        except Refused as refused:
            return None, None, (Reason(code=refused.code, what=refused.what),)
    return None, None, ()


def _nodes(things: object, most: int = MOST) -> list[Node]:
    return nodes(things, most)


def _text(thing: object) -> str:
    """Return a text, cut where it is too long to be meant; empty for anything else."""
    return thing[:LONGEST] if isinstance(thing, str) else ""

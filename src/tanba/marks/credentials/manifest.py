"""What a manifest of ours says, in the form that the C2PA library takes."""

from importlib.metadata import version
from typing import Any, Final

from tanba.marks.credentials import drawing
from tanba.marks.credentials.claim import Claim
from tanba.marks.disclosure import NEWSCODES, Disclosure, to_record
from tanba.marks.media import Container
from tanba.marks.results import Drawn

_VERSION: Final = version("tanba")

SPECIFICATION: Final = "2.4.0"
"""The C2PA specification that these manifests follow."""

DISCLOSURE: Final = "kz.tanba.disclosure"
"""The assertion with the record of the Tanba profile, and the label as it was drawn."""

TRAINING: Final = "cawg.training-mining"
_TRAINING_USES: Final = ("ai_generative_training", "ai_training")
_USES: Final = (*_TRAINING_USES, "ai_inference", "data_mining")

_BY_PROGRAM: Final = NEWSCODES + "algorithmicMedia"
"""How the label came to be: drawn by a program that has learned from no data."""

PARENT: Final = "parent"
"""The label by which the opening action names its ingredient."""


def definition(claim: Claim, kind: Container, *, opened: bool) -> dict[str, Any]:
    """
    Return the manifest's definition: generator, actions, disclosure, in the order of the specification.

    Parameters
    ----------
    opened
        Whether the file came from another one, which is its ingredient: then the first action is
        `c2pa.opened` and the change by AI is an edit; else it is `c2pa.created` (C2PA 2.4, 18.15.4).

    A watermark's place is after the actions: an assertion `c2pa.soft-binding`, together with an action
    `c2pa.watermarked.bound` at the end of the list (18.10, 18.15.4.7).
    """
    said = claim.disclosure
    actions = _actions(claim, said, opened) if said else [_opened(claim.time)]
    if claim.described:
        agent = {"name": "Tanba", "version": _VERSION}
        when = said.time if said else claim.time
        actions.append({"action": "c2pa.edited.metadata", "when": when, "softwareAgent": agent})
    assertions = [_created("c2pa.actions.v2", {"actions": actions, "allActionsIncluded": True})]
    if said:
        assertions.append(_created("c2pa.ai-disclosure", _model(said)))
        assertions.append(_created(DISCLOSURE, _disclosure(claim, said)))
    if claim.training is not None:
        use = {"use": "allowed" if claim.training else "notAllowed"}
        uses = _USES if said else _TRAINING_USES
        assertions.append(_created(TRAINING, {"entries": {f"cawg.{name}": use for name in uses}}))
    made: dict[str, Any] = {
        "claim_generator_info": [{"name": "Tanba", "version": _VERSION, "specVersion": SPECIFICATION}],
        "format": kind.mime,
        "assertions": assertions,
    }
    if claim.title:
        made["title"] = claim.title
    return made


def _created(label: str, said: dict[str, Any]) -> dict[str, Any]:
    """Return an assertion that the signer answers for, and has not only gathered from others (6.2)."""
    return {"label": label, "created": True, "data": said}


def _model(said: Disclosure) -> dict[str, str]:
    """Return what kind of system made it, and what it is called (AI disclosure, new in C2PA 2.4)."""
    named = " ".join(part for part in (said.system, said.version) if part)
    return {"modelType": "c2pa.types.model"} | ({"modelName": named} if named else {})


def _opened(time: str) -> dict[str, Any]:
    return {"action": "c2pa.opened", "when": time, "parameters": {"ingredientIds": [PARENT]}}


def _actions(claim: Claim, said: Disclosure, opened: bool) -> list[dict[str, Any]]:
    by_ai: dict[str, Any] = {"digitalSourceType": said.source_type, "when": said.time}
    if said.system:
        by_ai["softwareAgent"] = {"name": said.system} | (
            {"version": said.version} if said.version else {}
        )
    if notices := [said.notice.in_(lang) for lang in claim.languages]:
        by_ai["description"] = " · ".join(notices)
    if opened:
        actions = [_opened(said.time), {"action": "c2pa.edited"} | by_ai]
    else:
        actions = [{"action": "c2pa.created"} | by_ai]
    if claim.drawn is not None:
        actions.append(_labelled(claim.drawn, said.time))
    return actions


def _labelled(drawn: Drawn, time: str) -> dict[str, Any]:
    """Return the action by which the label came in: text, or a plain edit for a tone or a clip."""
    return {
        "action": "c2pa.addedText" if drawn.text else "c2pa.edited",
        "digitalSourceType": _BY_PROGRAM,
        "when": time,
        "softwareAgent": {"name": "Tanba", "version": _VERSION},
        "description": f"Label: {drawn.how}" + (f": {drawn.text}" if drawn.text else ""),
    }


def _disclosure(claim: Claim, said: Disclosure) -> dict[str, Any]:
    record = to_record(said)
    if claim.drawn is not None:
        record["label"] = drawing.recorded(claim.drawn)
    return record

"""Signatures by certificates in words: who signed, whether that holds, and what was not looked at."""

from collections.abc import Iterable

from tanba.evidence import Person, SignatureSeen
from tanba.report.evidence import STATES
from tanba.report.sheet import Sheet
from tanba.report.speech import Speech, clean, msg

_WHY = {
    "wrong-signature": msg("the signature does not verify"),
    "other-content": msg("it signs another content"),
    "no-content": msg("what was signed is not enclosed and was not given"),
    "other-kind": msg("by its own words it signs a content of another kind"),
    "other-hash": msg("the hash that it names is not that of the signature"),
    "other-key": msg("the key in the certificate is of another kind than the signature"),
    "bad-key": msg("the key in the certificate cannot be a key"),
    "not-for-signatures": msg("by its certificate the key is not for signatures"),
    "unsupported": msg("Tanba does not verify {about}"),
    "too-large": msg(
        "more than {about} bytes are signed, too much for the GOST hash as Tanba computes it"
    ),
    "no-certificate": msg("the certificate of the signer is not enclosed, or cannot be read"),
    "no-anchor": msg("no authority was given to trust"),
    "no-path": msg("none of the given authorities issued the certificate; it names {about}"),
    "too-many": msg("too many certificates of one name are enclosed"),
    "condition": msg("the certificate has conditions that Tanba does not know: {about}"),
    "not-valid-then": msg("the certificate of {about} was not valid at that time"),
    "revoked": msg("the certificate was revoked on {about}"),
    "revoked-sometime": msg("the certificate was revoked on {about}, and when it signed is not shown"),
}
_UNCHECKED = {
    "authority": msg("who issued the certificate"),
    "revocation": msg("whether the certificate was revoked"),
    "time": msg("when it was signed"),
}
_SHOWN = 4
"""Digits of a person's number that are printed; the rest is nobody's business on a screen."""


def write_signatures(seen: Iterable[SignatureSeen], speech: Speech) -> str:
    """Return what came of checking signatures; numbers of persons are masked but for their last digits."""
    sheet = Sheet(100, colour=False)
    for one in seen:
        who = _person(one.signer) or speech.say(msg("nobody who is named"))
        sheet.put(f"{who}: {speech.say(STATES[one.verdict])}", 0)
        if one.why:
            sheet.put(speech.say(_WHY[one.why], about=clean(one.about, 200)))
        issuer = _person(one.issuer)
        if issuer:
            sheet.put(speech.say(msg("issued by {who}"), who=issuer))
        sheet.put(speech.say(msg("algorithm: {name}"), name=clean(one.algorithm)))
        if one.claimed:
            words = msg("signed on {time}, by the signer's own clock, which proves nothing")
            sheet.put(speech.say(words, time=speech.moment(one.claimed)))
        if one.unchecked:
            left = speech.all_of([speech.say(_UNCHECKED[name]) for name in one.unchecked])
            sheet.put(speech.say(msg("not looked at: {what}"), what=left))
    return sheet.text()


def _person(one: Person) -> str:
    number = f"{'·' * (len(one.iin) - _SHOWN)}{one.iin[-_SHOWN:]}" if one.iin else ""
    return clean(", ".join(part for part in (one.name, number, one.organisation, one.bin) if part), 300)

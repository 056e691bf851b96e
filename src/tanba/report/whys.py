"""Why some of the evidence does not hold: sentences of the evidence room, for readers of any language."""

from typing import Final

from tanba.report.speech import Speech, clean, msg

SENTENCES: Final = frozenset(
    (
        msg("it is over other bytes"),
        msg("it answers another question: its nonce differs"),
        msg("the reader trusts no time-stamp authority"),
        msg("its signature does not hold"),
        msg("no root that the reader trusts vouches for the authority"),
        msg("a certificate of its chain was not valid at the time that it says"),
        msg("the signer's certificate is not one for time-stamps"),
        msg("the chain of certificates does not hold"),
        msg("only one of two implementations holds it for valid"),
        msg("it cannot be read"),
        msg("it cannot be read, or does not hold"),
        msg("not what the manifest says"),
        msg("no file of this name belongs into a bundle"),
        msg("not the key of the log that the reader knows, nor one that it brought in"),
        msg("not signed by a key of the log that is good for it"),
        msg("not shown to have grown from the checkpoint before"),
        msg("cosigned by fewer witnesses than were asked for"),
        msg("not the checkpoint that its name and its text say"),
        msg("they open no entry that is enclosed"),
        msg("not what the entry committed to"),
        msg("the signature does not hold: the document or the signature was altered"),
        msg("the document was changed after it was signed"),
        msg("no root that the reader trusts vouches for the signer"),
        msg("the signer's certificate does not hold on that day"),
        msg("its time-stamp does not hold"),
        msg("of a form that is not checked here"),
    )
)
"""The evidence room knows no language but English; these are all the finite sentences that it says."""


def reason(why: str, speech: Speech) -> str:
    """Return a reason in the language of the reader; what is not one of our sentences stays as it is."""
    return "; ".join(
        speech.say(part) if part in SENTENCES else clean(part, 300) for part in why.split("; ") if part
    )

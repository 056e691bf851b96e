"""Emotion determination in names: what the measure `emotions` looks for (17(3)(6))."""

from tanba.measures.frame.measure import Artefact
from tanba.measures.functions.emotion_words import emotion_lexicon
from tanba.measures.functions.finding import Findings, Look, feelings, find_signs
from tanba.measures.functions.names import names_in

ALONE = (
    "emotion", "sentiment", "face", "dimensions", "tone", "polarity", "mood", "satisfaction", "loyalty",
    "engagement", "empathy", "stress", "arousal", "attention", "fatigue", "wellbeing",
)  # fmt: skip


def emotion_signs(artefact: Artefact) -> Findings:
    """Return the signs of emotion determination in what is named; errors are those of `names_in`."""
    found = Findings()
    look = Look(lexicon=emotion_lexicon(), alone=ALONE, labels="alone")
    find_signs(names_in(artefact, found.unread), look, found)
    feelings(found)
    return found

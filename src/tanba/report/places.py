"""Where a mark stands in a file, in words; the formats' own names (`XMP in APP1`) stay as they are."""

import re

from tanba.report.speech import Speech, clean, msg

_FIRST = re.compile(r"pixels of the first (\d+) frames")
_PLACES = {
    "embedded": msg("in the file"),
    "sidecar": msg("beside the file"),
    "comment": msg("in a comment"),
    "script in head": msg("in the head of the page"),
    "hidden characters": msg("in characters that nobody sees"),
    "pixels": msg("in the pixels"),
    "pixels of every frame": msg("in the pixels of every frame"),
    "vector shapes and text": msg("as drawing and text"),
    "page text": msg("as text on every page"),
    "opening line": msg("in the opening lines"),
    "opening block": msg("in a block at the opening"),
    "opening paragraph": msg("in a paragraph at the opening"),
    "opening block of the first document": msg("at the opening of the first chapter"),
    "text box on each slide": msg("on each slide"),
    "first sheet and print headers": msg("on a first sheet and in the print headers"),
    "first cue": msg("in the first subtitle"),
    "rhythm tone, short-long-short-short": msg("a rhythm tone before it, short-long-short-short"),
    "spoken clip": msg("a spoken notice before it"),
    "every packet of the original follows unchanged": msg(
        "every packet of the original follows unchanged"
    ),
    "every MP3 frame of the original follows unchanged": msg(
        "every MP3 frame of the original follows unchanged"
    ),
    "every sample of the original follows unchanged": msg(
        "every sample of the original follows unchanged"
    ),
    "encoded again as FLAC: every sample of the original follows unchanged": msg(
        "encoded again as FLAC: every sample of the original follows unchanged"
    ),
    "encoded again as ALAC: every sample of the original follows unchanged": msg(
        "encoded again as ALAC: every sample of the original follows unchanged"
    ),
}


def place(words: str, speech: Speech) -> str:
    """Return a place in the person's language where we have words for it; parts are set apart by `;`."""
    parts = (part.strip() for part in clean(words, 200).split(";"))
    return "; ".join(_one(part, speech) for part in parts)


def _one(part: str, speech: Speech) -> str:
    if frames := _FIRST.fullmatch(part):
        return speech.say(msg("in the pixels of the first {n} frames"), n=frames[1])
    return speech.say(_PLACES[part]) if part in _PLACES else part

"""
The record of a work as files: made, written act by act, and read with every link checked.

    work = make_work(folder, "Дала", "А. Сейіт", language="kk", now=now)
    with Recorder.start(folder, clock, tool="tanba 0.3") as recorder: ...
"""

from tanba.works.record.blobs import BlobFolder
from tanba.works.record.card import make_work, read_card
from tanba.works.record.reading import Reading
from tanba.works.record.recorder import Recorder

__all__ = ["BlobFolder", "Reading", "Recorder", "make_work", "read_card"]

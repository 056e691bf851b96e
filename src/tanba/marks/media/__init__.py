"""What a file is, and how to read it within bounds."""

from tanba.marks.media.beside import beside, manifest_of, sidecar_of
from tanba.marks.media.container import CONTAINERS, Container, container, recognise
from tanba.marks.media.delivery import deliver
from tanba.marks.media.spool import ON_DISK_FROM, copied, digest_of, size_of, spool, taken, whole

__all__ = [
    "CONTAINERS",
    "ON_DISK_FROM",
    "Container",
    "beside",
    "container",
    "copied",
    "deliver",
    "digest_of",
    "manifest_of",
    "recognise",
    "sidecar_of",
    "size_of",
    "spool",
    "taken",
    "whole",
]

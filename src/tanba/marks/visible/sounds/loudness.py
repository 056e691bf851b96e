"""
How loud sound is: integrated loudness of ITU-R BS.1770-4, by the filter `ebur128` of FFmpeg (EBU R
128).
"""

from collections.abc import Iterable
from typing import Final

from av import AudioFrame
from av.filter import Graph

SILENT: Final = -70.0
"""LUFS below which the gate of BS.1770 takes everything for silence."""


def loudness(frames: Iterable[AudioFrame], at_most: float) -> float:
    """
    Return the integrated loudness of the first seconds of a sound.

    Parameters
    ----------
    frames
        In order, all of one form.
    at_most : seconds
        How much is listened to.

    Returns
    -------
    float
        LUFS, -70 (silence, or less than 0.4 seconds) to about 0.
    """
    graph: Graph | None = None
    heard, level = 0.0, SILENT
    for frame in frames:
        if graph is None:
            graph = Graph()
            graph.link_nodes(
                graph.add_abuffer(
                    sample_rate=frame.sample_rate, format=frame.format.name, layout=frame.layout.name,
                    time_base=frame.time_base,
                ),
                graph.add("ebur128", "metadata=1:framelog=quiet"),
                graph.add("abuffersink"),
            ).configure()  # fmt: skip
        graph.push(frame)
        level = _pulled(graph, level)
        heard += frame.samples / frame.sample_rate
        if heard >= at_most:
            break
    if graph is not None:
        graph.push(None)
        level = _pulled(graph, level)
    return level


def _pulled(graph: Graph, level: float) -> float:
    """Return the newest level that the filter has written on its frames."""
    from av.error import BlockingIOError, EOFError

    while True:
        try:
            said = graph.pull().metadata.get("lavfi.r128.I")
        except (BlockingIOError, EOFError):
            return level
        if said is not None:
            number = float(said)
            level = number if number == number and number > SILENT else SILENT

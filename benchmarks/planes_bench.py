"""Our bit planes over the workload: packing, deciding, and every cell beside the reference."""

import sys

import numpy as np

from benchmarks import workload
from benchmarks.timing import best, tell
from tanba.law.tables.columns import Encoder
from tanba.law.tables.planes import Program, from_plane
from tanba.law.tables.wiring import Wiring, fields_of


def main(unknown: float) -> None:
    frame = workload.table(unknown)
    pack = workload.pack()
    fields = fields_of(pack, workload.ON)

    def packed() -> tuple[Encoder, np.ndarray]:
        encoder = Encoder(fields, pack.vocabulary, ())
        encoder.check_names(frame.columns)
        return encoder, encoder.encode(frame)

    encoder, planes = packed()
    wiring = Wiring(pack, workload.ON, encoder.fields, encoder.seen, encoder.open)
    pairs = [wiring.truth(rule) for rule in pack.rules]
    program = Program(wiring.circuit, [plane for pair in pairs for plane in pair])
    # Without a gap a rule is no where it is not yes: one plane says it all.
    needed = program if unknown else Program(wiring.circuit, [yes for yes, _ in pairs])
    kept = program.keep(planes, frame.height)
    for place, truths in enumerate(workload.reference(workload.arrays(frame))):
        yes, no = (from_plane(plane, frame.height) for plane in kept[2 * place : 2 * place + 2])
        assert np.array_equal(1 + yes - no, truths), f"rule {place} differs from the reference"
    tell(
        n=frame.height,
        steps=needed.steps,
        packing=best(packed),
        deciding=best(lambda: needed.keep(planes, frame.height), runs=15),
        counting=best(lambda: needed.count(planes, frame.height), runs=15),
    )


if __name__ == "__main__":
    main(float(sys.argv[1]))

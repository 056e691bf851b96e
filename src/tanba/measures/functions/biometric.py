"""The measure `biometric-classes`: biometrics beside race, religion, politics and the like (17(3)(5))."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from tanba.measures.frame.judgement import Shows, Yardstick
from tanba.measures.frame.measure import About, Artefact, Example, Reads, World
from tanba.measures.frame.result import Measured, Note
from tanba.measures.functions import biometric_texts as words
from tanba.measures.functions.settings import BiometricSettings
from tanba.measures.functions.words import A_PERSON_DECIDES, NAMES, SIGNS_ARE_NO_ANSWER

_ABOUT: Final = About(
    id="biometric-classes",
    version="1",
    title=words.TITLE,
    purpose=words.PURPOSE,
    reads=(Reads(name="names", kinds=("table", "file", "folder"), about=NAMES),),
    shows=(
        Shows(fact="sorts_by_biometrics", by=("signs.decided",)),
        Shows(fact="biometric_conclusions", by=("signs.decided",)),
    ),
    yardsticks={"signs.decided": Yardstick(source=A_PERSON_DECIDES, at_least=1)},
    assumes=words.ASSUMES,
    cost=words.COST,
    valid_days=180,  # schemas and models change by releases, not by days
)


class BiometricClasses:
    """Finds biometrics and conclusions from them in one schema."""

    @property
    def about(self) -> About:
        """What it declares."""
        return _ABOUT

    @property
    def settings(self) -> type[BiometricSettings]:
        """None are needed."""
        return BiometricSettings

    def run(self, reads: Mapping[str, Artefact], settings: Any, world: World) -> Measured:
        """Return the signs; raises Refused or Faults MF01 to MF03, MT…, YM01 to YM08."""
        from tanba.measures.functions.joins import biometric_signs
        from tanba.measures.functions.reporting import sign_results, sign_tables, unread_note

        signs = biometric_signs(reads["names"])
        return Measured(
            results=sign_results(signs),
            tables=sign_tables(signs),
            notes=(Note(says=SIGNS_ARE_NO_ANSWER), *unread_note(signs)),
        )

    def example(self, folder: Path) -> Example:
        """Write the schema and the labels of a gate that looks at faces at a stadium in Актөбе."""
        from tanba.measures.functions.examples import write_biometric_example

        return write_biometric_example(folder)

"""Where in the law a statement comes from, said in each language's manner."""

from typing import Literal

from tanba.kernel.text import Lang
from tanba.kernel.values import value

Unit = Literal["article", "code", "point"]
"""How an act counts: articles with paragraphs, articles with parts (codes), or points alone."""

_KK = [
    "бірінші",
    "екінші",
    "үшінші",
    "төртінші",
    "бесінші",
    "алтыншы",
    "жетінші",
    "сегізінші",
    "тоғызыншы",
    "оныншы",
]
_RU = [
    "первая",
    "вторая",
    "третья",
    "четвертая",
    "пятая",
    "шестая",
    "седьмая",
    "восьмая",
    "девятая",
    "десятая",
]
_EN = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
]


@value
class Cite:
    """
    A pin-point reference, down to the item of a paragraph.

    `part` counts the unnumbered parts of the innermost numbered unit, from 1 to 10. In an act that
    counts by points, `article` holds the number of the point.
    """

    act: str
    article: str | None = None
    paragraph: str | None = None
    item: str | None = None
    part: int | None = None

    def in_(self, lang: Lang, unit: Unit = "article") -> str:
        """
        Return the reference without the name of the act.

        >>> Cite(act="ai-law", article="17", paragraph="3", item="6").in_("ru")
        'подп. 6) п. 3 ст. 17'
        """
        match lang:
            case "kk":
                return self._kk(unit)
            case "ru":
                return self._ru(unit)
            case "en":
                return self._en(unit)

    @property
    def key(self) -> tuple[str, ...]:
        """The provision alone, for looking up what else comes from the same place."""
        return tuple(part or "" for part in (self.act, self.article, self.paragraph, self.item))

    def _kk(self, unit: Unit) -> str:
        # An inner unit puts the outer ones into the genitive: 17-бап, 17-баптың 3-тармағы.
        if self.article is None:
            return ""
        outer = ("тармақ", "тармақтың") if unit == "point" else ("бап", "баптың")
        inner = ("бөлігі", "бөлігінің") if unit == "code" else ("тармағы", "тармағының")
        has_more = self.paragraph or self.item or self.part
        words = f"{self.article}-{outer[1] if has_more else outer[0]}"
        if self.paragraph:
            words += f" {self.paragraph}-{inner[1] if self.part and not self.item else inner[0]}"
        if self.item and self.paragraph:
            words += f", {self.item})-тармақша"
        elif self.item:
            words += f" {self.item})-тармақшасы"
        if self.part:
            words += f" {_KK[self.part - 1]} бөлігі" if not self.item else f", {self.part}-абзац"
        return words

    def _ru(self, unit: Unit) -> str:
        if self.article is None:
            return ""
        words = [f"п. {self.article}" if unit == "point" else f"ст. {self.article}"]
        if self.paragraph:
            words.append(f"ч. {self.paragraph}" if unit == "code" else f"п. {self.paragraph}")
        if self.item:
            words.append(f"подп. {self.item})")
        if self.part:
            words.append(
                f"абзац {self.part}" if self.item else f"часть {_RU[self.part - 1]}",
            )
        return " ".join(reversed(words))

    def _en(self, unit: Unit) -> str:
        if self.article is None:
            return ""
        words = f"{'para.' if unit == 'point' else 'art.'} {self.article}"
        words += "".join(f"({step})" for step in (self.paragraph, self.item) if step)
        return f"{words}, {_EN[self.part - 1]} part" if self.part else words

"""Wording in the languages of the Republic, and in English."""

from typing import Literal

from tanba.kernel.values import value

Lang = Literal["kk", "ru", "en"]
LANGS: tuple[Lang, ...] = ("kk", "ru", "en")


@value
class Text:
    """One wording in Kazakh, Russian and English. Kazakh and Russian are both official."""

    kk: str
    ru: str
    en: str

    def in_(self, lang: Lang) -> str:
        """Return the wording in `lang`."""
        match lang:
            case "kk":
                return self.kk
            case "ru":
                return self.ru
            case "en":
                return self.en

"""Full names in Kazakh and Russian: a weak sign, since streets, books and prizes are named after people."""

import re
from typing import Final

_WORD: Final = "[A-ZА-ЯЁӘҒҚҢӨҰҮҺІ][a-zA-Zа-яёәғқңөұүһіА-ЯЁӘҒҚҢӨҰҮҺІ'-]{1,30}"
_ROW: Final = re.compile(rf"(?<!\w){_WORD}(?:[ \t]{_WORD}){{1,2}}(?!\w)")
_FATHER: Final = re.compile(
    r".+(?:ұлы|улы|қызы|кызы|ович|евич|ьич|овна|евна|ична|uly|kyzy|qyzy|ovich|evich|ovna|evna)", re.I
)
_FAMILY: Final = re.compile(
    r".+(?:ов|ова|ев|ева|ёв|ёва|ин|ина|ын|ына|ский|ская|цкий|цкая|енко|чук|бек|бай|баев|баева|тегі"
    r"|ov|ova|ev|eva|in|ina|yn|yna|sky|skaya|enko|bek|bay|bai)",
    re.I,
)
# Common given names, written down by us; a list of any length leaves most people out.
_LISTED: Final = """
айгерім айгерим айгүл айгуль айдана айдар айдос айжан айзада айнұр айнур айсұлу айша алма алмас
алтынай амина амир аружан арман асан асель асем асхат асылбек ақмарал ақерке бақыт бақытжан бауыржан
бауржан бекзат ботагөз ғалия галия гүлнар гульнара гүлмира данияр дана дәурен даурен динара диас
ерасыл ербол ерболат ерлан еркебұлан ермек жанар жанат жандос жанна жасұлан жұлдыз жулдыз зарина
зейнеп ильяс ислам қайрат кайрат қанат канат қуаныш куаныш лаура ләззат ляззат мадина мадияр мақсат
мансұр марат мерей меруерт мирас мұрат мурат мұхтар назерке назым нұрбол нурбол нұргүл нурлан нұрлан
нұрсұлтан нурсултан олжас перизат рауан рахат рустем рүстем сабина салтанат самат санжар сандуғаш
сәуле сауле серік серик тимур тоқтар томирис төлеген ұлан улан фариза шолпан шыңғыс чингиз ырыс
александр александра алексей алёна алина алла анастасия анатолий андрей анна антон борис вадим
валентина валерий василий вера вероника виктор виктория виталий владимир владислав вячеслав галина
георгий григорий дарья денис дмитрий евгений евгения екатерина елена елизавета иван игорь илья ирина
кирилл константин ксения лариса лидия любовь людмила максим маргарита марина мария михаил надежда
наталья никита николай оксана олег ольга павел пётр полина роман светлана семён сергей софья
станислав степан татьяна тимофей ульяна фёдор юлия юрий яна ярослав aigerim aigul aidar aidos ainur
almas arman assel askhat bakyt dana daniyar dinara dias erlan yerlan yerbol zhanar zhanna zarina
kairat kanat kuanysh laura madina marat murat nazym nurlan olzhas rustem sabina saltanat samat saule
serik timur ulan sholpan alexander alexandra alexey anastasia andrey anna anton dmitry dmitriy elena
evgeny ekaterina igor irina ivan maxim maria marina mikhail natalya nikolay oksana oleg olga pavel
roman sergey svetlana tatyana viktor vladimir yulia
"""
_GIVEN: Final = frozenset(_LISTED.split())


def count_names(text: str) -> int:
    """
    Return how many full names a text seems to hold: two or three capital words in a row.

    One of them is a patronymic (-ұлы, -қызы, -ович, -овна), or one is a common given name and another ends
    like a family name. Those who are called otherwise are not found; whom a street is named after is.
    """
    return sum(_is_name(row.group().split()) for row in _ROW.finditer(text))


def _is_name(words: list[str]) -> bool:
    if any(_FATHER.fullmatch(word) for word in words):
        return True
    given = [word for word in words if word.casefold() in _GIVEN]
    others = [word for word in words if word.casefold() not in _GIVEN]
    return bool(given) and any(_FAMILY.fullmatch(word) for word in others)

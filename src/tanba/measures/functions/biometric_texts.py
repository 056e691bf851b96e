"""What people read of biometric classification, in kk, ru and en."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Адамдарды биометриялық деректер бойынша сыныптау",
    ru="Классификация людей по биометрическим данным",
    en="Classification of people by biometric data",
)
PURPOSE: Final = Text(
    kk=(
        "Бет, дауыс, жүріс сияқты дене белгілерінен нәсіл, дін, саяси көзқарас не өзге белгі "
        "шығарылатын жерді атаулардан іздейді."
    ),
    ru=(
        "Ищет по названиям, где по лицу, голосу, походке и другим признакам тела делают вывод о "
        "расе, религии, политических взглядах и ином."
    ),
    en=(
        "Looks through names for places where race, religion, politics or another trait is concluded "
        "from a face, a voice, a gait and the like."
    ),
)
ASSUMES: Final = (
    Text(
        kk=(
            "«Бұл сол адам ба» деген тексеру сыныптау емес: бет векторы не саусақ ізі жалғыз тұрса, "
            "белгі саналмайды."
        ),
        ru=(
            "Проверка «тот ли это человек» – не классификация: вектор лица или отпечаток сам по себе "
            "признаком не считается."
        ),
        en=(
            "Checking whether this is the same person is no classification: a face vector or a "
            "fingerprint alone is no sign."
        ),
    ),
    Text(
        kk="Сауалнамадағы ұлт не дін бағаны биометриясыз белгі саналмайды.",
        ru="Столбец национальности или религии из анкеты без биометрии признаком не считается.",
        en="A column of nationality or religion from a form is no sign without biometrics.",
    ),
    Text(
        kk="Кемсітуге арналғанын атаулар айтпайды, оны адам шешеді.",
        ru="Предназначено ли это для дискриминации, названия не говорят, решает человек.",
        en="Names do not say whether it is meant to discriminate: a person decides.",
    ),
)
COST: Final = Text(
    kk="Миллион атау – екі минутқа дейін.",
    ru="Миллион названий – до двух минут.",
    en="A million names take up to two minutes.",
)

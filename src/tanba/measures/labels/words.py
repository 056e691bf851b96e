"""What the measure of labels says to people, in three languages."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Синтетикалық нәтижелердің таңбасы мен ескертуі",
    ru="Маркировка и предупреждение на синтетических результатах",
    en="Marks and warnings on synthetic results",
)
PURPOSE: Final = Text(
    kk="Таратылатын файлдардан іріктеме алып, олардың қанша үлесінде машина оқитын таңба да, адамға арналған "
    "ескерту де бар екенін көрсетеді.",
    ru="Берёт выборку распространяемых файлов и показывает, на какой доле есть и машиночитаемая метка, и "
    "предупреждение для людей.",
    en="Takes a sample of the files that are distributed and shows what share carries both a mark for machines "
    "and a warning for people.",
)
OUTPUTS: Final = Text(
    kk="Синтетикалық нәтижелер жатқан қалта, таратылатын түрінде; ішкі қалталар да қаралады.",
    ru="Папка с синтетическими результатами в том виде, в каком они распространяются; вложенные папки тоже.",
    en="A folder of synthetic results as they are distributed, with the folders in it.",
)
ADDRESSES: Final = Text(
    kk="Жарияланған нәтижелердің мекенжайлары, әр жолда бір мекенжай.",
    ru="Список адресов опубликованных результатов, по одному в строке.",
    en="The addresses of published results, one a line.",
)
VIEWED: Final = Text(
    kk="Файлдарды өз көзімен көрген адамдардың кестесі: файл (немесе мекенжай) және ескерту қиындықсыз "
    "байқала ма, иә не жоқ.",
    ru="Таблица тех, кто посмотрел файлы сам: файл (или адрес) и воспринимается ли предупреждение без усилий, "
    "да или нет.",
    en="A table by people who looked for themselves: the file (or address), and whether the warning is "
    "perceived without effort, yes or no.",
)
ASSUMES: Final = (
    Text(
        kk="Қалтада не тізімде тек синтетикалық нәтижелер бар және олар дәл осы түрінде таратылады.",
        ru="В папке или списке – только синтетические результаты, и распространяются они именно в таком виде.",
        en="The folder or list holds synthetic results only, and they are distributed just as they lie there.",
    ),
    Text(
        kk="Tanba оқи алмайтын нысандағы таңба (мысалы, жабық су таңбасы) жоқ деп саналады.",
        ru="Метка в форме, которую Tanba не читает (например, закрытый водяной знак), считается отсутствующей.",
        en="A mark in a form that Tanba does not read, such as a closed watermark, counts as missing.",
    ),
    Text(
        kk="Суреттегі, бейнедегі, дыбыстағы ескертуді бағдарлама көре алмайды; оны адам қарайды не "
        "сенімді қол қоюшының сөзі көрсетеді. Файлдың сыртындағы (беттегі) ескерту саналмайды.",
        ru="Предупреждение внутри изображения, видео или звука программа не видит: нужен взгляд человека или "
        "слово доверенного подписавшего. Предупреждение вне файла (на странице) не учитывается.",
        en="A program does not see a warning inside a picture, video or sound: a person has to look, or a "
        "trusted signer to say so. A warning outside the file, on the page around it, is not counted.",
    ),
    Text(
        kk="Файлдар атауының хешіне қарай кездейсоқ алынады; бір файлдың таңбасы оның атауына тәуелді емес.",
        ru="Файлы выбираются случайно, по хешу имени; от имени файла его маркировка не зависит.",
        en="Files are drawn by a hash of their names, as if by chance; whether one is marked does not hang on "
        "its name.",
    ),
)
COST: Final = Text(
    kk="Үш жүз файлға бірнеше секунд; мекенжайлар үшін желі қанша уақыт алса, сонша.",
    ru="Секунды на триста файлов; для адресов – сколько потребует сеть.",
    en="Seconds for three hundred files; for addresses as long as the network takes.",
)
EVERY: Final = Text(
    kk="Біздің ұсынысымыз: екі шарт та әр таратуға қойылатындықтан, үлес толық болуы тиіс. Сан заңда "
    "жазылмаған; меншік иесі өзінікін қоя алады.",
    ru="Наше предложение: оба условия относятся к каждому распространению, поэтому доля должна быть полной. "
    "Числа в законе нет; собственник может задать своё.",
    en="Our proposal: both conditions stand for every distribution, so the share should be whole. The law "
    "writes no number; an owner may set another.",
)

MACHINE: Final = Text(
    kk="Машина оқитын таңбасы бар: {number}, {low} – {high} аралығында; қаралғаны {n}",
    ru="С машиночитаемой меткой: {number}, от {low} до {high}; просмотрено {n}",
    en="With a mark for machines: {number}, between {low} and {high}; {n} were looked at",
)
PEOPLE: Final = Text(
    kk="Адамға арналған ескерту табылғаны: {number}, {low} – {high} аралығында; қаралғаны {n}",
    ru="С предупреждением для людей: {number}, от {low} до {high}; просмотрено {n}",
    en="With a warning for people: {number}, between {low} and {high}; {n} were looked at",
)
BOTH: Final = Text(
    kk="Екі шарт бірдей орындалғаны: {number}, {low} – {high} аралығында; қаралғаны {n}",
    ru="Выполнены оба условия: {number}, от {low} до {high}; просмотрено {n}",
    en="Both conditions met: {number}, between {low} and {high}; {n} were looked at",
)
PERCEIVED: Final = Text(
    kk="Адам ескертуді қиындықсыз байқаған: {number}, {low} – {high} аралығында; іріктемеде {n}",
    ru="Человек воспринял предупреждение без усилий: {number}, от {low} до {high}; в выборке {n}",
    en="A person perceived the warning without effort: {number}, between {low} and {high}; {n} in the sample",
)
UNTOLD: Final = Text(
    kk="Екі шарттың орындалған-орындалмағаны белгісіз: {number}, {low} – {high} аралығында",
    ru="Нельзя сказать, выполнены ли оба условия: {number}, от {low} до {high}",
    en="It cannot be told whether both are met: {number}, between {low} and {high}",
)
UNREADABLE: Final = Text(
    kk="Оқылмаған не жүктелмеген файлдар: {number}, {low} – {high} аралығында",
    ru="Не удалось прочесть или загрузить: {number}, от {low} до {high}",
    en="Could not be read or fetched: {number}, between {low} and {high}",
)
OF_KIND: Final = Text(kk="{kind} – ", ru="{kind} – ", en="{kind}: ")

CHART: Final = Text(
    kk="Екі шарты да орындалған файлдардың үлесі, түрі бойынша",
    ru="Доля файлов, где выполнены оба условия, по видам",
    en="The share of files with both conditions met, by kind",
)
LIST: Final = Text(
    kk="Екі шарттың да орындалғаны дәлелденбеген файлдар",
    ru="Файлы, для которых не подтверждено, что выполнены оба условия",
    en="Files for which it is not shown that both conditions are met",
)
FILE: Final = Text(kk="Файл", ru="Файл", en="File")
MARK: Final = Text(kk="Машинаға арналған таңба", ru="Метка для машин", en="Mark for machines")
WARNING: Final = Text(
    kk="Адамға арналған ескерту", ru="Предупреждение для людей", en="Warning for people"
)
TROUBLE: Final = Text(kk="Оқылмау себебі", ru="Почему не прочитан", en="Why it was not read")
YES: Final = Text(kk="табылды", ru="найдено", en="found")
NO: Final = Text(kk="табылмады", ru="не найдено", en="not found")
OPEN: Final = Text(kk="белгісіз", ru="неизвестно", en="not known")

ALL_LOOKED: Final = Text(
    kk="Барлығы қаралды: {total}.", ru="Просмотрены все: {total}.", en="All {total} were looked at."
)
SAMPLED: Final = Text(
    kk="{total} файлдан {looked} қаралды, кездейсоқ іріктелді. Бірін де тастамай қарамайынша, бәрі таңбаланған "
    "деп айтуға болмайды.",
    ru="Из {total} просмотрено {looked}, выбранных случайно. Пока не просмотрены все, нельзя сказать, что "
    "помечен каждый.",
    en="{looked} of {total} were looked at, drawn by chance. Until all were looked at it cannot be said that "
    "every one is marked.",
)
LEFT_OUT: Final = Text(
    kk="Жасырын файлдар, сілтемелер және басқа файлдың манифестері қаралмады: {count}.",
    ru="Скрытые файлы, ссылки и манифесты других файлов не рассматривались: {count}.",
    en="Hidden files, links and manifests of other files were left out: {count}.",
)
TROUBLES: Final = Text(
    kk="{count} файл оқылмады не жүктелмеді ({code}); олар белгісіз деп саналды.",
    ru="Не прочитано или не загружено: {count} ({code}); они считаются неизвестными.",
    en="{count} could not be read or fetched ({code}); they count as not known.",
)
OTHERS: Final = Text(
    kk="Көргендер кестесінің {count} жолы іріктемеде жоқ файлды атайды.",
    ru="В таблице просмотра строк о файлах не из выборки: {count}.",
    en="{count} rows of the table of people who looked name files that were not drawn.",
)

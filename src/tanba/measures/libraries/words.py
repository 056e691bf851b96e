"""What the measure of data libraries says to people."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Дерекнама: паспорты, метадеректері, құқықтары және сапасы",
    ru="Библиотека данных: паспорт, метаданные, права и качество",
    en="Data library: passport, metadata, rights and quality",
)
PURPOSE: Final = Text(
    kk=(
        "Дерекнаманың қалтасын оқиды: паспорт пен метадеректер толық па, әзірлеушісі аталған ба, "
        "бақылау сомалары дұрыс па, лицензиялары мен тыйымдары қандай, қанша қайталану мен бос ұяшық "
        "бар, топтардың үлестері тиісті үлестерге сай ма."
    ),
    ru=(
        "Читает папку библиотеки: полны ли паспорт и метаданные, назван ли изготовитель, верны ли "
        "контрольные суммы, какие лицензии и запреты, сколько повторов и пустых ячеек, соответствуют "
        "ли доли групп нужным."
    ),
    en=(
        "Reads the folder of a library: whether passport and metadata are complete, the producer "
        "named and checksums true, which licences and reservations there are, how much repeats or is "
        "empty, and whether groups have the shares they should."
    ),
)
LIBRARY: Final = Text(
    kk="Дерекнаманың қалтасы: деректер, паспорт және метадеректер",
    ru="Папка библиотеки: данные, паспорт и метаданные",
    en="The folder of the library: data, passport and metadata",
)
LOG: Final = Text(
    kk="Деректерді жинау журналы: күні, мекенжайы, оқытуға тыйым бар ма, қай файлға түсті",
    ru="Журнал сбора: день, адрес, есть ли запрет на обучение, в какой файл попало",
    en="Log of collection: day, address, whether training is prohibited there, which file it went into",
)
REFERENCE: Final = Text(
    kk="Тиісті үлестер: баған (column), мәні (value), үлесі (share)",
    ru="Нужные доли: столбец (column), значение (value), доля (share)",
    en="Reference shares: column, value, share",
)
COST: Final = Text(
    kk=(
        "Әр файл бір рет оқылып, хештеледі, кестелер тағы бір-екі рет оқылады: бір гигабайтқа "
        "шамамен жарты минут."
    ),
    ru=(
        "Каждый файл читается и хешируется один раз, таблицы ещё один-два раза: около полуминуты на "
        "гигабайт."
    ),
    en="Every file is read and hashed once, tables once or twice more: about half a minute a gigabyte.",
)
ASSUMES: Final = (
    Text(
        kk="Өрістің толтырылғаны тексеріледі, ондағы мәліметтің дұрыстығын адам тексереді.",
        ru="Проверяется, что поле заполнено; верно ли написанное, проверяет человек.",
        en="A field is checked for being filled in; whether what it says is true is for a person.",
    ),
    Text(
        kk="Паспорт өрістерінің атаулары – біздікі, бөлімдердің орысша атаулары – ресми нысаннан.",
        ru="Имена полей паспорта наши, русские названия разделов взяты из официальной формы.",
        en=(
            "The names of the passport's fields are ours; the Russian titles of its sections are "
            "those of the official form."
        ),
    ),
    Text(
        kk="Жолдар дерекнама көрсетуге тиіс жиынтықтан алынған іріктеме деп есептеледі.",
        ru="Строки считаются выборкой из того, что библиотека должна представлять.",
        en="Rows are taken as drawn from what the library is meant to show.",
    ),
    Text(
        kk="Тыйым туралы ештеңе айтылмаса, бұл рұқсат емес: тек тыйым табылмағанын білдіреді.",
        ru="Молчание о запрете не значит разрешения, а лишь то, что запрет не найден.",
        en="Silence about training is no permission: it only means that no reservation was found.",
    ),
)
FORM: Final = Text(
    kk=(
        "Ресми нысандағы барлық бөлімнің біз атаған өрістері толық болуы (2026 жылғы № 830 қаулы, "
        "5-қосымша); өрістер тізімі біздікі"
    ),
    ru=(
        "Заполнены названные нами поля всех разделов официальной формы (постановление № 830 от 2026 "
        "года, приложение 5); список полей наш"
    ),
    en=(
        "The fields we name in all sections of the official form are filled in (decree 830 of 2026, "
        "annex 5); the list of fields is ours"
    ),
)
ALL: Final = Text(
    kk="Барлығында болуы керек. Санды біз ұсынамыз.",
    ru="Должно быть у всех. Число предлагаем мы.",
    en="All should have it. The number is our proposal.",
)
NONE: Final = Text(
    kk="Біреуі де болмауы керек. Санды біз ұсынамыз.",
    ru="Не должно быть ни одного. Число предлагаем мы.",
    en="There should be none. The number is our proposal.",
)
ONE: Final = Text(
    kk="Барлық метадеректерде бір ғана әзірлеуші аталуы керек. Санды біз ұсынамыз.",
    ru="Во всех метаданных должен быть назван один и тот же изготовитель. Число предлагаем мы.",
    en="All metadata should name one and the same producer. The number is our proposal.",
)

FEW_EMPTY: Final = Text(
    kk=(
        "Бос ұяшық жиырмадан бірінен аспауы керек: статистикадағы әдет (Schafer 1999, Statistical "
        "Methods in Medical Research 8), Қазақстан заңы емес."
    ),
    ru=(
        "Пустых ячеек не больше одной из двадцати: обычай статистики (Schafer 1999, Statistical "
        "Methods in Medical Research 8), а не закон Казахстана."
    ),
    en=(
        "At most one cell in twenty is empty: a convention of statistics (Schafer 1999, Statistical "
        "Methods in Medical Research 8), not a law of Kazakhstan."
    ),
)
FEW_SAME: Final = Text(
    kk="Байтпа-байт қайталанатын файл жүзден бірінен аспауы керек. Санды біз ұсынамыз, заңда шек жоқ.",
    ru="Одинаковых файлов не больше одного из ста. Число предлагаем мы, в законе порога нет.",
    en="At most one file in a hundred repeats another. The number is our proposal; the law sets none.",
)
FEW_NEAR: Final = Text(
    kk="Қайталанатын мәтін жиырмадан бірінен аспауы керек. Санды біз ұсынамыз, заңда шек жоқ.",
    ru="Повторяющихся текстов не больше одного из двадцати. Число предлагаем мы, в законе порога нет.",
    en="At most one text in twenty repeats another. The number is our proposal; the law sets none.",
)
FEW_APART: Final = Text(
    kk="Басқа топта болуға тиіс жол оннан бірінен аспауы керек. Санды біз ұсынамыз, заңда шек жоқ.",
    ru="Не в своей группе не больше одной строки из десяти. Число предлагаем мы, в законе порога нет.",
    en="At most one row in ten is in the wrong group. The number is our proposal; the law sets none.",
)
UNREAD: Final = Text(
    kk="Оқылмаған файлдар: {number}",
    ru="Непрочитанных файлов: {number}",
    en="Files that were not read: {number}",
)
SECTIONS: Final = Text(
    kk="Паспорт бөлімдерінің толық толтырылған үлесі: {number}, барлығы {n}",
    ru="Доля полностью заполненных разделов паспорта: {number}, всего {n}",
    en="Share of the sections of the passport that are filled in: {number} of {n}",
)
FIELDS_MISSING: Final = Text(
    kk="Паспорттың толтырылмаған өрістері: {number}, барлығы {n}",
    ru="Незаполненных полей паспорта: {number} из {n}",
    en="Fields of the passport that are not filled in: {number} of {n}",
)
NAMED: Final = Text(
    kk="Әзірлеуші аталған метадерек файлдары: {number}, барлығы {n}",
    ru="Файлов метаданных, где назван изготовитель: {number} из {n}",
    en="Metadata files that name the producer: {number} of {n}",
)
PRODUCERS: Final = Text(
    kk="Метадеректердегі әртүрлі әзірлеушілер: {number}",
    ru="Разных изготовителей в метаданных: {number}",
    en="Different producers in the metadata: {number}",
)
SUMS: Final = Text(
    kk="Бақылау сомасы көрсетіліп, дұрыс шыққан файлдардың үлесі: {low} – {high}, барлығы {n}",
    ru="Доля файлов с верной контрольной суммой: от {low} до {high}, всего {n}",
    en="Share of files whose checksum is stated and true: {low} to {high} of {n}",
)
DESCRIBED: Final = Text(
    kk="Кестелер бағандарының сипатталған үлесі: {number}, барлығы {n}",
    ru="Доля описанных столбцов таблиц: {number}, всего {n}",
    en="Share of the columns of tables that are described: {number} of {n}",
)
DOCUMENTED: Final = Text(
    kk="Құжаттар метадеректерінің толтырылған үлесі: {number}, барлығы {n}",
    ru="Доля заполненных метаданных документов: {number}, всего {n}",
    en="Share of the metadata of documents that is filled in: {number} of {n}",
)
READABLE: Final = Text(
    kk="Бағдарлама өздігінен оқи алатын файлдардың үлесі: {low} – {high}, барлығы {n}",
    ru="Доля файлов, которые программа читает сама: от {low} до {high}, всего {n}",
    en="Share of files a program can read as they are: {low} to {high} of {n}",
)
LICENSED: Final = Text(
    kk="Лицензиясы көрсетілген файлдардың үлесі: {number}, барлығы {n}",
    ru="Доля файлов с указанной лицензией: {number}, всего {n}",
    en="Share of files with a licence: {number} of {n}",
)
RESERVED: Final = Text(
    kk="Оқытуға тыйым салынған, бірақ лицензиясы жоқ файлдар: {low}, көп дегенде {high}",
    ru="Файлов с запретом на обучение и без лицензии: {low}, возможно до {high}",
    en="Files reserved from training and without a licence: {low}, possibly up to {high}",
)
LOGGED: Final = Text(
    kk="Күні, мекенжайы және тыйым туралы жазбасы бар дереккөздердің үлесі: {number}, барлығы {n}",
    ru="Доля источников с днём, адресом и отметкой о запрете: {number}, всего {n}",
    en="Share of sources with day, address and what was found of a reservation: {number} of {n}",
)
FILES_LOGGED: Final = Text(
    kk="Жинау журналында жазбасы бар файлдардың үлесі: {number}, барлығы {n}",
    ru="Доля файлов, о которых есть строка в журнале сбора: {number}, всего {n}",
    en="Share of files that have a line in the log of collection: {number} of {n}",
)
SAME: Final = Text(
    kk="Басқа файлды байтпа-байт қайталайтын файлдардың үлесі: {low} – {high}, барлығы {n}",
    ru="Доля файлов, повторяющих другие байт в байт: от {low} до {high}, всего {n}",
    en="Share of files that repeat another byte for byte: {low} to {high} of {n}",
)
ROWS: Final = Text(
    kk="Кестелердегі қайталанған жолдардың үлесі: {low} – {high}, барлығы {n}",
    ru="Доля повторяющихся строк таблиц: от {low} до {high}, всего {n}",
    en="Share of the rows of tables that repeat: {low} to {high} of {n}",
)
NEAR: Final = Text(
    kk="Басқа мәтінді сөзбе-сөз дерлік қайталайтын мәтіндердің үлесі: {low} – {high}, барлығы {n}",
    ru="Доля текстов, почти дословно повторяющих другие: от {low} до {high}, всего {n}",
    en="Share of texts that repeat another almost word for word: {low} to {high} of {n}",
)
EMPTY: Final = Text(
    kk="Бос ұяшықтардың үлесі: {number}, барлығы {n}",
    ru="Доля пустых ячеек: {number}, всего {n}",
    en="Share of cells that are empty: {number} of {n}",
)
GAP: Final = Text(
    kk="«{column}» = {value}: үлесінің тиістіден айырмасы {number}, {low} – {high} аралығында",
    ru="«{column}» = {value}: доля отличается от нужной на {number}, от {low} до {high}",
    en=(
        "{column} = {value}: the share differs from what it should be by {number}, between {low} and "
        "{high}"
    ),
)
DISTANCE: Final = Text(
    kk="«{column}»: басқа топқа ауысуға тиіс жолдардың үлесі {number}, {low} – {high} аралығында",
    ru=(
        "«{column}»: доля строк, которым следовало бы быть в другой группе, {number}, от {low} до "
        "{high}"
    ),
    en="{column}: {number} of the rows would have to be in another group, between {low} and {high}",
)
UNREAD_LIST: Final = Text(
    kk="Мыналар оқылмады: {names}", ru="Не прочитано: {names}", en="Not read: {names}"
)
WRONG_LIST: Final = Text(
    kk="Бақылау сомасы сәйкес келмеген немесе жоқ файлдар: {names}",
    ru="Файлы, которых нет или чья контрольная сумма не сошлась: {names}",
    en="Files that are missing or whose checksum does not match: {names}",
)
RESERVED_LIST: Final = Text(
    kk="Оқытуға тыйым салған файлдар: {names}",
    ru="Файлы с запретом на обучение: {names}",
    en="Files that reserve themselves from training: {names}",
)
STRANGE: Final = Text(
    kk="SPDX тізімінен біз танымаған лицензиялар: {names}",
    ru="Лицензии, которых мы не знаем по списку SPDX: {names}",
    en="Licences we do not know from the SPDX list: {names}",
)
FORMLESS: Final = Text(
    kk="Бағдарлама өздігінен оқи алмайтын файлдар: {names}",
    ru="Файлы, которые программа сама не читает: {names}",
    en="Files that no program reads as they are: {names}",
)

PASSPORT_TITLE: Final = Text(
    kk="Дерекнама паспорты",
    ru="Паспорт библиотеки данных",
    en="Passport of the library",
)
SECTION: Final = Text(kk="Бөлім", ru="Раздел", en="Section")
FILLED: Final = Text(kk="Толтырылған", ru="Заполнено полей", en="Fields filled in")
OF: Final = Text(kk="Барлығы", ru="Всего", en="Of")
MISSING: Final = Text(kk="Жоқ өрістер", ru="Чего нет", en="Missing")
LICENCES_TITLE: Final = Text(kk="Лицензиялар", ru="Лицензии", en="Licences")
LICENCE: Final = Text(kk="Лицензия", ru="Лицензия", en="Licence")
NO_LICENCE: Final = Text(kk="көрсетілмеген", ru="не указана", en="none stated")
FILES: Final = Text(kk="Файлдар", ru="Файлов", en="Files")
REPEATS_TITLE: Final = Text(kk="Қайталанулар", ru="Повторы", en="Repeats")
LATER: Final = Text(kk="Қайталайтын", ru="Повторяет", en="Repeats")
EARLIER: Final = Text(kk="Біріншісі", ru="Первый", en="The first")
HOW: Final = Text(kk="Қалай", ru="Как", en="How")
BYTES: Final = Text(kk="байтпа-байт", ru="байт в байт", en="byte for byte")
ALMOST: Final = Text(kk="сөзбе-сөз дерлік", ru="почти дословно", en="almost word for word")
CELLS_TITLE: Final = Text(kk="Бос ұяшықтар", ru="Пустые ячейки", en="Empty cells")
FILE: Final = Text(kk="Файл", ru="Файл", en="File")
COLUMN: Final = Text(kk="Баған", ru="Столбец", en="Column")
EMPTY_HEAD: Final = Text(kk="Бос", ru="Пусто", en="Empty")
ROWS_HEAD: Final = Text(kk="Жолдар", ru="Строк", en="Rows")
SHARES_TITLE: Final = Text(
    kk="Топтардың үлестері тиісті үлестен қанша өзгеше",
    ru="Насколько доли групп отличаются от нужных",
    en="How far shares of groups are from what they should be",
)
FIELDS_TITLE: Final = Text(
    kk="Құжаттардың метадеректері", ru="Метаданные документов", en="Metadata of documents"
)
FIELD: Final = Text(kk="Өріс", ru="Поле", en="Field")

"""What the measure of personal data says to people."""

from typing import Final

from tanba.kernel import Text

TITLE: Final = Text(
    kk="Дербес деректер: сәйкестендіргіштер, негіз және сақталатын жері",
    ru="Персональные данные: идентификаторы, основания и место хранения",
    en="Personal data: identifiers, legal basis and place of storage",
)
PURPOSE: Final = Text(
    kk=(
        "Деректерден адамдарды танытатын нөмірлер мен атауларды іздейді, өңдеу тізілімінен негізі жоқ "
        "адамдарды "
        "санайды және деректер қайда сақталатынын көрсетеді. Табылған мәндердің өзі ешқайда жазылмайды."
    ),
    ru=(
        "Ищет в данных номера и имена, по которым узнают людей, считает по реестру обработки людей "
        "без основания "
        "и показывает, где лежат данные. Сами найденные значения нигде не записываются."
    ),
    en=(
        "Looks for numbers and names that identify people, counts the people in the register of "
        "processing who "
        "have no basis there, and shows where data are kept. The values found are written down nowhere."
    ),
)
DATA: Final = Text(
    kk="Деректер: кесте, мәтін, журнал немесе файлдар қалтасы",
    ru="Данные: таблица, текст, журнал или папка с файлами",
    en="Data: a table, a text, a log or a folder of files",
)
REGISTER: Final = Text(
    kk="Өңдеу тізілімі: адам, мақсат, негіз, келісімнің мерзімі мен кері қайтарып алынған күні",
    ru="Реестр обработки: человек, цель, основание, срок согласия и день отзыва",
    en="Register of processing: person, purpose, basis, term of the consent and day of withdrawal",
)
STORES: Final = Text(
    kk="Сақтау орындары: база, онда не бар, қай елде",
    ru="Места хранения: база, что в ней лежит, в какой стране",
    en="Stores: the database, what it holds, in which country",
)
COST: Final = Text(
    kk=(
        "Файлдар бір рет оқылады: бір гигабайтқа бірнеше минут. Тізілімнің миллион жолы – бірнеше "
        "секунд."
    ),
    ru=(
        "Файлы читаются один раз: несколько минут на гигабайт. Миллион строк реестра – несколько "
        "секунд."
    ),
    en=(
        "Files are read once, a gigabyte in some minutes; a million rows of the register in some "
        "seconds."
    ),
)
ASSUMES: Final = (
    Text(
        kk="Тізілім толық: негізі көрсетілмеген адамның негізі жоқ деп есептеледі.",
        ru="Реестр полон: если основание не указано, считается, что его нет.",
        en="The register is complete: where it names no basis, there is none.",
    ),
    Text(
        kk=(
            "Заң, шарт немесе басқа негіз көрсетілсе, ол бар деп саналады. Оның жеткілікті екенін "
            "заңгер тексереді."
        ),
        ru=(
            "Названный закон, договор или иное основание считается имеющимся. Подходит ли оно, "
            "проверяет юрист."
        ),
        en=(
            "A law, contract or other basis that is named counts as there. Whether it is enough is "
            "for a lawyer."
        ),
    ),
    Text(
        kk=(
            "Бақылау саны басқа мағыналы сандардың шамамен оннан бірінде де дұрыс шығады, сондықтан "
            "баған тұтас бағаланады."
        ),
        ru=(
            "Контрольная цифра сходится примерно у одного случайного числа из десяти, поэтому столбец "
            "судят целиком."
        ),
        en=(
            "A check digit fits about one number of another meaning in ten, so a column is judged as "
            "a whole."
        ),
    ),
    Text(
        kk=(
            "Есім – әлсіз белгі: көшелер де адам атымен аталады. Суреттер мен сканерленген беттер "
            "оқылмайды."
        ),
        ru="Имя – слабый признак: именами людей называют и улицы. Снимки и сканы не читаются.",
        en="A name is a weak sign: streets are named after people. Pictures and scans are not read.",
    ),
    Text(
        kk="Сақтау орындары иесінің сөзі бойынша алынады, сервердің өзі іздестірілмейді.",
        ru="Места хранения берутся со слов владельца, сам сервер никто не ищет.",
        en="Places of storage are taken from what the owner declares; nobody looks for the machine.",
    ),
)
NONE_LACKING: Final = Text(
    kk="Бір адам да негізсіз қалмауы керек. Санды біз ұсынамыз, заңда шек жоқ.",
    ru="Без основания не должен остаться ни один человек. Число предлагаем мы, в законе порога нет.",
    en="Not one person may be without a basis. The number is our proposal; the law sets no threshold.",
)
NONE_OUTSIDE: Final = Text(
    kk="Қазақстанда базасы жоқ бірде-бір деректер жинағы болмауы керек. Санды біз ұсынамыз.",
    ru="Не должно быть ни одного набора данных без базы в Казахстане. Число предлагаем мы.",
    en="No set of data should be without a base in Kazakhstan. The number is our proposal.",
)
NONE_ABROAD: Final = Text(
    kk="Шетелдегі әр сақтау орны – шекара асқан деректер. Санды біз ұсынамыз.",
    ru="Каждое хранилище за рубежом означает передачу данных через границу. Число предлагаем мы.",
    en="Every store abroad means data that crossed the border. The number is our proposal.",
)
NONE_LEFT: Final = Text(
    kk="Иесіздендірілген деректерде бірде-бір сәйкестендіргіш қалмауы керек. Санды біз ұсынамыз.",
    ru="В обезличенных данных не должно остаться ни одного идентификатора. Число предлагаем мы.",
    en="No identifier should be left in depersonalised data. The number is our proposal.",
)
NONE_HELD: Final = Text(
    kk="ЖСН-дері кездейсоқтықтан асатын бір баған немесе файл жеткілікті. Санды біз ұсынамыз.",
    ru="Достаточно одного столбца или файла, где ИИН больше, чем даёт случай. Число предлагаем мы.",
    en="One column or file with more ИИН than chance makes is enough. The number is our proposal.",
)

KIND_NAMES: Final = {
    "iin": Text(kk="ЖСН", ru="ИИН", en="individual identification numbers (ИИН)"),
    "bin": Text(kk="БСН", ru="БИН", en="business identification numbers (БИН)"),
    "phone": Text(kk="телефон нөмірлері", ru="номера телефонов", en="phone numbers"),
    "phone_digits": Text(
        kk="қатар жазылған телефон нөмірлері",
        ru="номера телефонов сплошными цифрами",
        en="phone numbers written as digits alone",
    ),
    "email": Text(
        kk="электрондық пошта мекенжайлары", ru="адреса электронной почты", en="e-mail addresses"
    ),
    "card": Text(
        kk="төлем карточкаларының нөмірлері", ru="номера платёжных карт", en="payment card numbers"
    ),
    "iban": Text(kk="банк шоттары (IBAN)", ru="банковские счета (IBAN)", en="bank accounts (IBAN)"),
    "document": Text(kk="құжат нөмірлері", ru="номера документов", en="document numbers"),
    "name": Text(
        kk="адам аттары (әлсіз белгі)", ru="имена людей (слабый признак)", en="names (a weak sign)"
    ),
}
FOUND: Final = {
    kind: Text(
        kk=f"{name.kk}: {{number}} табылды, {{n}} жол мен ұяшық қаралды",
        ru=f"{name.ru}: найдено {{number}}, просмотрено строк и ячеек: {{n}}",
        en=f"{name.en}: {{number}} found in {{n}} lines and cells",
    )
    for kind, name in KIND_NAMES.items()
}
IIN_SHARE: Final = Text(
    kk="{place}: он екі таңбалы сандардың ЖСН болып шыққан үлесі {number} ({low} – {high})",
    ru="{place}: доля двенадцатизначных чисел, которые оказались ИИН, {number} ({low} – {high})",
    en="{place}: {number} of the twelve-digit numbers pass as ИИН, between {low} and {high}",
)
HELD: Final = Text(
    kk="ЖСН кездейсоқтықтан көп кездесетін баған мен файл: {number}",
    ru="Столбцов и файлов, где ИИН больше, чем даёт случай: {number}",
    en="Columns and files that hold more ИИН than chance makes: {number}",
)
LEFT: Final = Text(
    kk="Иесіздендірілген деректерде қалған сәйкестендіргіштер: анығы {low}, көп дегенде {high}",
    ru="Идентификаторов осталось в обезличенных данных: {low} наверняка, до {high} возможно",
    en="Identifiers left in depersonalised data: {low} for certain, up to {high} possibly",
)
LACKING: Final = Text(
    kk=(
        "Деректерін өңдеудің негізі көрсетілмеген адамдар: {number} ({n} адамның ішінде; "
        "белгісіздерімен бірге көп дегенде {high})"
    ),
    ru="Людей, чьи данные обрабатываются без основания: {number} из {n} (с неясными – до {high})",
    en=(
        "Persons processed without a basis: {number} of {n}, up to {high} with those of whom nothing "
        "is known"
    ),
)
ENDED: Final = Text(
    kk=(
        "Келісімі әлі берілмеген, біткен немесе кері қайтарып алынған күні өңделген адамдар: "
        "{number} ({n} адамның ішінде; белгісіздерімен бірге көп дегенде {high})"
    ),
    ru=(
        "Людей, чьи данные обработаны до согласия, после его срока или отзыва: {number} из {n} "
        "(с неясными – до {high})"
    ),
    en=(
        "Persons processed before their consent, after its end or its withdrawal: {number} of {n}, up "
        "to {high} "
        "with those of whom nothing is known"
    ),
)
COVERED: Final = Text(
    kk="Негізі бар өңдеулердің үлесі: {low} – {high}, барлығы {n}",
    ru="Доля обработок, у которых есть основание: от {low} до {high}, всего {n}",
    en="Share of processings that have a basis: {low} to {high} of {n}",
)
OUTSIDE: Final = Text(
    kk=(
        "Қазақстандағы базасы көрсетілмеген деректер жинақтары: {number} ({n} ішінде; "
        "белгісіздерімен бірге көп дегенде {high})"
    ),
    ru="Наборов данных без заявленной базы в Казахстане: {number} из {n} (с неясными – до {high})",
    en=(
        "Sets of data with no declared base in Kazakhstan: {number} of {n}, up to {high} with unknown "
        "places"
    ),
)
ABROAD: Final = Text(
    kk="Шетелдегі сақтау орындары: {number} ({n} ішінде; белгісіздерімен бірге көп дегенде {high})",
    ru="Хранилищ за пределами Казахстана: {number} из {n} (с неясными – до {high})",
    en="Stores outside Kazakhstan: {number} of {n}, up to {high} with unknown places",
)
UNREAD: Final = Text(
    kk="Оқылмаған файлдар мен бағандар: {number}",
    ru="Непрочитанных файлов и столбцов: {number}",
    en="Files and columns that were not read: {number}",
)
UNREAD_LIST: Final = Text(
    kk="Мыналар оқылмады: {names}{more}",
    ru="Не прочитано: {names}{more}",
    en="Not read: {names}{more}",
)
STRANGE: Final = Text(
    kk="Негіз бағанындағы түсініксіз сөздер, оларды адам шешеді: {names}",
    ru="Непонятные слова в столбце основания, их толкует человек: {names}",
    en="Words in the column of bases that we do not know, for a person to judge: {names}",
)
NO_DAY: Final = Text(
    kk="Тізілімде өңдеу күні жоқ және күн берілмеген, сондықтан келісімдер тексерілмеді",
    ru="В реестре нет дня обработки и день не задан, поэтому согласия не проверены",
    en="The register has no day of processing and none was given, so consents were not checked",
)

PLACES_TITLE: Final = Text(kk="Не қайда табылды", ru="Что и где найдено", en="What was found where")
PURPOSES_TITLE: Final = Text(kk="Мақсаттар бойынша", ru="По целям обработки", en="By purpose")
BASES_TITLE: Final = Text(kk="Негіздер бойынша", ru="По основаниям", en="By basis")
STORES_TITLE: Final = Text(kk="Сақтау орындары", ru="Места хранения", en="Stores")
SHARES_TITLE: Final = Text(
    kk="Он екі таңбалы сандардың қанша үлесі ЖСН",
    ru="Какая доля двенадцатизначных чисел – ИИН",
    en="Share of twelve-digit numbers that are ИИН",
)
FILE: Final = Text(kk="Файл", ru="Файл", en="File")
COLUMN: Final = Text(kk="Баған", ru="Столбец", en="Column")
KIND: Final = Text(kk="Не табылды", ru="Что найдено", en="What was found")
COUNT: Final = Text(kk="Саны", ru="Сколько", en="How many")
SHAPED: Final = Text(kk="Пішіні сондай сандар", ru="Чисел такого вида", en="Numbers of that shape")
SURE: Final = Text(kk="Кездейсоқтықтан көп пе", ru="Больше, чем случайно", en="Beyond chance")
YES: Final = Text(kk="иә", ru="да", en="yes")
NO: Final = Text(kk="дәлелденбеген", ru="не подтверждено", en="not shown")
PURPOSE_HEAD: Final = Text(kk="Мақсат", ru="Цель", en="Purpose")
PERSONS: Final = Text(kk="Адамдар", ru="Людей", en="Persons")
LACKING_HEAD: Final = Text(kk="Негізі жоқ", ru="Без основания", en="Without a basis")
ENDED_HEAD: Final = Text(
    kk="Келісімі күшінде емес", ru="Согласие не действует", en="Consent not in force"
)
OPEN_HEAD: Final = Text(kk="Белгісіз", ru="Неизвестно", en="Unknown")
BASIS: Final = Text(kk="Негіз", ru="Основание", en="Basis")
ROWS: Final = Text(kk="Жолдар", ru="Строк", en="Rows")
HOLDING: Final = Text(kk="Не сақталады", ru="Что хранится", en="What is kept")
STORE: Final = Text(kk="База", ru="База", en="Store")
PLACE: Final = Text(kk="Орны", ru="Место", en="Place")
WHERE: Final = Text(kk="Қайда", ru="Где", en="Where")
WHERES: Final = {
    "home": Text(kk="Қазақстанда", ru="в Казахстане", en="in Kazakhstan"),
    "outside": Text(kk="Қазақстаннан тыс", ru="за пределами Казахстана", en="outside Kazakhstan"),
    "unknown": Text(kk="белгісіз", ru="неизвестно", en="unknown"),
}
BASIS_NAMES: Final = {
    "consent": Text(kk="келісім", ru="согласие", en="consent"),
    "law": Text(kk="заң", ru="закон", en="law"),
    "contract": Text(kk="шарт", ru="договор", en="contract"),
    "treaty": Text(kk="халықаралық шарт", ru="международный договор", en="treaty"),
    "other": Text(kk="өзге", ru="иное", en="other"),
    "none": Text(kk="көрсетілмеген", ru="не указано", en="none named"),
    "unknown": Text(kk="белгісіз", ru="неизвестно", en="unknown"),
    "strange": Text(kk="түсініксіз сөз", ru="непонятное слово", en="a word we do not know"),
}

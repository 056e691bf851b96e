"""Two works made with a machine, recorded as they were made: a Kazakh story and a Russian article."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tanba.works.record.card import make_work
from tanba.works.record.recorder import Recorder
from tanba.works.record.values import Anchor, How

BEGUN = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)

DRAFT = (
    "Ерте заманда Алтайдың етегінде Айша атты қыз өмір сүріпті. Ол күн сайын таңертең бұлаққа барып, су "
    "алып келеді екен. Бір күні бұлақ басында ақ сақалды қария отырыпты.\n"
    "Қария қызға қарап, ақырын ғана күлімсіреді. «Балам, мен сенен бір ғана нәрсе сұраймын», – деді ол."
)
OTHER = "Баяғыда бір ауылда Айша деген қыз болыпты, оның әкесі қойшы екен.\nОлар тауда тұрыпты."
ENDING = "Сол күннен бастап бұлақтың суы ешқашан таусылмапты, ал Айшаның есімі ел аузында қалыпты."
PROVERB = "Су басынан тұнады."

ARTICLE = (
    "Искусственный интеллект меняет работу редакций быстрее, чем об этом успевают договориться. "
    "Одни издания запрещают его вовсе, другие ставят в подписи имя модели. Читатель же хочет знать "
    "одно: кто отвечает за написанное."
)
SECOND = (
    "Маркировка сама по себе не делает текст честным. Она лишь сообщает, откуда он взялся, и оставляет "
    "вывод за читателем."
)
OWN = "\nВ нашей редакции решили иначе: под каждым текстом стоит имя человека."


@dataclass
class Clock:
    """A clock that goes on by so many seconds each time it is read."""

    now: datetime = BEGUN
    step: float = 2.0

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=self.step)
        return self.now


def type_in(recorder: Recorder, piece: str, at: int, text: str) -> int:
    """Type a text letter by letter; return where it ends."""
    for offset, letter in enumerate(text):
        recorder.insert(piece, at + offset, letter, "typed")
    return at + len(text)


def write_story(folder: Path) -> tuple[Path, tuple[Anchor, ...]]:
    """Record the Kazakh story in two sessions, the first between outside times; return what others say."""
    clock = Clock(step=1.0)
    work = folder / "aisha.work"
    make_work(work, "Айша мен бұлақ", "Шыңғыс Т.", language="kk", now=BEGUN)
    with Recorder.start(work, clock, tool="tanba test") as recorder:
        recorder.open("story", "aisha.md", "text", b"")
        prompt = recorder.prompt("Айша мен бұлақ туралы ертегінің басын жаз: қысқа сөйлем, ескі леп.")
        made = recorder.generated(
            [OTHER, DRAFT], "qazaq-llm", "2.1", {"temperature": "0.8"}, prompt, how=How.RECEIVED
        )
        recorder.choose(made, [1])
        end = type_in(recorder, "story", 0, "# Айша мен бұлақ\n\n")
        recorder.insert("story", end, DRAFT, "ai", (made, 1, 0))
        # «ақ сақалды қария» becomes «көк көзді бөрі»
        at = end + DRAFT.index("ақ сақалды қария")
        recorder.delete("story", at, len("ақ сақалды қария"))
        end = type_in(recorder, "story", at, "көк көзді бөрі")
        end = len(recorder.text("story"))
        end = type_in(
            recorder, "story", end, "\n\n«Не сұрайсың, бөрі ата?» – деді Айша, шелегін жерге қойып. "
        )
        source = recorder.source("Қазақ мақал-мәтелдері", "халық мұрасы", "қоғам игілігі")
        recorder.insert("story", end, PROVERB, "source", source)
        first = recorder.stop()
    clock.now += timedelta(hours=20)
    with Recorder.start(work, clock, tool="tanba test") as recorder:
        end = len(recorder.text("story"))
        recorder.insert("story", end, " Бөрі үнсіз қалды да, аспанға қарады.\n\n", "pasted")
        end = len(recorder.text("story"))
        prompt = recorder.prompt("Ертегіні бір сөйлеммен аяқта.")
        recorder.generated([ENDING], "qazaq-llm", "2.1", {}, prompt)
        type_in(recorder, "story", end, ENDING)  # typed anew, and still the machine's
        recorder.save("story", recorder.text("story").encode())
        recorder.stop()
    times = Anchor(
        first=(1, 1),
        last=first,
        not_before=BEGUN,
        not_after=BEGUN + timedelta(minutes=9),
        witnessed=2,
        receipt="gateway",
    )
    return work, (times,)


def write_article(folder: Path) -> Path:
    """Record the Russian article in one session that nobody sealed."""
    clock = Clock(step=3.0)
    work = folder / "article.work"
    make_work(work, "Кто отвечает за текст", "А. Иванова", language="ru", now=BEGUN)
    with Recorder.start(work, clock, tool="tanba test") as recorder:
        recorder.open("article", "article.txt", "text", b"")
        prompt = recorder.prompt("Напиши два абзаца об ИИ в редакциях.")
        made = recorder.generated([ARTICLE, SECOND], "gpt-oss", "20b", {}, prompt)
        recorder.choose(made, [0, 1])
        recorder.insert("article", 0, SECOND, "ai", (made, 1, 0))
        recorder.insert("article", 0, ARTICLE + "\n", "ai", (made, 0, 0))
        end = len(recorder.text("article"))
        end = type_in(
            recorder,
            "article",
            end,
            "\nВ нашей редакции решили иначе: под каждым текстом стоит имя человека.",
        )
        recorder.move("article", 0, len(ARTICLE) + 1, len(SECOND))
        recorder.save("article", recorder.text("article").encode())
    return work

"""Why a rule came out as it did."""

from inline_snapshot import snapshot
from trial_law import SCHOOL

from tanba.flow import Given
from tanba.kernel import value
from tanba.law import explain
from tanba.report import Speech, write_explanation


def explained(case, rule, lang="en", ways=(), **how):
    explanation = explain(case.pack, case.assessment, rule)
    return write_explanation(case, explanation, ways, Speech(lang), **how).replace("\xa0", " ")


def test_every_step_has_a_mark_and_a_word(make_case):
    from datetime import date

    by = Given(answer=True, by="D. Kim", on=date(2026, 1, 21), evidence="docs/passport.pdf")
    case = make_case({"learned": True, "reads_emotions": by, "basis": "nothing"})
    assert explained(case, "law.17.3.6") == snapshot("""\
emotions
  law.17.3.6: AI Law, art. 17(3)(6)
  Not without consent.
  Result: cannot be ruled out
  Why it is open: not asked yet
  Note: Any means.

  ? all of these: not known yet
    ✓ within the law (AI Law, art. 1): holds
      ✓ Is the system learned? – yes: holds
    ✓ Does it read emotions? – yes: holds
        answered by D. Kim, 21 January 2026, evidence: docs/passport.pdf
    ? the opposite of this: not known yet
      ? Is there consent? – not asked yet: not known yet

Exception: an act allows it
  law.17.3.6.act: AI Law, art. 17(3)(6)
  An act provides for it.
  Result: does not hold

  ✗ On what ground? – nothing: does not hold
      condition: basis = 'act'
""")


def test_the_tree_speaks_kazakh(make_case):
    assert explained(make_case(SCHOOL), "law.17.3.1", "kk") == snapshot("""\
манипуляция
  law.17.3.1: ЖИ туралы заң, 17-баптың 3-тармағы, 1)-тармақша
  Бұрмалауға тыйым.
  Нәтиже: жоққа шығаруға болмайды
  Неге ашық: адам шешуі керек

  ? мұның бәрі: әзірге белгісіз
    ✓ заң аясында (ЖИ туралы заң, 1-бап): орындалады
      ✓ Жүйе үйренген бе? – иә: орындалады
    ? Мінез-құлықты бұрмалай ма? – адам шешуі керек: әзірге белгісіз
""")


def test_a_giver_is_named_once_for_each_fact(make_case):
    case = make_case({**SCHOOL, "harm": Given(answer=True, by="D. Kim")})
    assert explained(case, "law.17.1.2").count("D. Kim") == 1


def test_hostile_words_of_a_card_are_harmless(make_case):
    evil = Given(answer=True, by="\x1b[31m\u202eevil", evidence="a\nb")
    text = explained(make_case({**SCHOOL, "reads_emotions": evil}), "law.17.3.6")
    assert "evil" in text
    assert not [c for c in text if not c.isprintable() and c != "\n"]


@value
class Turn:
    fact: str
    before: object
    after: object


@value
class Way:
    changes: tuple[Turn, ...]


def test_ways_out_name_the_answer_of_today_where_there_is_one(make_case):
    ways = [
        Way(changes=(Turn(fact="consent", before=False, after=True),)),
        Way(changes=(Turn(fact="basis", before=None, after="act"),)),
    ]
    text = explained(make_case(SCHOOL), "law.17.3.6", ways=ways)
    assert text[text.index("What would") :] == snapshot("""\
What would change it
  1. Is there consent? – yes instead of no
  2. On what ground? – an act
""")

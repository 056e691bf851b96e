#!/bin/sh
# The main jobs on real input: a register of systems, two systems of Kazakhstan, marks, a work and its proof.
# TANBA_LANG=kk, ru or en chooses the language; DAY the day of the law.
set -eu
BIN=${BIN:-.venv/bin}
DAY=${DAY:-2026-03-01}
TANBA_LANG=${TANBA_LANG:-en}
export TANBA_LANG

# The titles, in the language of the results.
case $TANBA_LANG in
  kk) REGISTER="АҚШ федералды тізілімінің 200 нақты жүйесі – Қазақстанда пайдаланылса"
      LYCEUM="Камералары оқушылардың эмоциясын танитын лицей"
      AID="Кездейсоқ орман алгоритмі шешетін атаулы әлеуметтік көмек"
      CLERKS="Адам тексере ала ма? – сағатына 380 шешім шыққан журнал өлшенеді"
      MARKS="Сурет пен мәтін таңбаланып, қайта оқылады"
      WORK="Әңгіменің қалай туғаны тіркеліп, мөрленеді"
      PROOF="Сұрау салу сақтауға тапсырылып, Tanba-сыз тексеріледі" ;;
  ru) REGISTER="200 настоящих систем федерального реестра США – если бы они работали в Казахстане"
      LYCEUM="Лицей, где камеры распознают эмоции учеников"
      AID="Адресная социальная помощь по решению случайного леса"
      CLERKS="Может ли человек проверять? – измерен журнал, где выходит 380 решений в час"
      MARKS="Картинка и текст маркируются и читаются обратно"
      WORK="Как пишется рассказ – записано и запечатано"
      PROOF="Запрос депонирован и проверяется без Tanba" ;;
  *)  REGISTER="200 real systems of the US federal inventory, as if they were operated in Kazakhstan"
      LYCEUM="A lyceum whose cameras read pupils' emotions"
      AID="Social aid decided with a random forest"
      CLERKS="Can people really check? - a log in which 380 decisions an hour are cleared, measured"
      MARKS="A picture and a text are marked, and read back"
      WORK="How a story came about, recorded and sealed"
      PROOF="A prompt in deposit, checked without Tanba" ;;
esac

title() { printf '\n\033[1m== %s ==\033[0m\n\n' "$1"; }

title "$REGISTER"
"$BIN/tanba" sweep examples/us-federal/systems-200.csv --map examples/us-federal/map.yaml --on "$DAY"

# A verdict is an exit status too: 1 says that something is prohibited, and is no failure of the demo.
title "$LYCEUM"
"$BIN/tanba" assess examples/kz/07-lyceum-emotions.yaml --on "$DAY" || [ $? -eq 1 ]

title "$AID"
"$BIN/tanba" assess examples/kz/24-social-aid.yaml --on "$DAY" || [ $? -eq 1 ]

# What is measured stands among the answers of the assessment.
title "$CLERKS"
MEASURED=${MEASURED:-demo-measured}
rm -rf "$MEASURED"
"$BIN/tanba" measure example human-control --to "$MEASURED" >/dev/null 2>&1
"$BIN/tanba" measure run --card "$MEASURED/tanba.yaml" --fail-on never 2>/dev/null
"$BIN/tanba" measure run --card "$MEASURED/tanba.yaml" --fail-on never --format html --out "$MEASURED/report.html" 2>/dev/null

title "$MARKS"
MARKED=${MARKED:-demo}
TANBA_KEYS=$MARKED/keys TANBA_PASSPHRASE="only for the demo"
export TANBA_KEYS TANBA_PASSPHRASE
rm -rf "$MARKED"
"$BIN/tanba" keys new --name demo --organisation "Qala News" >/dev/null
"$BIN/tanba" mark examples/marks/steppe.jpg examples/marks/news.txt --maker "Qala News" --out "$MARKED"
"$BIN/tanba" verify "$MARKED/steppe.jpg" "$MARKED/news.txt" || [ $? -eq 1 ]

# A work: two drafts in the place of a machine's, one of them taken and rewritten. The record goes into a log.
title "$WORK"
HERE=$PWD EXAMPLES=$PWD/examples/works
case $BIN in /*) ;; *) BIN=$HERE/$BIN ;; esac
case $MARKED in /*) ;; *) MARKED=$HERE/$MARKED ;; esac
TANBA_KEYS=$MARKED/keys TANBA_LOG=$MARKED/log
export TANBA_LOG
"$BIN/tanba" keys new --name log --algorithm ed25519 >/dev/null 2>&1
"$BIN/tanba" log init --origin demo.example/log --key log >/dev/null 2>&1
cd "$MARKED"
"$BIN/tanba" work start story --title "Боз ат" --author "Әсел Нұрланқызы" --language kk
"$BIN/tanba" work prompt --file "$EXAMPLES/prompt.txt" >/dev/null
"$BIN/tanba" work generated "$EXAMPLES/draft.txt" "$EXAMPLES/draft-2.txt" --model "Some model" >/dev/null
"$BIN/tanba" work choose g1 0
cp "$EXAMPLES/draft.txt" story.txt
"$BIN/tanba" work edit story.txt --as ai --from g1
cp "$EXAMPLES/story.txt" story.txt
"$BIN/tanba" work edit story.txt --as typed
"$BIN/tanba" work seal
"$BIN/tanba" work stop
"$BIN/tanba" work show | sed '/g1#0/,$d'
"$BIN/tanba" work show --format html --out story.html

title "$PROOF"
"$BIN/tanba" deposit add "$EXAMPLES/prompt.txt" --holder "Әсел Нұрланқызы"
"$BIN/tanba" deposit open 1 --holder "Әсел Нұрланқызы" --out prompt.zip
"$BIN/tanba" log verify prompt.zip --key log/public/vkey
if command -v node >/dev/null; then
  "$BIN/python" -m zipfile -e prompt.zip prompt
  (cd prompt && node verify.mjs >../checked.txt)
  grep -v 'manifest lists' checked.txt
fi
cd "$HERE"

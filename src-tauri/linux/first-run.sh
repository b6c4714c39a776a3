#!/bin/sh
# The first minute with the installed program, by the keyboard alone: a key is made. Run by try-deb.sh under an X server.
set -eu
export GSETTINGS_BACKEND=memory NO_AT_BRIDGE=1
sigillum-desktop &
program=$!
trap 'kill $program' EXIT
window="$(timeout 60 xdotool search --sync --onlyvisible --name '^Sigillum' | head -1)"
xdotool windowfocus "$window"
keys="$HOME/.local/share/sigillum/keys"
tries=0
# The page may still be loading when the window is there: what is typed too early goes nowhere, and is typed again.
until ls "$keys"/* >/dev/null 2>&1; do
  tries=$((tries + 1))
  [ "$tries" -le 10 ] || { echo "no key was made in $keys"; exit 1; }
  sleep 4
  # The choice above the form has the focus then; from there on the Tab key leads.
  xdotool mousemove --window "$window" 560 137 click 1 key Tab key ctrl+a type "Sokha Chan"
  xdotool key Tab key Tab key Tab key Tab key ctrl+a type "four words nobody guesses"
  xdotool key Tab key ctrl+a type "four words nobody guesses"
  xdotool key Return
  sleep 4
done
kill -0 $program
ls -l "$keys"

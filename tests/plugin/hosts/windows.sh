#!/bin/bash
# Operates the plug-in's dialog in a real window of GIMP by its keys, on a display of its own.
#
#   windows.sh GIMP PROFILE PICTURE OUT
#
# Opens PICTURE, finds the plug-in through the search for actions, chooses "Convert to indexed" and
# 4 colors, presses OK, undoes and redoes, and exports the picture after each of these three steps.
# OUT gets done.png, undone.png, redone.png, and dialog.png, the screen before OK was pressed.
set -euo pipefail
gimp=$1 profile=$2 picture=$3 out=$4

fail() {
    import -window root "$out/failed.png" || true
    echo "windows.sh: $*" >&2
    tail -n 20 "$out/gimp.log" >&2
    exit 1
}

export GIMP2_DIRECTORY=$profile GIMP3_DIRECTORY=$profile
# These settings turn off everything that would ask first. GIMP 2.10 ignores all of them if it does
# not know one of the names; GIMP 3 takes settings of another version for a first start.
cat >"$profile/gimprc" <<'END'
(check-updates no)
(save-session-info no)
(save-document-history no)
(color-profile-policy keep)
END
if [[ $gimp == gimp-3* ]]; then
    echo "(show-welcome-dialog no)
(config-version \"$("$gimp" --version | grep -oE '[0-9.]+$')\")" >>"$profile/gimprc"
fi

command -v Xvfb openbox xdotool import >/dev/null || fail "needs Xvfb, openbox, xdotool and ImageMagick"
export LANG=${LANG:-C.UTF-8} NO_AT_BRIDGE=1 GTK_A11Y=none
unset DBUS_SESSION_BUS_ADDRESS
Xvfb -displayfd 9 -screen 0 1366x768x24 -nolisten tcp 9>"$out/display" 2>/dev/null &
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
for ((i = 0; i < 200; i++)); do
    [[ ! -s $out/display ]] || break
    sleep 0.1
done
DISPLAY=:$(<"$out/display")
export DISPLAY
openbox &
"$gimp" --new-instance --no-splash --stack-trace-mode=never "$picture" >"$out/gimp.log" 2>&1 &

# window NAME: waits until a visible window has this name and has been drawn; prints its number. A
# search fails if another window closes meanwhile, and is then repeated.
window() {
    local number
    for ((i = 0; i < 300; i++)); do
        number=$(xdotool search --onlyvisible --name "$1" 2>/dev/null | head -n 1) || true
        if [[ -n $number ]]; then
            sleep 1
            echo "$number"
            return
        fi
        sleep 0.2
    done
    return 1
}
# keys KEY...: presses keys one after another.
keys() { xdotool key --delay 60 "$@"; }

main=$(window 'imported') || fail "GIMP does not open"
sleep 2
xdotool windowactivate --sync "$main" windowsize --sync "$main" 1350 740 windowmove "$main" 8 20
sleep 1

# export_as FILE: uses File > Export As with the default options, and waits until FILE is complete.
export_as() {
    xdotool windowactivate --sync "$main"
    keys ctrl+shift+e
    window 'Export Image' >/dev/null || fail "no dialog to export"
    keys ctrl+a
    xdotool type --delay 20 "$1"
    sleep 0.5
    keys Return
    window 'Export Image as PNG' >/dev/null || fail "no options of PNG"
    keys Return
    for ((i = 0; i < 100; i++)); do
        if tail -c 8 "$1" 2>/dev/null | grep -q IEND; then return; fi
        sleep 0.1
    done
    fail "no $1"
}

keys slash
window 'Search Actions' >/dev/null || fail "no search for actions"
xdotool type --delay 50 'K-Means Quantize'
sleep 2
keys Return
dialog=$(window 'K-Means Quantize') || fail "the dialog does not open"
xdotool windowactivate --sync "$dialog"
eval "$(xdotool getwindowgeometry --shell "$dialog")"
((WIDTH <= 1366 && HEIGHT <= 730)) || fail "the dialog has $WIDTH x $HEIGHT"
keys alt+m
sleep 0.5
keys Down
sleep 0.5
keys alt+n ctrl+a
xdotool type 4
keys Tab
sleep 2.5
import -window root "$out/dialog.png"
keys alt+o
sleep 3
export_as "$out/done.png"
# in_main KEY: presses a key in the main window, which gets the focus back from the dialogs before.
in_main() {
    xdotool windowactivate --sync "$main"
    sleep 0.5
    keys "$1"
    sleep 1.5
}
in_main ctrl+z
export_as "$out/undone.png"
in_main ctrl+y
export_as "$out/redone.png"

#!/bin/sh
# Tries the package as somebody would who never saw this source: on a fresh Debian in a folder of its own, as a person who
# is not root, with nothing of the build in reach. Ends with an error at the first thing that is not as it should be.
#   try-deb.sh PACKAGE.deb [SUITE]      needs root and a mirror of Debian
set -eu
package="$(realpath "$1")"
suite="${2:-bookworm}"
here="$(dirname "$(realpath "$0")")"
lintian --fail-on error,warning "$package"

root="$(mktemp -d)"
chmod 755 "$root"
trap 'umount "$root/proc" "$root/dev/shm" 2>/dev/null || true; rm -rf --one-file-system "$root"' EXIT
debootstrap --variant=minbase "$suite" "$root" >"$root.log"
mount -t proc proc "$root/proc"
mount -t tmpfs tmpfs "$root/dev/shm"
cp "$package" "$root/tmp/sigillum.deb"
inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"; }
inside apt-get update -qq
inside apt-get install -y -qq --no-install-recommends /tmp/sigillum.deb >/dev/null
# The tools of this trial come after it, so that they bring in nothing that the package forgot.
inside ldd /usr/bin/sigillum-desktop /usr/bin/sigillum | { ! grep "not found"; }
inside apt-get install -y -qq --no-install-recommends xvfb xauth xdotool man-db desktop-file-utils dbus >/dev/null
inside desktop-file-validate /usr/share/applications/Sigillum.desktop
for icon in 32x32 128x128 512x512; do test -s "$root/usr/share/icons/hicolor/$icon/apps/sigillum-desktop.png"; done
inside man -w sigillum sigillum-desktop
inside bash -n /usr/share/bash-completion/completions/sigillum

inside useradd --create-home field
cp "$here/first-run.sh" "$root/tmp/first-run.sh"
inside su field -c 'sigillum --version && xvfb-run -a -s "-screen 0 1280x900x24" sh /tmp/first-run.sh'
inside apt-get purge -y -qq sigillum >/dev/null
left="$(inside sh -c 'find / -xdev -iname "*sigillum*" -not -path "/home/*" -not -path "/tmp/*" -not -path "/proc/*" -not -path "/var/cache/*"')"
test -z "$left" || { echo "the package leaves behind: $left"; exit 1; }
echo "installed, started, key made, removed: nothing left but the person's own"

# Names the Debian packages that are missing and installs them where that is allowed. Sourced by
# the launchers, which define `fail`. Works on Debian 12 and 13.
# shellcheck shell=sh

missing=

# need TEST PACKAGE…: the packages are needed when TEST, a shell condition, does not hold.
need() {
  condition=$1
  shift
  if ! eval "$condition" >/dev/null 2>&1; then
    for package in "$@"; do
      case " $missing " in
        *" $package "*) ;;
        *) missing="${missing:+$missing }$package" ;;
      esac
    done
  fi
}

has() {
  command -v "$1" || [ -x "/usr/sbin/$1" ] || [ -x "/sbin/$1" ]
}

need_for_build() {
  need 'has mvn' maven
}

# The boot agent is a static C program on mbedtls.
need_for_agent() {
  need 'has gcc' gcc libc6-dev
  need '[ -f /usr/include/stdlib.h ]' libc6-dev
  need 'has make' make
  need '[ -f /usr/include/mbedtls/pk.h ]' libmbedtls-dev
}

# Packages named deb: in a specification come through apt-get, the root through mksquashfs.
need_for_images() {
  need 'has mksquashfs' squashfs-tools
}

need_for_boots() {
  need 'has qemu-system-x86_64' qemu-system-x86
}

apt_lists_are_there() {
  for list in /var/lib/apt/lists/*_Packages*; do
    [ -e "$list" ] && return 0
  done
  return 1
}

# install_missing WHO: installs what `need` collected, or prints the command and stops.
install_missing() {
  has apt-get >/dev/null 2>&1 || fail "$1 needs apt-get (Debian 12 or 13): it fetches packages named deb:"
  commands=
  if [ -n "$missing" ] || ! apt_lists_are_there; then
    commands="apt-get update"
  fi
  if [ -n "$missing" ]; then
    echo "$1 needs these Debian packages: $missing" >&2
    commands="$commands && apt-get install -y --no-install-recommends $missing"
  fi
  [ -n "$commands" ] || return 0
  if [ "$(id -u)" = 0 ]; then
    as_root=
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    as_root="sudo -n"
  else
    echo "as root, please:  $commands" >&2
    exit 2
  fi
  echo "running: $commands" >&2
  log=$(mktemp)
  # shellcheck disable=SC2086 # words are split on purpose
  if ! { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q update &&
    { [ -z "$missing" ] || $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q install -y \
      --no-install-recommends $missing; }; } >"$log" 2>&1 </dev/null; then
    tail -n 15 "$log" >&2
    rm -f "$log"
    fail "apt-get failed (its last lines are above); the command was: $commands"
  fi
  rm -f "$log"
  missing=
}

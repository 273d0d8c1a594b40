#!/bin/sh
# Prints what this host shows of its kernel as one JSON document (Plimsoll host snapshot, schema 1).
# POSIX shell with cat, find, grep, sed, tr, uname, date; runs under BusyBox. Reads only, writes nothing.
# Run it as root to see all; what may not be read is listed under "unreadable".
set -u
LC_ALL=C
export LC_ALL
TAB=$(printf '\t')

# Lines of standard input as the items of a JSON array.
items() {
  tr '\000-\010\013-\037\177-\377' '?' |
    sed -e 's/[\\"]/\\&/g' -e "s/$TAB/\\\\t/g" -e 's/^/"/' -e 's/$/"/' -e '$!s/$/,/'
}

# One JSON string.
string() { printf '%s\n' "$1" | items; }

separator=''
unreadable=''

# The lines of a file under its path, when it is there.
file() {
  [ -e "$1" ] || return 0
  if text=$(cat "$1" 2>/dev/null); then
    printf '%s\n%s: [' "$separator" "$(string "${2:-$1}")"
    if [ -n "$text" ]; then printf '%s\n' "$text" | items; fi
    printf ']'
    separator=','
  else
    unreadable="$unreadable
${2:-$1}"
  fi
}

# The last byte of an EFI variable: 0 or 1.
efi() {
  for variable in /sys/firmware/efi/efivars/"$1"-*; do
    [ -e "$variable" ] || continue
    if [ -r "$variable" ]; then
      value=$(tail -c 1 "$variable" 2>/dev/null | tr '\000\001' '01')
      printf '%s\n"efi:%s": [%s]' "$separator" "$1" "$(string "$value")"
      separator=','
    else
      unreadable="$unreadable
efi:$1"
    fi
    return 0
  done
}

# KEY, a tab and its value, or several such lines; KEY alone when it may not be read. The kernel
# gives a value to the first read alone, so that the shell's own read, byte by byte, will not do.
sysctls() {
  find /proc/sys -type f -exec grep '' /dev/null {} + 2>/dev/null |
    sed -n "s|^/proc/sys/\([^:]*\):|\1$TAB|p"
  find /proc/sys -type f -exec grep '' /dev/null {} + 2>&1 >/dev/null |
    sed -n 's|^grep: /proc/sys/\([^:]*\): .*|\1|p'
}

unpack() { gzip -dc "$1" 2>/dev/null || zcat "$1" 2>/dev/null; }

release=$(uname -r)
printf '{\n"schemaVersion": "1",\n"kind": "HostSnapshot",\n"collectedAt": %s,\n' \
  "$(string "$(date -u +%Y-%m-%dT%H:%M:%SZ)")"
printf '"kernel": {"release": %s, "version": %s, "machine": %s},\n' \
  "$(string "$release")" "$(string "$(uname -v)")" "$(string "$(uname -m)")"
printf '"files": {'
for path in /proc/version /proc/cmdline /proc/modules /proc/keys /proc/sys/kernel/tainted \
  /sys/kernel/security/lsm /sys/kernel/security/lockdown \
  /sys/kernel/security/ima/runtime_measurements_count \
  /sys/kernel/kexec_loaded /sys/kernel/kexec_crash_loaded \
  /sys/devices/system/cpu/smt/control /sys/devices/system/cpu/vulnerabilities/*; do
  file "$path"
done
efi SecureBoot
printf '\n},\n"unreadable": ['
if [ -n "$unreadable" ]; then printf '%s\n' "$unreadable" | sed '/^$/d' | items; fi
printf '],\n"sysctl": [\n'
sysctls | items
printf ']'
if [ -r /proc/config.gz ]; then
  printf ',\n"configFrom": "/proc/config.gz",\n"config": [\n'
  unpack /proc/config.gz | items
  printf ']'
else
  for path in "/boot/config-$release" "/usr/lib/modules/$release/config" \
    "/lib/modules/$release/config"; do
    if [ -r "$path" ]; then
      printf ',\n"configFrom": %s,\n"config": [\n' "$(string "$path")"
      items <"$path"
      printf ']'
      break
    fi
  done
fi
printf '\n}\n'

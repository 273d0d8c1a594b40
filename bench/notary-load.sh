#!/bin/sh
# GETs of Notary v1 per second, in one run under one load: the service's Notary face beside Debian's
# notary-server in memory. Both are filled by the same client: timestamp, root, snapshot, targets.
#
#   bench/notary-load.sh [seconds a turn, 5] [connections, 32] [turns, 3]
#
# Needs wrk, curl, notary and notary-server (apt-get install wrk curl notary). All on loopback.
set -eu
seconds=${1-5} connections=${2-32} turns=${3-3} ours=18486 theirs=18487 gun=bench/web
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
for tool in wrk curl notary notary-server; do
  command -v "$tool" >/dev/null || { echo "notary-load: $tool is missing" >&2; exit 2; }
done
"$home/plimsoll" --version >/dev/null
export PLIMSOLL_NO_BUILD=1
export NOTARY_ROOT_PASSPHRASE=benchmark-only NOTARY_TARGETS_PASSPHRASE=benchmark-only \
  NOTARY_SNAPSHOT_PASSPHRASE=benchmark-only

work=$(mktemp -d)
trap 'kill "${service-}" "${peer-}" 2>/dev/null || :; wait 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM
"$home/plimsoll" serve --dev-keys --notary accept --data "$work/data" --port "$ours" >"$work/service" 2>&1 & service=$!
printf '{"server":{"http_addr":"127.0.0.1:%s"},"trust_service":{"type":"local"},"logging":{"level":"error"},"storage":{"backend":"memory"}}\n' \
  "$theirs" >"$work/peer.json"
notary-server -config="$work/peer.json" >"$work/peer" 2>&1 & peer=$!

fill() { # PORT LOG: a collection of 20 targets
  n=0
  until curl -sfo "$work/none" "http://127.0.0.1:$1/v2/"; do
    n=$((n + 1)); [ $n -lt 300 ] || { cat "$2" >&2; exit 5; }
    sleep 0.1
  done
  { notary -s "http://127.0.0.1:$1" -d "$work/trust-$1" init -p "$gun"
    tag=1
    while [ $tag -le 20 ]; do
      notary -s "http://127.0.0.1:$1" -d "$work/trust-$1" addhash "$gun" "v$tag" 1234 \
        --sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad
      tag=$((tag + 1))
    done
    notary -s "http://127.0.0.1:$1" -d "$work/trust-$1" publish "$gun"
  } >"$work/client-$1" 2>&1 || { cat "$work/client-$1" >&2; exit 5; }
}
fill "$ours" "$work/service"; fill "$theirs" "$work/peer"

load() { wrk -t1 -c"$connections" -d"$1"s --latency "http://127.0.0.1:$2/v2/$gun/_trust/tuf/$3.json"; }
figure() { sed -n 's/^Requests\/sec: *//p' "$1"; }
p99() { awk '$1 == "99%" { print $2 }' "$1"; }
for role in timestamp root snapshot targets; do # warm both
  load 4 "$ours" $role >/dev/null; load 1 "$theirs" $role >/dev/null
done
turn=1
while [ "$turn" -le "$turns" ]; do
  for role in timestamp root snapshot targets; do
    load "$seconds" "$ours" $role >"$work/a"; load "$seconds" "$theirs" $role >"$work/b"
    if grep "Non-2xx" "$work/a" "$work/b" >&2; then exit 1; fi
    echo "$role $(figure "$work/a") $(p99 "$work/a") $(figure "$work/b") $(p99 "$work/b")" |
      awk '{ printf "%-10s %8.0f/s (p99 %s)   notary-server %8.0f/s (p99 %s)   %.1f times\n", $1, $2, $3, $4, $5, $2 / $4 }'
  done
  turn=$((turn + 1))
done

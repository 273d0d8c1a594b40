#!/bin/sh
# Boot verdicts per second as a share of a bare Vert.x router, in one run: the two take turns under
# the same load, so that whatever else the machine does meets both.
#
#   bench/verdict-load.sh [seconds a turn, 8] [connections, 64] [turns, 3]
#
# Needs wrk, a JDK 25 and Maven; builds when nothing is built (remove bench/target to build anew).
set -eu
seconds=${1-8} connections=${2-64} turns=${3-3}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
command -v wrk >/dev/null || { echo "verdict-load: wrk is missing (apt-get install wrk)" >&2; exit 2; }
# shellcheck source=../cli/src/main/sh/jdk.sh
. "$home/cli/src/main/sh/jdk.sh"
find_jdk || { echo "verdict-load: $no_jdk" >&2; exit 2; }
classpath=$home/bench/target/bench.classpath
[ -f "$classpath" ] || (cd "$home" && mvn -q -DskipTests -Dspotless.check.skip=true -pl bench -am \
  package dependency:build-classpath -Dmdep.outputFile=target/bench.classpath \
  -Dmdep.includeScope=runtime)
classpath=$home/bench/target/classes:$(cat "$classpath")

work=$(mktemp -d)
trap 'kill "${bare-}" "${service-}" 2>/dev/null || :; wait 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM
run() { exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Xmx256m -Dorg.jooq.no-logo=true \
  -Dorg.jooq.no-tips=true -cp "$classpath" "$@"; }
run dev.plimsoll.bench.BareRouter 18481 >"$work/bare" 2>&1 & bare=$!
run dev.plimsoll.bench.VerdictTarget "$work/data" 18480 >"$work/service" 2>"$work/log" & service=$!
for f in bare service; do
  n=0
  until grep -q READY "$work/$f"; do
    n=$((n + 1)); [ $n -lt 600 ] || { cat "$work/$f" "$work/log" >&2; exit 5; }
    sleep 0.1
  done
done
# shellcheck disable=SC2046
set -- $(grep READY "$work/service")
IMAGE=$2 ROOT=$3; export IMAGE ROOT

bare_load() { wrk -t1 -c"$connections" -d"$1"s --latency http://127.0.0.1:18481/bare; }
verdict_load() {
  wrk -t1 -c"$connections" -d"$1"s --latency -s "$home/bench/verdict.lua" http://127.0.0.1:18480
}
figure() { sed -n 's/^Requests\/sec: *//p' "$1"; }
p99() { awk '$1 == "99%" { print $2 }' "$1"; }
bare_load 5 >/dev/null; verdict_load 10 >/dev/null # warm both
turn=1
while [ "$turn" -le "$turns" ]; do
  bare_load "$seconds" >"$work/b"; verdict_load "$seconds" >"$work/v"
  if grep -q "Non-2xx" "$work/v"; then grep "Non-2xx" "$work/v" >&2; exit 1; fi
  echo "$(figure "$work/b") $(p99 "$work/b") $(figure "$work/v") $(p99 "$work/v")" |
    awk '{ printf "bare router %8.0f/s (p99 %s)   verdicts %8.0f/s (p99 %s)   share %.0f %%\n", $1, $2, $3, $4, 100 * $3 / $1 }'
  turn=$((turn + 1))
done

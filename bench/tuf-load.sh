#!/bin/sh
# TUF metadata per second, in one run under one load: timestamp and root of the service, of Debian's
# notary-server (in memory; on PostgreSQL where that is installed), and a bare Vert.x router.
#
#   bench/tuf-load.sh [seconds a turn, 5] [connections, 32] [turns, 3]
#
# Needs wrk, notary and notary-server (apt), a JDK 25 and Maven; postgresql (apt) for the durable
# peer. Builds when nothing is built (remove bench/target to build anew). Everything on loopback.
set -eu
seconds=${1-5} connections=${2-32} turns=${3-3}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
for tool in wrk notary notary-server; do
  command -v "$tool" >/dev/null || { echo "tuf-load: $tool is missing (apt-get install wrk notary)" >&2; exit 2; }
done
# shellcheck source=../cli/src/main/sh/jdk.sh
. "$home/cli/src/main/sh/jdk.sh"
find_jdk || { echo "tuf-load: $no_jdk" >&2; exit 2; }
classpath=$home/bench/target/bench.classpath
[ -f "$classpath" ] || (cd "$home" && mvn -q -DskipTests -Dspotless.check.skip=true -pl bench -am \
  package dependency:build-classpath -Dmdep.outputFile=target/bench.classpath \
  -Dmdep.includeScope=runtime)
classpath=$home/bench/target/classes:$(cat "$classpath")

work=$(mktemp -d)
pids=
stop() {
  # shellcheck disable=SC2086
  [ -z "$pids" ] || kill $pids 2>/dev/null || :
  [ ! -f "$work/pg/postmaster.pid" ] || as_postgres "$pg/pg_ctl" -D "$work/pg" -m fast stop >/dev/null 2>&1 || :
  wait 2>/dev/null || :
  rm -rf "$work"
}
trap stop EXIT INT TERM
run() { exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Xmx256m -Dorg.jooq.no-logo=true \
  -Dorg.jooq.no-tips=true -cp "$classpath" "$@"; }
ready() { # FILE: until it says READY
  n=0
  until grep -q READY "$1"; do
    n=$((n + 1)); [ $n -lt 600 ] || { cat "$1" "$work/log" >&2; exit 5; }
    sleep 0.1
  done
}
answers() { # URL: until it answers
  n=0
  until curl -fsS -o "$work/body" "$1" 2>"$work/curl"; do
    n=$((n + 1)); [ $n -lt 100 ] || { cat "$work/curl" "$work"/*.log >&2; exit 5; }
    sleep 0.1
  done
}

run dev.plimsoll.bench.BareRouter 18481 >"$work/bare" 2>&1 & pids="$pids $!"
run dev.plimsoll.bench.VerdictTarget "$work/data" 18480 >"$work/service" 2>"$work/log" & pids="$pids $!"

# notary-server, plain HTTP, keys in its own memory
export NOTARY_ROOT_PASSPHRASE=benchmark-only NOTARY_TARGETS_PASSPHRASE=benchmark-only \
  NOTARY_SNAPSHOT_PASSPHRASE=benchmark-only NOTARY_DELEGATION_PASSPHRASE=benchmark-only
notary_server() { # NAME PORT STORAGE-JSON
  printf '{"server":{"http_addr":"127.0.0.1:%s"},"trust_service":{"type":"local"},"logging":{"level":"error"},"storage":%s}\n' \
    "$2" "$3" >"$work/$1.json"
  notary-server -config="$work/$1.json" >"$work/$1.log" 2>&1 & pids="$pids $!"
  answers "http://127.0.0.1:$2/v2/"
  echo bench >"$work/target"
  n="notary -s http://127.0.0.1:$2 -d $work/$1-trust"
  { $n init -p bench/web && $n add -p bench/web v1 "$work/target"; } >"$work/$1-client.log" 2>&1 ||
    { cat "$work/$1-client.log" >&2; exit 5; }
}
notary_server memory 18482 '{"backend":"memory"}'

pg=
for dir in /usr/lib/postgresql/*/bin; do [ -x "$dir/initdb" ] && pg=$dir; done
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }
if [ -n "$pg" ]; then
  mkdir "$work/pg"
  if [ "$(id -u)" = 0 ]; then chown postgres "$work/pg"; chmod 755 "$work"; fi
  as_postgres "$pg/initdb" -D "$work/pg" -A trust -U notary >/dev/null
  as_postgres "$pg/pg_ctl" -D "$work/pg" -w -l "$work/pg/server.log" \
    -o "-p 18484 -h 127.0.0.1 -k $work/pg" start >/dev/null
  "$pg/psql" -q -h 127.0.0.1 -p 18484 -U notary -d postgres -f "$home/bench/notary.sql"
  notary_server postgres 18483 \
    '{"backend":"postgres","db_url":"postgres://notary@127.0.0.1:18484/postgres?sslmode=disable"}'
else
  echo "tuf-load: *** no PostgreSQL (apt-get install postgresql): the durable peer is left out ***" >&2
fi

ready "$work/bare"; ready "$work/service"
ours=http://127.0.0.1:18480/tuf/metadata
gun=v2/bench/web/_trust/tuf
urls="bare http://127.0.0.1:18481/bare
timestamp $ours/timestamp.json
root $ours/1.root.json
notary-timestamp http://127.0.0.1:18482/$gun/timestamp.json
notary-root http://127.0.0.1:18482/$gun/root.json"
[ -z "$pg" ] || urls="$urls
postgres-timestamp http://127.0.0.1:18483/$gun/timestamp.json
postgres-root http://127.0.0.1:18483/$gun/root.json"

load() { wrk -t1 -c"$connections" -d"$1"s --latency "$2"; }
echo "$urls" >"$work/urls"
while read -r _ url; do answers "$url"; load 4 "$url" >/dev/null </dev/null; done <"$work/urls" # warm all
turn=1
while [ "$turn" -le "$turns" ]; do
  while read -r name url; do
    load "$seconds" "$url" >"$work/out" </dev/null
    if grep -q "Non-2xx" "$work/out"; then grep "Non-2xx" "$work/out" >&2; exit 1; fi
    echo "$name $(sed -n 's/^Requests\/sec: *//p' "$work/out") $(awk '$1 == "99%" { print $2 }' "$work/out") $(curl -s "$url" | wc -c)"
  done <"$work/urls" |
    awk '{ rate[$1] = $2; printf "  %-20s %8.0f/s  p99 %-9s %6d bytes\n", $1, $2, $3, $4 }
      END {
        printf "timestamp: %.0f %% of the bare router, %.1f x notary in memory", 100 * rate["timestamp"] / rate["bare"], rate["timestamp"] / rate["notary-timestamp"]
        if (rate["postgres-timestamp"]) printf ", %.1f x on PostgreSQL", rate["timestamp"] / rate["postgres-timestamp"]
        printf "\nroot:      %.0f %% of the bare router, %.1f x notary in memory", 100 * rate["root"] / rate["bare"], rate["root"] / rate["notary-root"]
        if (rate["postgres-root"]) printf ", %.1f x on PostgreSQL", rate["root"] / rate["postgres-root"]
        print ""
      }'
  turn=$((turn + 1))
done

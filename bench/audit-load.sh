#!/bin/sh
# POST /v1/audits per second and per CPU-second of the service, with one whole configuration as body.
#
#   bench/audit-load.sh CONFIG [seconds, 8] [connections, 8]
#
# Needs wrk and curl; runs ./plimsoll serve with development keys in a temporary folder on loopback.
set -eu
config=${1:?audit-load: give a kernel configuration}
seconds=${2-8} connections=${3-8} port=18490
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
command -v wrk >/dev/null || { echo "audit-load: wrk is missing (apt-get install wrk)" >&2; exit 2; }
"$home/plimsoll" --version >/dev/null
export PLIMSOLL_NO_BUILD=1

work=$(mktemp -d)
trap 'kill "${service-}" 2>/dev/null || :; wait 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM
"$home/plimsoll" serve --dev-keys --data "$work/data" --port "$port" >"$work/log" 2>&1 & service=$!
n=0
until curl -sfo "$work/none" "http://127.0.0.1:$port/healthz"; do
  n=$((n + 1)); [ $n -lt 300 ] || { cat "$work/log" >&2; exit 5; }
  sleep 0.1
done
TOKEN=$(cat "$work"/data/*token*) CONFIG=$config
export TOKEN CONFIG

ticks() { awk '{ print $14 + $15 }' "/proc/$service/stat"; }
load() {
  wrk -t1 -c"$connections" -d"$1"s --latency -s "$home/bench/audit.lua" \
    "http://127.0.0.1:$port/v1/audits?$2" >"$work/said"
  if grep -q "Non-2xx" "$work/said"; then grep "Non-2xx" "$work/said" >&2; exit 1; fi
}
for query in "policy=baseline" "policy=kernel-hardening&status=FAIL" "policy=kernel-hardening"; do
  load "$seconds" "$query" # warms up
  before=$(ticks); load "$seconds" "$query"; after=$(ticks)
  awk -v q="$query" -v ticks=$((after - before)) -v hz="$(getconf CLK_TCK)" '
    $1 == "99%" { p99 = $2 }
    /requests in/ { requests = $1 }
    /^Requests\/sec/ { rate = $2 }
    END { printf "%-38s %7.0f/s  %7.0f a CPU-s  p99 %s\n", q, rate, requests * hz / ticks, p99 }' "$work/said"
done

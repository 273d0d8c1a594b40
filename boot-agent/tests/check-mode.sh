#!/bin/sh
# The built program over every vector: `--check-verdict` must print the code and end with 0 or 1.
# Usage: check-mode.sh PROGRAM VECTORS
set -eu

agent=$1
vectors=$2
nonce=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff
image=sha256:1111111111111111111111111111111111111111111111111111111111111111
root_hash=2222222222222222222222222222222222222222222222222222222222222222

fail() {
  echo "check-mode: $1" >&2
  exit 1
}

count=0
while read -r name code etc; do
  wanted="$code 1"
  [ "$code" != none ] || wanted="ALLOWED 0"
  status=0
  said=$("$agent" --check-verdict "$vectors/$name.json" --nonce $nonce --image $image --root-hash $root_hash \
    --host rack7-node3 --etc "$vectors/$etc" 2>"$vectors/detail") || status=$?
  [ "$said $status" = "$wanted" ] || fail "$name said '$said', exit $status; wanted '$wanted': $(cat "$vectors/detail")"
  count=$((count + 1))
done <"$vectors/cases"

# Wrong arguments are neither allowed nor refused.
status=0
"$agent" --check-verdict "$vectors/allowed.json" --nonce short 2>/dev/null || status=$?
[ $status = 2 ] || fail "wrong arguments ended with $status; wanted 2"

# Anything else than the known modes is a refused boot; this process is not process 1, so nothing is switched off.
status=0
said=$("$agent" --allow-everything) || status=$?
[ "$status" = 1 ] || fail "an unknown argument ended with $status"
case $said in
  "BOOT-REFUSED config"*) ;;
  *) fail "an unknown argument said '$said'" ;;
esac
echo "check-mode: $count vectors"

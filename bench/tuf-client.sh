#!/bin/sh
# Cold refresh and lookup in 10,000 targets of 256 bins: our client, python-tuf and tuf-js, in one
# run over one repository that python-tuf makes, served on loopback.
#
#   bench/tuf-client.sh [rounds, 200]
#
# Needs a JDK 25, Maven, python3-venv, Node, npm and, the first time, PyPI and the npm registry.
set -eu
rounds=${1-200}
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=../cli/src/main/sh/jdk.sh
. "$home/cli/src/main/sh/jdk.sh"
find_jdk || { echo "tuf-client: $no_jdk" >&2; exit 2; }
classpath=$home/bench/target/bench.classpath
[ -f "$classpath" ] || (cd "$home" && mvn -q -DskipTests -Dspotless.check.skip=true -pl bench -am \
  package dependency:build-classpath -Dmdep.outputFile=target/bench.classpath \
  -Dmdep.includeScope=runtime)
classpath=$home/bench/target/classes:$(cat "$classpath")
python=$home/bench/target/python
[ -x "$python/bin/python" ] || python3 -m venv "$python"
"$python/bin/python" -c 'import tuf, cryptography' 2>/dev/null ||
  "$python/bin/pip" install -q tuf==7.0.1 'securesystemslib[crypto]'
sh "$home/interop/npm/install.sh"

work=$(mktemp -d)
trap 'kill "${server-}" 2>/dev/null || :; rm -rf "$work"' EXIT INT TERM
"$python/bin/python" "$home/bench/tuf-client.py" make "$work/repository"
"$python/bin/python" "$home/bench/tuf-client.py" serve "$work/repository" >"$work/port" & server=$!
until [ -s "$work/port" ]; do sleep 0.1; done
url=http://127.0.0.1:$(cat "$work/port")/metadata/
target=img/image-4711/1.0
for turn in 1 2; do
  echo "turn $turn"
  "$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$classpath" \
    dev.plimsoll.bench.tuf.ClientBench "$work/repository/metadata" "$url" "$target" "$work" "$rounds"
  "$python/bin/python" "$home/bench/tuf-client.py" time "$work/repository" "$url" "$target" "$rounds"
  node "$home/bench/tuf-client.js" "$home/interop/target/npm/node_modules" "$work/repository" "$url" \
    "$target" "$rounds" 2>/dev/null
done

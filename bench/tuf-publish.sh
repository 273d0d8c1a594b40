#!/bin/bash
# Measures the TUF repository: bench/tuf-publish.sh [IMAGES [ROUNDS [TREE=BITS…]]], e.g.
#   bench/tuf-publish.sh 10000 100 layers=9
#
# Fills a repository with IMAGES images (default 10,000) of 13 targets, then publishes ROUNDS
# (default 100) more, one at a time: median wall and processor time, and beside it what writing and
# syncing as many files takes alone. Then the time and memory of opening it, and the size of a cold
# boot. TREE=BITS sets the bit length of build, audit or layers. Needs a JDK 25 and Maven; a temporary
# folder of about 60 MB at 10,000 images.
set -euo pipefail
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=cli/src/main/sh/jdk.sh
. "$home/cli/src/main/sh/jdk.sh"
find_jdk || { echo "bench: $no_jdk" >&2; exit 2; }
images=${1:-10000}
rounds=${2:-100}
shift $(($# < 2 ? $# : 2))
classpath=$home/bench/target/jmh.classpath
if [ -z "${PLIMSOLL_NO_BUILD-}" ]; then
  (cd "$home" && mvn -q -o -DskipTests -Dspotless.check.skip=true -pl bench -am package \
    dependency:build-classpath -Dmdep.outputFile=target/jmh.classpath -Dmdep.includeScope=runtime)
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
  -XX:+UseSerialGC ${PLIMSOLL_JAVA_OPTS-} \
  -cp "$home/bench/target/classes:$(cat "$classpath")" \
  dev.plimsoll.bench.tuf.PublishBench "$dir" "$images" "$rounds" "$@"

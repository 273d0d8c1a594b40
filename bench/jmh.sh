#!/bin/sh
# Runs JMH benchmarks: bench/jmh.sh [JMH OPTIONS] [REGEX], e.g.
#   bench/jmh.sh -p config=/boot/config-6.1.0-cloud-amd64 KernelAuditBench
# Builds what is missing first. Needs a JDK 25 and Maven.
set -eu
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
. "$home/cli/src/main/sh/jdk.sh"
find_jdk || { echo "bench: $no_jdk" >&2; exit 2; }
classpath=$home/bench/target/jmh.classpath
(cd "$home" && mvn -q -DskipTests -Dspotless.check.skip=true -pl bench -am package \
  dependency:build-classpath -Dmdep.outputFile=target/jmh.classpath -Dmdep.includeScope=runtime)
exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED \
  -cp "$home/bench/target/classes:$(cat "$classpath")" org.openjdk.jmh.Main "$@"

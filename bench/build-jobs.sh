#!/bin/bash
# Measures the image builder: bench/build-jobs.sh [--dir DIR] [reference] [second] [large] [rates]
#
# Makes the jobs in DIR (default: a temporary folder, deleted at the end; about 12 GB with "large"),
# then for each job: CPU seconds in one warm JVM, and CPU seconds, wall seconds and peak memory of
# the whole command ./plimsoll build (start of the JVM included), median of five, with the lock file
# there and the layers in the store. Also what share of a build compression has. "large" builds a
# 4 GB image with -Xmx64m. Needs a JDK 25, Maven and GNU time (Debian: time).
set -euo pipefail
home=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
# shellcheck source=cli/src/main/sh/jdk.sh
. "$home/cli/src/main/sh/jdk.sh"
find_jdk || { echo "bench: $no_jdk" >&2; exit 2; }
[ -x /usr/bin/time ] || { echo "bench: GNU time is missing; as root: apt-get install time" >&2; exit 2; }

dir=
repeats=${PLIMSOLL_BENCH_REPEATS:-15}
jobs=()
while [ $# -gt 0 ]; do
  case $1 in
    --dir) dir=$2; shift 2 ;;
    reference | second | large | rates) jobs+=("$1"); shift ;;
    *) echo "bench: no job \"$1\"" >&2; exit 2 ;;
  esac
done
[ ${#jobs[@]} -gt 0 ] || jobs=(reference second rates)
if [ -z "$dir" ]; then
  dir=$(mktemp -d)
  trap 'rm -rf "$dir"' EXIT
fi

"$home/plimsoll" --version >/dev/null
classpath=$home/bench/target/jmh.classpath
if [ -z "${PLIMSOLL_NO_BUILD-}" ]; then
  (cd "$home" && mvn -q -o -DskipTests -Dspotless.check.skip=true -pl bench -am package \
    dependency:build-classpath -Dmdep.outputFile=target/jmh.classpath -Dmdep.includeScope=runtime)
fi

bench() {
  "$jdk/bin/java" -Xlog:disable --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC \
    -cp "$home/bench/target/classes:$(cat "$classpath")" "$@"
}

# median FILE COLUMN
median() {
  sort -n -k"$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'
}

# whole WHAT YAML… -- OPTIONS…: five builds as a whole command, another YAML each time if there are several
whole() {
  what=$1
  shift
  yamls=()
  while [ "$1" != -- ]; do yamls+=("$1"); shift; done
  shift
  costs=$dir/costs
  : >"$costs"
  for i in 0 1 2 3 4; do
    yaml=${yamls[$((i % ${#yamls[@]}))]}
    PLIMSOLL_NO_BUILD=1 /usr/bin/time -a -o "$costs" -f '%U %S %e %M' \
      "$home/plimsoll" build --name bench --progress plain --data "$dir/data" --dir "$dir/out" \
      "$@" "$yaml" >/dev/null 2>"$dir/said" || { cat "$dir/said" >&2; exit 1; }
  done
  awk '{ print $1 + $2, $3, $4 }' "$costs" >"$costs.sum"
  printf '%-42s %7.3f CPU-s %7.2f s %7.0f MB peak\n' "$what" "$(median "$costs.sum" 1)" \
    "$(median "$costs.sum" 2)" "$(awk "BEGIN { print $(median "$costs.sum" 3) / 1024 }")"
}

run_job() {
  job=$1
  echo "== $job job"
  [ -f "$dir/$job/image.yml" ] || bench dev.plimsoll.bench.image.ImageJob "$job" "$dir/$job"
  echo "-- warm, in one JVM (median)"
  bench dev.plimsoll.bench.image.WarmBuilds "$dir/$job" "$dir/$job-warm" "$repeats"
  rm -rf "$dir/$job-warm"
  echo "-- whole command (median of 5)"
  rm -rf "$dir/data" "$dir/out"
  y=$dir/$job/image.yml
  changed=()
  for i in 1 2 3 4 5; do
    changed+=("$dir/$job/changed-$i.yml")
    PLIMSOLL_NO_BUILD=1 "$home/plimsoll" build --name bench --data "$dir/data" --dir "$dir/out" \
      --format tar "$dir/$job/changed-$i.yml" >/dev/null 2>&1
  done
  whole "tar" "$y" -- --format tar
  whole "kernel+initrd zstd, one service changed" "${changed[@]}" -- --format kernel+initrd
  whole "kernel+initrd zstd, all segments known" "$y" -- --format kernel+initrd
  rm -rf "$dir/data/blobs/derived"/segment*
  for i in 1 2 3; do
    rm -rf "$dir/data/blobs/derived"/segment*
    PLIMSOLL_NO_BUILD=1 /usr/bin/time -f "kernel+initrd zstd, no segment known, run $i: %U + %S CPU-s, %e s, %M kB" \
      "$home/plimsoll" build --name bench --data "$dir/data" --dir "$dir/out" \
      --format kernel+initrd "$y" 2>&1 >/dev/null | grep CPU-s
  done
  rm -rf "$dir/data" "$dir/out"
}

run_large() {
  echo "== large: 4 GB with -Xmx64m"
  [ -f "$dir/large/image.yml" ] || bench dev.plimsoll.bench.image.ImageJob large "$dir/large"
  for format in tar kernel+initrd kernel+erofs verity; do
    PLIMSOLL_NO_BUILD=1 PLIMSOLL_JAVA_OPTS=-Xmx64m /usr/bin/time \
      -f "$format, 4 GB, -Xmx64m: %U + %S CPU-s, %e s, %M kB peak" \
      "$home/plimsoll" build --name bench --data "$dir/data" --dir "$dir/out" --format "$format" \
      "$dir/large/image.yml" 2>&1 >/dev/null | tail -n 1
    rm -rf "$dir/out"
  done
  rm -rf "$dir/data"
}

run_rates() {
  echo "== rates"
  bench dev.plimsoll.bench.image.Rates "$dir/rates"
  read -r root offset <"$dir/rates/verity.txt"
  if command -v veritysetup >/dev/null || [ -x /usr/sbin/veritysetup ]; then
    PATH=$PATH:/usr/sbin veritysetup verify "$dir/rates/verity.img" "$dir/rates/verity.img" "$root" \
      --hash-offset "$offset" && echo "veritysetup accepts root hash $root"
  fi
  rm -rf "$dir/rates"
}

for job in "${jobs[@]}"; do
  case $job in
    large) run_large ;;
    rates) run_rates ;;
    *) run_job "$job" ;;
  esac
done

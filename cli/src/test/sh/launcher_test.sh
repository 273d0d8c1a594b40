#!/bin/sh
# Tests of the launcher: a copy of it in a temporary checkout, with fake JDKs and a fake Maven, and
# with the machine's own places for JDKs replaced by temporary ones.
# shellcheck disable=SC2016 # fake programs are written with their variables unexpanded
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/../../../.." && pwd -P)
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
cases=0

die() {
  echo "launcher_test: $1" >&2
  exit 1
}

# expect WHAT FOUND WANTED-PATTERN
expect() {
  cases=$((cases + 1))
  # shellcheck disable=SC2254 # the pattern is meant as one
  case $2 in
    $3) ;;
    *) die "$1: found '$2', wanted '$3'" ;;
  esac
}

# A JDK whose java prints itself, its working directory and its arguments.
fake_jdk() {
  mkdir -p "$1/bin"
  printf 'JAVA_VERSION="%s"\n' "$2" >"$1/release"
  printf '#!/bin/sh\necho "%s in $PWD: $*"\n' "$1" >"$1/bin/java"
  printf '#!/bin/sh\necho "javac %s"\n' "$2" >"$1/bin/javac"
  chmod +x "$1/bin/java" "$1/bin/javac"
}

co="$tmp/check out"
co2=$tmp/checkout
for c in "$co" "$co2"; do
  mkdir -p "$c/cli/src/main" "$c/policies/baseline"
  cp -r "$root/cli/src/main/sh" "$c/cli/src/main/sh"
  cp "$root/plimsoll" "$c/plimsoll"
  touch "$c/pom.xml" "$c/cli/pom.xml"
  sed -i "s#/usr/lib/jvm#$tmp/jvm#g; s#/usr/local/#$tmp/local/#g; s#/opt/#$tmp/opt/#g; s#/usr/java#$tmp/java#g" \
    "$c/cli/src/main/sh/jdk.sh"
done

# Maven that counts its runs and makes what the launcher takes.
bin=$tmp/bin
mkdir -p "$bin"
printf '%s\n' '#!/bin/sh' 'echo run >>"$MVN_RUNS"' '[ -z "${MVN_FAILS-}" ] || { echo "[ERROR] no such thing"; exit 1; }' \
  'echo "[INFO] Building formats 0.1.0                                      [2/12]"' \
  'mkdir -p cli/target/lib && : >cli/target/lib/picocli.jar && : >cli/target/cli-0.1.0.jar && : >cli/target/cli-0.1.0-tests.jar' \
  >"$bin/mvn"
chmod +x "$bin/mvn"
MVN_RUNS=$tmp/mvn-runs
export MVN_RUNS
: >"$MVN_RUNS"
fake_jdk "$tmp/jdk25" 25.0.3
fake_jdk "$tmp/jdk26" 26
fake_jdk "$tmp/jdk17" 17.0.1

# run CHECKOUT VAR=VALUE… -- ARGUMENT…: sets `out`, `err` and `code`.
run() {
  checkout=$1
  shift
  vars=
  while [ "$1" != -- ]; do
    vars="$vars $1"
    shift
  done
  shift
  code=0
  # shellcheck disable=SC2086
  env -i PATH="$path" MVN_RUNS="$MVN_RUNS" $vars "$checkout/plimsoll" "$@" >"$tmp/out" 2>"$tmp/err" ||
    code=$?
  out=$(cat "$tmp/out")
  err=$(cat "$tmp/err")
}

# The path without the machine's own java.
mkdir -p "$tmp/usrbin"
for tool in sh env cat date mkdir rm cp mv tee sed find touch readlink dirname cut getent id grep \
  head tail flock mktemp sudo; do
  program=$(PATH=/usr/bin:/bin command -v $tool) || continue
  ln -s "$program" "$tmp/usrbin/$tool"
done
path=$bin:$tmp/usrbin

run "$co2" -- --version
expect "no JDK: exit code" "$code" 2
expect "no JDK: one clear line" "$err" 'plimsoll: no JDK 25 or newer found *set JAVA_HOME'
expect "no JDK: Maven is not called" "$(cat "$MVN_RUNS")" ''

run "$co2" JAVA_HOME="$tmp/jdk17" -- --version
expect "JAVA_HOME too old: exit code" "$code" 2

run "$co2" JAVA_HOME="$tmp/jdk26" -- audit 'a b' '*'
expect "JAVA_HOME of 26 is taken" "$out" "$tmp/jdk26 in *dev.plimsoll.cli.Main audit a b \*"
expect "progress by module" "$err" '*building formats (2/12)*'
expect "built once" "$(wc -l <"$MVN_RUNS")" 1
expect "the tests' jar is not on the class path" "$(cat "$co2/cli/target/app/classpath")" '*cli-0.1.0.jar*picocli.jar'

cd "$tmp"
run "$co2" JAVA_HOME="$tmp/jdk26" -- --version
expect "working directory is kept" "$out" "* in $tmp:*"
expect "nothing changed: nothing is built" "$(wc -l <"$MVN_RUNS")" 1
expect "nothing changed: nothing is said" "$err" ''

mkdir -p "$tmp/jvm"
fake_jdk "$tmp/jvm/java-17-openjdk" 17.0.9
fake_jdk "$tmp/jvm/jdk-26" 26.0.1
fake_jdk "$tmp/jvm/temurin-25" 25.0.1
run "$co2" -- --version
expect "exactly 25 wins among the usual places" "$out" "$tmp/jvm/temurin-25 in *"
run "$co2" JAVA_HOME="$tmp/jdk17" -- --version
expect "an old JAVA_HOME is passed over" "$out" "$tmp/jvm/temurin-25 in *"
rm -r "$tmp/jvm"

mkdir -p "$tmp/user/.sdkman/candidates/java"
fake_jdk "$tmp/user/.sdkman/candidates/java/25.0.2-tem" 25.0.2
run "$co2" HOME="$tmp/user" -- --version
expect "SDKMAN below HOME" "$out" "$tmp/user/.sdkman/candidates/java/25.0.2-tem in *"
run "$co2" SDKMAN_DIR="$tmp/user/.sdkman" -- --version
expect "SDKMAN_DIR without HOME" "$out" "$tmp/user/.sdkman/candidates/java/25.0.2-tem in *"
rm -r "$tmp/user"

ln -s "$tmp/jdk25/bin/java" "$bin/java"
run "$co2" -- --version
expect "java on the path, through a link" "$out" "$tmp/jdk25 in *"

ln -s "$co2/plimsoll" "$tmp/linked"
code=0
out=$(env -i PATH="$path" MVN_RUNS="$MVN_RUNS" "$tmp/linked" --version) || code=$?
expect "the launcher through a link" "$code $out" "0 $tmp/jdk25 in *plimsoll.home=$co2 *"

run "$co2" -- serve
expect "a service gets another collector" "$out" '*UseG1GC*Main serve'
run "$co2" -- --version
expect "short commands get the cache" "$out" '*AOTCache=*Main --version'

run "$co" -- --version
expect "a checkout with a blank in its path" "$code $out" "0 *plimsoll.home=$co *"

sleep 0.01
touch "$co2/policies/baseline/policy.yaml"
before=$(wc -l <"$MVN_RUNS")
run "$co2" -- --version
expect "a newer policy: built again" "$(wc -l <"$MVN_RUNS")" "$((before + 1))"
run "$co2" PLIMSOLL_NO_BUILD=1 -- --version
touch "$co2/pom.xml"
run "$co2" PLIMSOLL_NO_BUILD=1 -- --version
expect "PLIMSOLL_NO_BUILD=1 looks at no sources" "$code $(wc -l <"$MVN_RUNS")" "0 $((before + 1))"
run "$co2" MVN_FAILS=1 -- --version
expect "a failed build: exit code" "$code" 2
expect "a failed build shows why, and where the log is" "$err" '*no such thing*whole log: *build.log'
run "$co2" PLIMSOLL_NO_BUILD=1 -- --version
expect "after a failed build the last good one still runs" "$code" 0
run "$co2" -- --version
expect "the next call builds again" "$code" 0

# Packages: a user without root's rights gets the command, and nothing is run.
printf '#!/bin/sh\necho 1000\n' >"$bin/id"
printf '#!/bin/sh\necho called >>"%s/apt-calls"\n' "$tmp" >"$bin/apt-get"
printf '#!/bin/sh\nexit 1\n' >"$bin/sudo"
chmod +x "$bin/id" "$bin/apt-get" "$bin/sudo"
run "$co2" -- quickstart
expect "missing packages, no root: exit code" "$code" 2
expect "missing packages, no root: the command" "$err" '*apt-get update && apt-get install -y --no-install-recommends *'
expect "missing packages, no root: nothing is run" "$(cat "$tmp/apt-calls" 2>/dev/null || :)" ''
printf '#!/bin/sh\necho 0\n' >"$bin/id"
run "$co2" -- quickstart
expect "missing packages, root: installed" "$(wc -l <"$tmp/apt-calls")" 2
expect "missing packages, root: goes on" "$out" '*Main quickstart'

echo "launcher_test: $cases passed"

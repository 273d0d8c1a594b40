# Builds what is stale. Sourced by the launcher, which defines `fail`, `jdk`, `app` and
# `PLIMSOLL_HOME`. Only one build runs at a time; a finished one replaces `app` whole, so a running
# service keeps the files that it has open.
# shellcheck shell=sh
# shellcheck disable=SC2154 # jdk and app are the launcher's

build_java() {
  command -v mvn >/dev/null ||
    fail "Maven is missing; as root: apt-get install -y --no-install-recommends maven"
  target=$PLIMSOLL_HOME/cli/target
  mkdir -p "$target" || fail "cannot write $target"
  exec 9>"$target/build.lock"
  if command -v flock >/dev/null && ! flock -n 9; then
    echo "plimsoll: another build is running, waiting for it" >&2
    before=$(cat "$app/stamp" 2>/dev/null || :)
    flock 9
    after=$(cat "$app/stamp" 2>/dev/null || :)
    if [ -n "$after" ] && [ "$before" != "$after" ]; then
      exec 9>&-
      return 0
    fi
  fi
  fresh=$target/app.new
  rm -rf "$fresh"
  mkdir -p "$fresh"
  # The stamp is as old as the start of the build: what changes meanwhile is built next time.
  date +%s%N >"$fresh/stamp"
  echo "plimsoll: building with $jdk" >&2
  log=$target/build.log
  rm -rf "${target:?}/lib"
  if ! run_maven; then
    grep -E '^\[(ERROR|WARNING)\]' "$log" | head -n 40 >&2 || :
    [ -s "$log" ] || echo "(the log is empty)" >&2
    fail "the build failed; whole log: $log"
  fi
  assemble
  exec 9>&-
}

# Maven on whatever Java it runs on; the JDK that was found comes in as a toolchain.
run_maven() {
  rm -f "$target/build.ok"
  {
    cd "$PLIMSOLL_HOME" || exit 1
    if [ -z "${JAVA_HOME-}" ] && ! command -v java >/dev/null; then
      export JAVA_HOME="$jdk"
    fi
    JAVA25_HOME=$jdk mvn -B -ntp -pl cli -am -Dmaven.test.skip=true package </dev/null 2>&1 9>&- &&
      touch "$target/build.ok"
  } | tee "$log" | sed -un \
    -e 's/^\[INFO\] Building \([a-z][a-z-]*\) [0-9][^ ]* *\[\(.*\)\]$/plimsoll: building \1 (\2)/p' >&2
  [ -f "$target/build.ok" ]
}

# cli/target/lib (filled by Maven) and the ahead-of-time cache, under their final names.
assemble() {
  mkdir -p "$fresh/lib"
  cp -p "$target"/lib/*.jar "$target"/cli-*.jar "$fresh/lib/"
  rm -f "$fresh"/lib/*-tests.jar
  classpath=
  for jar in "$fresh"/lib/*.jar; do
    classpath="${classpath:+$classpath:}$app/lib/${jar##*/}"
  done
  echo "$classpath" >"$fresh/classpath"
  rm -rf "$target/app.old"
  [ ! -e "$app" ] || mv "$app" "$target/app.old"
  mv "$fresh" "$app"
  rm -rf "$target/app.old"
  # Training: the short commands once, so that their classes come parsed and linked, and builds with
  # both compilers, so that their profiles are known. A JVM that finds the cache unfit (another JDK)
  # does without it.
  "$jdk/bin/java" -XX:AOTCacheOutput="$app/plimsoll.aot" -XX:+UseSerialGC \
    -Xlog:disable --enable-native-access=ALL-UNNAMED -Dplimsoll.home="$PLIMSOLL_HOME" \
    -cp "$classpath" dev.plimsoll.cli.Training </dev/null >"$target/training.log" 2>&1 9>&- ||
    rm -f "$app/plimsoll.aot"
}

build_agent() {
  if ! command -v gcc >/dev/null || ! command -v make >/dev/null ||
    [ ! -f /usr/include/mbedtls/pk.h ]; then
    echo "plimsoll: the boot agent is not built; as root: apt-get install -y --no-install-recommends gcc libc6-dev make libmbedtls-dev" >&2
    return 0
  fi
  echo "plimsoll: building the boot agent" >&2
  mkdir -p "$PLIMSOLL_HOME/boot-agent/target"
  log=$PLIMSOLL_HOME/boot-agent/target/build.log
  make -C "$PLIMSOLL_HOME/boot-agent" >"$log" 2>&1 </dev/null || {
    tail -n 20 "$log" >&2
    fail "the boot agent does not build; whole log: $log"
  }
}

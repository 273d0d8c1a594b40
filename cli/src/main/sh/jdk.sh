# Finds a JDK of version 25 or newer. Sourced by the launchers; sets `jdk`.
#
# Order: JAVA_HOME, java on the path, then the usual places of Debian, Temurin, SDKMAN and others,
# where exactly 25 wins over newer ones. Versions come from the JDK's `release` file, so no JVM is
# started. Works without HOME.
# shellcheck shell=sh
# shellcheck disable=SC2034 # what is set here is read by the launchers

jdk_wanted=25
no_jdk="no JDK $jdk_wanted or newer found (looked at JAVA_HOME, the path, /usr/lib/jvm, /opt, SDKMAN); install one, e.g. Temurin $jdk_wanted, or set JAVA_HOME"

# jdk_major DIR: sets `major` to the version of the JDK in DIR; fails when there is none.
jdk_major() {
  major=
  if [ ! -x "$1/bin/java" ] || [ ! -x "$1/bin/javac" ]; then
    return 1
  fi
  if [ -r "$1/release" ]; then
    while IFS='=' read -r key value; do
      if [ "$key" = JAVA_VERSION ]; then
        value=${value#\"}
        major=${value%%[!0-9]*}
        break
      fi
    done <"$1/release"
  fi
  if [ -z "$major" ]; then
    major=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  fi
  [ -n "$major" ]
}

# The JDK whose java is on the path, through links and through shims of version managers.
path_jdk() {
  on_path=$(command -v java) || return 1
  on_path=$(readlink -f -- "$on_path") || return 1
  on_path=${on_path%/bin/java}
  if [ ! -r "$on_path/release" ]; then
    on_path=$(java -XshowSettings:properties -version 2>&1 |
      sed -n 's/^ *java\.home = //p') || return 1
  fi
}

user_home() {
  if [ -n "${HOME-}" ]; then
    user=$HOME
  else
    user=$(getent passwd "$(id -u)" 2>/dev/null | cut -d: -f6) || user=
    user=${user:-/nonexistent}
  fi
}

find_jdk() {
  jdk=
  if [ -n "${JAVA_HOME-}" ] && jdk_major "$JAVA_HOME" && [ "$major" -ge $jdk_wanted ]; then
    jdk=$JAVA_HOME
    return 0
  fi
  if path_jdk && jdk_major "$on_path" && [ "$major" -ge $jdk_wanted ]; then
    jdk=$on_path
    return 0
  fi
  user_home
  best=
  for place in /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/java/* /opt/jdk* /opt/*jdk* /opt/temurin* \
    /usr/java/* /usr/local/java* /usr/local/*jdk* "${SDKMAN_DIR:-$user/.sdkman}"/candidates/java/* \
    "$user"/.jdks/* "$user"/.local/share/mise/installs/java/* "$user"/.asdf/installs/java/*; do
    if jdk_major "$place" && [ "$major" -ge $jdk_wanted ]; then
      if [ -z "$best" ] || [ "$major" -lt "$best" ]; then
        best=$major
        jdk=$place
      fi
      if [ "$best" -eq $jdk_wanted ]; then
        return 0
      fi
    fi
  done
  [ -n "$jdk" ]
}

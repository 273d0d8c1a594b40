#!/bin/sh
# Installs the npm packages of package-lock.json, exactly those, into interop/target/npm.
# Does nothing when they are there. Their packages ask for a newer Node than Debian's; they run on 20.
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd -P)
target=$here/../target/npm
mkdir -p "$target"
if [ -d "$target/node_modules" ] && cmp -s "$here/package-lock.json" "$target/installed-lock.json"; then
  exit 0
fi
cp "$here/package.json" "$here/package-lock.json" "$target/"
(cd "$target" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
cp "$target/package-lock.json" "$target/installed-lock.json"

#!/bin/sh
# Tests this checkout with other versions of Node:
#
#   npm run test:node                 the versions that `engines` in package.json names
#   npm run test:node -- 22           one of them
#   CHECK=start npm run test:node     builds, starts and sends one event instead of running the suites
#
# Each version comes from npm's package `node` and gets a fresh copy of the checkout in a temporary folder, because
# native modules have to be built for it.
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
TEMPORARY=$(mktemp -d)
trap 'rm -rf "$TEMPORARY"' EXIT
trap 'exit 130' INT TERM
TOKEN=a-token-for-one-event

# Builds, starts the gateway on an empty database, and expects a 202.
check_start() {
  npm run --silent build
  DATABASE_URL="sqlite:./started.sqlite" BOOTSTRAP_TOKEN="$TOKEN" HOST=127.0.0.1 PORT=0 \
    node dist/src/main.js > start.log 2>&1 &
  gateway=$!
  url=''
  for _ in $(seq 100); do
    url=$(sed -n 's/.*"url":"\([^"]*\)".*"serving".*/\1/p' start.log)
    [ -n "$url" ] && break
    sleep 0.2
  done
  status=$(curl -s -o event.json -w '%{http_code}' -H "Authorization: Bearer $TOKEN" \
    -H 'Content-Type: application/json' -d '{"title":"Disk full"}' "$url/v1/ingest/events" || true)
  kill -TERM "$gateway"
  wait "$gateway"
  echo "$(node --version): POST /v1/ingest/events answered $status"
  [ "$status" = 202 ] || { cat start.log; return 1; }
}

[ $# -gt 0 ] || set -- 20 22 24
for version; do
  copy="$TEMPORARY/$version"
  mkdir -p "$copy/checkout"
  npm install --silent --no-audit --no-fund --prefix "$copy/runtime" "node@$version"
  (cd "$ROOT" && git ls-files -z | tar --null -T - -cf -) | tar -xf - -C "$copy/checkout"
  (
    PATH="$copy/runtime/node_modules/node/bin:$PATH"
    # The package has the headers that native modules are built with.
    headers=$(find "$copy/runtime" -path '*/include/node/node_version.h' | head -n 1)
    npm_config_nodedir=${headers%/include/node/node_version.h}
    export PATH npm_config_nodedir
    cd "$copy/checkout"
    echo "== Node $(node --version) =="
    npm ci --loglevel=error --no-audit --no-fund
    if [ "${CHECK:-test}" = start ]; then check_start; else npm test; fi
  )
done

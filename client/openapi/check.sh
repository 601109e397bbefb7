#!/bin/sh
# Checks the OpenAPI document with the tools of its users: two linters, and two generators whose clients are compiled
# against valid and invalid calls. The tools are installed in a temporary folder, because nothing else needs them.
#
#   npm run check:openapi
set -eu

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
TEMPORARY=$(mktemp -d)
trap 'rm -rf "$TEMPORARY"' EXIT
trap 'exit 130' INT TERM

cp "$ROOT/client/openapi/package.json" "$ROOT/client/openapi/calls.ts" "$TEMPORARY"
cd "$TEMPORARY"
npm install --no-audit --no-fund --silent
node --input-type=module -e "
  import { writeFileSync } from 'node:fs';
  const { OPENAPI } = await import('$ROOT/dist/src/generated/openapi.js');
  writeFileSync('openapi.json', JSON.stringify(OPENAPI, null, 1));
"
echo 'extends: ["spectral:oas"]' > .spectral.yaml
echo '{"compilerOptions":{"target":"ES2022","module":"NodeNext","strict":true,"noEmit":true,"skipLibCheck":true,"types":[]},"files":["calls.ts"]}' > tsconfig.json

npx redocly lint openapi.json --format=summary
npx spectral lint openapi.json --fail-severity=error --quiet
npx openapi-typescript openapi.json --output types.ts
npx orval --input openapi.json --output orval.ts --client fetch
npx tsc -p .
echo 'The document is valid, and both generated clients accept valid calls and refuse invalid ones.'

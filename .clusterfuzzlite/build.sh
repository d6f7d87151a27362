#!/usr/bin/env bash
# Builds every fuzz target into $OUT, with its seeds and its dictionary, as ClusterFuzzLite wants them.
#
# Runs without Docker, too:  OUT=/tmp/out .clusterfuzzlite/build.sh
# There it takes no sanitizer, which stable Rust lacks; SANITIZER=address asks for one (nightly).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# In the engine's image this file lies beside the project.
project=$([ -f "$here/../fuzz/Cargo.toml" ] && echo "$here/.." || echo "${SRC:?}/goalpost")
cd "$project"
: "${OUT:?name the folder to build into: OUT=/tmp/out .clusterfuzzlite/build.sh}"
mkdir -p "$OUT"
command -v zip >/dev/null || command -v python3 >/dev/null || { echo "zip or python3 is needed" >&2; exit 3; }

sanitizer=${SANITIZER:-none}
# Coverage runs count for themselves.
[ "$sanitizer" = coverage ] && sanitizer=none
# With debug assertions: overflows and broken assumptions are crashes, too.
cargo fuzz build --release --debug-assertions --sanitizer "$sanitizer"

triple=$(rustc -vV | sed -n 's/^host: //p')
# The live adapters need a checkout around them, so the differential target stays at home.
for target in json_reader canonicalize money sign_verify validator validator_raw forensics readers; do
  cp "fuzz/target/$triple/release/$target" "$OUT/"
  rm -f "$OUT/${target}_seed_corpus.zip"
  if command -v zip >/dev/null; then
    zip -q -j "$OUT/${target}_seed_corpus.zip" "fuzz/corpus/$target"/*
  else
    (cd "fuzz/corpus/$target" && python3 -m zipfile -c "$OUT/${target}_seed_corpus.zip" ./*)
  fi
  cp fuzz/atoms.dict "$OUT/$target.dict"
done

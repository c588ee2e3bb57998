#!/bin/sh
# build.sh SOURCE_FOLDER OUTPUT_FOLDER: compiles contracts/rules for wasm32 (MVP instructions only) and links the shell.
set -eu
source=$1
out=$2
mkdir -p "$out"
flags="--target=wasm32-unknown-unknown -mcpu=mvp -std=c++20 -O2 -nostdlib -nostdlibinc -ffreestanding -fno-exceptions
  -fno-rtti -fno-threadsafe-statics -fvisibility=hidden -Wall -Wextra -Werror -I$source"
objects=""
for file in "$source"/contracts/rules/*.cpp "$source"/tests/contracts/rules/wasm/*.cpp; do
  object="$out/$(basename "$file" .cpp).o"
  # shellcheck disable=SC2086
  clang++-14 $flags -c "$file" -o "$object"
  objects="$objects $object"
done
# shellcheck disable=SC2086
wasm-ld-14 --no-entry --gc-sections --strip-all -z stack-size=65536 --stack-first --fatal-warnings $objects -o "$out/rules.wasm"

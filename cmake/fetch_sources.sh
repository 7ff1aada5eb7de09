#!/usr/bin/env bash
# usage: fetch_sources.sh [--check] FOLDER
# Fetches and unpacks the sources that no Debian package has (tree-sitter's core and its Python grammar; typeshed, as pyright ships it)
# into FOLDER. Each is pinned by version and by the hash of its archive; `npm pack` only downloads the
# archive, nothing in it is run. Costs nothing when they are there. With --check: are they all there?
set -euo pipefail

# name  version  sha256 of the archive  the part of it that is kept
sources="
tree-sitter         0.25.1  07aeba8dd71630e7e72b2d4ca3bd2680c3471824100cc5ebff44e78a6ed0b6d3  package
tree-sitter-python  0.25.0  63b76b3fa8181fd79eaad4abcdb21e2babcb504dbfc7710a89934fa456d26096  package
pyright             1.1.414 bf5f473f6167c0d14175492c3263d783b4489a6956e1c06c18e15228e3a3fa42  package/dist/typeshed-fallback
"

# Its presence says that this very archive was unpacked to the end.
stamp_of() { echo ".dangle-$1-$2"; }

fetch() {
  local target=$1 name=$2 version=$3 hash=$4 part=$5 work
  if ! command -v npm >/dev/null; then
    echo "npm is needed once, to fetch $name $version: run './dev setup'" >&2
    return 1
  fi
  echo "fetching $name $version" >&2
  work=$(mktemp -d "$target/.fetch.XXXXXX")
  (
    trap 'rm -rf "$work"' EXIT
    cd "$work"
    npm pack --loglevel=error --ignore-scripts "$name@$version" >/dev/null </dev/null
    echo "$hash  $name-$version.tgz" | sha256sum --check --quiet >&2
    tar -xzf "$name-$version.tgz" "$part"
    touch "package/$(stamp_of "$version" "$hash")"
    rm -rf "${target:?}/$name"
    mv package "$target/$name"
  )
}

only_check=false
if [[ $1 == --check ]]; then
  only_check=true
  shift
fi
mkdir -p "$1"
target=$(cd "$1" && pwd)

while read -r name version hash part; do
  [[ -n $name && ! -e $target/$name/$(stamp_of "$version" "$hash") ]] || continue
  ! $only_check || exit 1
  fetch "$target" "$name" "$version" "$hash" "$part"
done <<<"$sources"

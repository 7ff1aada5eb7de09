#!/usr/bin/env bash
# Fetches and unpacks the sources that no Debian package has (tree-sitter's core and its Python grammar)
# into the folder given as $1. Each is pinned by version and by the hash of its archive; `npm pack` only
# downloads the archive, nothing in it is run. Costs nothing when they are there.
set -euo pipefail

target=$1
# name  version  sha256 of the archive
sources="
tree-sitter         0.25.1  07aeba8dd71630e7e72b2d4ca3bd2680c3471824100cc5ebff44e78a6ed0b6d3
tree-sitter-python  0.25.0  63b76b3fa8181fd79eaad4abcdb21e2babcb504dbfc7710a89934fa456d26096
"

fetch() {
  local name=$1 version=$2 hash=$3
  local stamp="$target/$name/.dangle-$version-$hash"
  [[ -e $stamp ]] && return
  if ! command -v npm >/dev/null; then
    echo "npm is needed once, to fetch $name $version: run './dev setup'" >&2
    return 1
  fi
  local work
  mkdir -p "$target"
  work=$(mktemp -d "$target/.fetch.XXXXXX")
  (
    trap 'rm -rf "$work"' EXIT
    echo "fetching $name $version" >&2
    cd "$work"
    npm pack --silent --ignore-scripts "$name@$version" >/dev/null
    echo "$hash  $name-$version.tgz" | sha256sum --check --quiet >&2
    tar -xzf "$name-$version.tgz"
    touch "package/$(basename "$stamp")"
    rm -rf "${target:?}/$name"
    mv package "$target/$name"
  )
}

target=$(mkdir -p "$target" && cd "$target" && pwd)
while read -r name version hash; do
  [[ -z $name ]] || fetch "$name" "$version" "$hash"
done <<<"$sources"

#!/bin/bash
# SPDX-License-Identifier: MIT
#
# npm run kernels [-- VERSION...]: makes kernels ready to be booted, by
# default 6.1 and 6.12, x86-64: Debian's image and headers are downloaded
# (apt-get download) and unpacked (dpkg -x) in a cache outside the tree,
# never installed; the guest's agent and its module are built there.
# MHPCHECK_KERNELS is the cache, or ~/.cache/mhpcheck/kernels.
#
# What is missing is said with the command that gets it. Exit status: 0 if
# every kernel is ready, 1 if one is not.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${MHPCHECK_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/mhpcheck/kernels}
versions=("$@")
[ $# -gt 0 ] || versions=(6.1 6.12)

say() { printf '%s\n' "$*"; }
missing=()
need() { command -v "$1" >/dev/null || missing+=("$2"); }
need qemu-system-x86_64 qemu-system-x86
need gcc-12 gcc-12
need make make
need cpio cpio
need dpkg dpkg
need apt-get apt
need xz xz-utils
need zstd zstd
need lz4 lz4
if [ ${#missing[@]} -gt 0 ]; then
  say "missing: apt-get install ${missing[*]}"
  exit 1
fi

# The newest release of a version that apt knows: 6.12.117+deb12-cloud-amd64.
release_of() {
  apt-cache pkgnames linux-image- |
    sed -n "s/^linux-image-\($(printf %s "$1" | sed 's/\./\\./g')[.][0-9a-z.+-]*-cloud-amd64\)-unsigned$/\1/p" |
    sort -V | tail -1
}

# The ELF image in a bzImage: what QEMU starts without decompressing it.
unpack_image() {
  local setup payload length magic
  setup=$(od -An -tu1 -j $((0x1f1)) -N 1 "$1")
  payload=$(($(od -An -tu4 -j $((0x248)) -N 4 "$1") + (setup + 1) * 512))
  length=$(od -An -tu4 -j $((0x24c)) -N 4 "$1")
  tail -c +$((payload + 1)) "$1" | head -c "$length" >"$2.packed"
  magic=$(od -An -tx1 -N 4 "$2.packed" | tr -d ' ')
  # The four bytes behind it are its size: the tools complain of them.
  case $magic in
    fd377a58) xz -dc "$2.packed" 2>/dev/null ;;
    28b52ffd) zstd -dc "$2.packed" 2>/dev/null ;;
    02214c18) lz4 -dc "$2.packed" 2>/dev/null ;;
  esac >"$2"
  rm "$2.packed"
  [ "$(head -c 4 "$2" | od -An -tx1 | tr -d ' ')" = 7f454c46 ]
}

ready() {
  local version=$1 release flat dir work headers
  release=$(release_of "$version")
  if [ -z "$release" ]; then
    say "$version: apt knows no linux-image-$version*-cloud-amd64-unsigned: apt-get update"
    return 1
  fi
  dir=$cache/$version
  if [ -f "$dir/initrd" ] && [ "$(cat "$dir/release" 2>/dev/null)" = "$release" ] &&
    [ ! "$here/agent.c" -nt "$dir/initrd" ] && [ ! "$here/mhpcheck.c" -nt "$dir/initrd" ]; then
    say "$version: $release is ready"
    return 0
  fi
  say "$version: $release"
  flat=${release%-cloud-amd64}
  work=$dir/work
  rm -rf "$dir"
  mkdir -p "$work"
  local kbuild=linux-kbuild-$flat
  apt-cache show "$kbuild" >/dev/null 2>&1 || kbuild=linux-kbuild-$version
  (cd "$work" && apt-get download -o APT::Sandbox::User=root -qq \
    "linux-image-$release-unsigned" "linux-headers-$release" "linux-headers-$flat-common" "$kbuild") || {
    say "$version: apt-get download failed: apt-get update"
    return 1
  }
  for deb in "$work"/*.deb; do dpkg -x "$deb" "$work/tree" || return 1; done
  unpack_image "$work/tree/boot/vmlinuz-$release" "$dir/vmlinux" || {
    say "$version: its image can't be unpacked"
    return 1
  }
  # The headers name /usr/src, where they are not.
  headers=$work/tree/usr/src/linux-headers-$release
  sed -i "s|include /usr/src|include $work/tree/usr/src|" "$headers/Makefile"
  mkdir "$work/module"
  cp "$here/mhpcheck.c" "$work/module/"
  echo 'obj-m := mhpcheck.o' >"$work/module/Makefile"
  make -s -C "$headers" "M=$work/module" CONFIG_DEBUG_INFO_BTF_MODULES= modules >"$work/module.log" 2>&1 || {
    say "$version: the module does not build: see $work/module.log"
    tail -5 "$work/module.log"
    return 1
  }
  mkdir "$work/root"
  gcc-12 -static -O1 -Wall -o "$work/root/init" "$here/agent.c" || return 1
  cp "$work/module/mhpcheck.ko" "$work/root/"
  strip --strip-debug "$work/root/mhpcheck.ko"
  (cd "$work/root" && find . | cpio --quiet -o -H newc) >"$dir/initrd.new" || return 1
  echo "$release" >"$dir/release"
  rm -rf "$work"
  mv "$dir/initrd.new" "$dir/initrd"
  say "$version: ready, in $dir"
}

status=0
for version in "${versions[@]}"; do ready "$version" || status=1; done
exit $status

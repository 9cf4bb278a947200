#!/bin/bash
# SPDX-License-Identifier: MIT
#
# npm run kernels [-- VERSION...]: makes kernels ready to be booted, by
# default 6.1, 6.12, 6.1-arm64 and 6.12-arm64 (6.12-arm64-16k and -64k have
# other pages): Debian's image and headers are downloaded (apt-get download)
# and unpacked (dpkg -x) in a cache outside the tree, never installed; the
# guest's agent and its module are built there. MHPCHECK_KERNELS is the
# cache, or ~/.cache/mhpcheck/kernels.
#
# npm run kernels -- --own FILE [BUILD]: a kernel of your own (bzImage,
# vmlinux, or arm64's Image); BUILD is where it was built, or its headers,
# by default the tree that FILE is in. Prints the directory last.
#
# npm run kernels -- --needs ARCH: whether x86-64 or arm64 has its tools.
#
# What is missing is said with the command that gets it. Exit status: 0 if
# every kernel is ready, 1 if one is not.
set -u -o pipefail
here=$(cd "$(dirname "$0")" && pwd)
cache=${MHPCHECK_KERNELS:-${XDG_CACHE_HOME:-$HOME/.cache}/mhpcheck/kernels}
say() { printf '%s\n' "$*"; }

# need ARCH TOOLS: what has to be installed for guests of it.
need() {
  local missing=() tool
  for tool in make cpio dpkg apt-get:apt xz:xz-utils zstd lz4 $2; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool#*:}")
  done
  [ "$1" != arm64 ] || [ -f /usr/share/qemu-efi-aarch64/QEMU_EFI.fd ] || missing+=(qemu-efi-aarch64)
  [ "$1" != arm64 ] || [ -d /usr/aarch64-linux-gnu/include ] || missing+=(libc6-dev-arm64-cross)
  [ ${#missing[@]} -eq 0 ] || say "$1: missing: apt-get install ${missing[*]}"
  [ ${#missing[@]} -eq 0 ]
}
tools_of() {
  case $1 in
    x86-64) echo qemu-system-x86_64:qemu-system-x86 gcc-12 ;;
    arm64) echo qemu-system-aarch64:qemu-system-arm aarch64-linux-gnu-gcc-12:gcc-12-aarch64-linux-gnu ;;
  esac
}
cross_of() { [ "$1" = "$(host)" ] || [ "$1" = x86-64 ] || echo aarch64-linux-gnu-; }
host() { case $(uname -m) in aarch64) echo arm64 ;; *) echo x86-64 ;; esac; }

# apt for packages of another machine: with lists of its own.
apt_of() {
  if [ "$1" = x86-64 ]; then
    echo -o APT::Sandbox::User=root
    return
  fi
  local own=$cache/.apt-$1
  mkdir -p "$own/lists/partial" "$own/cache/archives/partial"
  echo -o APT::Sandbox::User=root -o "APT::Architecture=$1" -o "APT::Architectures=$1" \
    -o "Dir::State::Lists=$own/lists" -o "Dir::Cache=$own/cache"
}

# The newest release of a version that apt knows: 6.12.117+deb12-cloud-amd64.
release_of() {
  # shellcheck disable=SC2046
  apt-cache $(apt_of "$3") pkgnames linux-image- |
    sed -n "s/^linux-image-\($(printf %s "$1" | sed 's/\./\\./g')[.][0-9a-z.+]*\(-[0-9]*\)\?-$2\)-unsigned$/\1/p" |
    sort -V | tail -1
}

# The ELF image in a bzImage: what QEMU starts without decompressing it.
unpack_image() {
  local setup payload length magic
  case $(od -An -tx1 -N 4 "$1" | tr -d ' ') in
    7f454c46) cp "$1" "$2" && return ;;
  esac
  # arm64 boots its Image as it is, by way of the firmware.
  [ "$(od -An -tx1 -j 56 -N 4 "$1" | tr -d ' ')" != 41524d64 ] || { cp "$1" "$2" && return; }
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
    1f8b*) gzip -dc "$2.packed" 2>/dev/null ;;
  esac >"$2"
  rm "$2.packed"
  [ "$(head -c 4 "$2" | od -An -tx1 | tr -d ' ')" = 7f454c46 ]
}

# fill DIR ARCH BUILD [WORD...]: the initial file system, with the module
# where there is a tree to build it in; WORDs are make's.
fill() {
  local dir=$1 arch=$2 build=$3 work=$1/work cross
  shift 3
  cross=$(cross_of "$arch")
  mkdir -p "$work/root"
  "${cross}gcc-12" -static -O1 -Wall -o "$work/root/init" "$here/agent.c" || return 1
  if [ -n "$build" ]; then
    cp -r "$here/module" "$work/"
    make -s -C "$build" "M=$work/module" CONFIG_DEBUG_INFO_BTF_MODULES= "$@" modules >"$dir/module.log" 2>&1 || {
      tail -5 "$dir/module.log"
      say "the module does not build there: see $dir/module.log"
      return 1
    }
    cp "$work/module/mhpcheck.ko" "$work/root/"
    "${cross}strip" --strip-debug "$work/root/mhpcheck.ko"
  fi
  (cd "$work/root" && find . | cpio --quiet -o -H newc) >"$dir/initrd.new" || return 1
  echo "$arch" >"$dir/arch"
  rm -rf "$work" "$dir/module.log"
  mv "$dir/initrd.new" "$dir/initrd"
}

# Whether an initial file system is newer than all that it was made of.
is_fresh() { [ -f "$1" ] && [ -z "$(find "$here" -newer "$1" ! -type d -print -quit)" ]; }

ready() {
  local version=${1%%-*} arch=x86-64 debian=amd64 flavour=cloud-amd64 release flat dir work headers
  case $1 in
    *-arm64) arch=arm64 debian=arm64 flavour=cloud-arm64 ;;
    *-arm64-*) arch=arm64 debian=arm64 flavour=${1#*-} ;;
  esac
  need "$arch" "$(tools_of "$arch")" || return 1
  local apt
  read -ra apt <<<"$(apt_of "$arch")"
  [ "$arch" = x86-64 ] || [ -n "$(find "$cache/.apt-$arch/lists" -name '*Packages*' -mtime -1 -print -quit)" ] ||
    apt-get "${apt[@]}" update -qq
  release=$(release_of "$version" "$flavour" "$arch")
  if [ -z "$release" ]; then
    say "$1: apt knows no linux-image-$version*-$flavour-unsigned: apt-get update"
    return 1
  fi
  dir=$cache/$1
  if is_fresh "$dir/initrd" && [ "$(cat "$dir/release" 2>/dev/null)" = "$release" ]; then
    say "$1: $release is ready"
    monitors "$1" "$dir/config"
    return 0
  fi
  say "$1: $release"
  flat=${release%-"$flavour"}
  work=$dir/work
  rm -rf "$dir"
  mkdir -p "$work"
  local kbuild=linux-kbuild-$flat
  apt-cache show "$kbuild" >/dev/null 2>&1 || kbuild=linux-kbuild-$version
  # kbuild's programs run here, whatever they build for.
  (cd "$work" && apt-get "${apt[@]}" download -qq \
    "linux-image-$release-unsigned" "linux-headers-$release" "linux-headers-$flat-common" &&
    apt-get -o APT::Sandbox::User=root download -qq "$kbuild") || {
    say "$1: apt-get download failed: apt-get update"
    return 1
  }
  for deb in "$work"/*.deb; do dpkg -x "$deb" "$work/tree" || return 1; done
  unpack_image "$work/tree/boot/vmlinuz-$release" "$dir/vmlinux" || {
    say "$1: its image can't be unpacked"
    return 1
  }
  cp "$work/tree/boot/config-$release" "$dir/config"
  # The headers name /usr/src, where they are not.
  headers=$work/tree/usr/src/linux-headers-$release
  sed -i "s|include /usr/src|include $work/tree/usr/src|" "$headers/Makefile"
  fill "$dir" "$arch" "$headers" "ARCH=${debian/amd64/x86}" "CROSS_COMPILE=$(cross_of "$arch")" || return 1
  echo "$release" >"$dir/release"
  say "$1: ready, in $dir"
  monitors "$1" "$dir/config"
}
# Whether monitors can be loaded there (draw --format monitor).
monitors() { grep -q '^CONFIG_RV=y' "$2" || say "$1: CONFIG_RV is not set: it takes no monitors"; }

# What a kernel has to have built in, for a guest to be of use.
WANTED="MEMORY_HOTPLUG MEMORY_HOTREMOVE ACPI_HOTPLUG_MEMORY BLK_DEV_INITRD DEVTMPFS PROC_FS SYSFS SERIAL_8250"
TO_HOLD="MODULES KPROBES KALLSYMS"

own() {
  local file=$1 build=${2-} arch=x86-64 dir release option
  [ -f "$file" ] || { say "$file: there is no such file" && return 1; }
  case $(od -An -tx1 -N 20 "$file" | tr -d ' \n') in
    7f454c46*b700) arch=arm64 ;;
  esac
  [ "$(od -An -tx1 -j 56 -N 4 "$file" 2>/dev/null | tr -d ' ')" != 41524d64 ] || arch=arm64
  if [ -z "$build" ]; then
    build=$(cd "$(dirname "$file")" && until [ "$PWD" = / ] || [ -f Module.symvers ]; do cd ..; done && pwd)
    [ "$build" != / ] || build=
  fi
  if [ -n "$build" ] && [ ! -f "$build/Module.symvers" ]; then
    say "$build has no Module.symvers: make modules there, or name where $file was built"
    return 1
  fi
  dir=$cache/own-$(sha256sum "$file" | head -c 12)
  if ! is_fresh "$dir/initrd" || [ "$(cat "$dir/build" 2>/dev/null)" != "$build" ]; then
    need "$arch" "$(tools_of "$arch")" || return 1
    rm -rf "$dir"
    mkdir -p "$dir"
    unpack_image "$file" "$dir/vmlinux" || {
      say "$file: no bzImage, vmlinux, or Image that can be unpacked"
      return 1
    }
    release=$(cat "$build/include/config/kernel.release" 2>/dev/null) ||
      release=$(strings -n 12 "$dir/vmlinux" 2>/dev/null | sed -n 's/^Linux version \([^ ]*\) .*/\1/p' | head -1)
    [ -z "$build" ] || cp "$build/.config" "$dir/config" 2>/dev/null
    local cc=()
    ! grep -qs 'CC_VERSION_TEXT=.*gcc-12' "$dir/config" || cc=("CC=$(cross_of "$arch")gcc-12")
    fill "$dir" "$arch" "$build" ${cc[@]+"${cc[@]}"} "ARCH=${arch/x86-64/x86}" "CROSS_COMPILE=$(cross_of "$arch")" || return 1
    echo "$build" >"$dir/build"
    echo "${release:-$(basename "$file")}" >"$dir/release"
  fi
  [ -n "$build" ] || say "$file: no tree to build the module in: no thread can be held; name where it was built"
  if [ -f "$dir/config" ]; then
    for option in $WANTED; do
      grep -q "^CONFIG_$option=y" "$dir/config" || say "$file: CONFIG_$option is not built in: nothing may come of it"
    done
    for option in $TO_HOLD; do
      grep -q "^CONFIG_$option=y" "$dir/config" || say "$file: CONFIG_$option is not set: no thread can be held"
    done
  else
    say "$file: its configuration is not known (no .config where it was built)"
  fi
  say "$dir"
}

if [ "${1-}" = --needs ]; then
  need "${2-}" "$(tools_of "${2-}")"
  exit
fi
if [ "${1-}" = --own ]; then
  own "${2-}" "${3-}"
  exit
fi
status=0
[ $# -gt 0 ] || set -- 6.1 6.12 6.1-arm64 6.12-arm64
for version in "$@"; do ready "$version" || status=1; done
exit $status

#!/usr/bin/env bash
# Builds a base image on a Debian machine that reaches Debian's mirrors but no container registry: a minimal bookworm
# with the fault tools of the chaos image, and the Node.js binary of this machine. Does nothing if the image is there
# and holds this very Node.js; --force builds it again. Needs root, debootstrap and a Docker engine.
set -euo pipefail

image=${SEAWORTHY_BASE_IMAGE:-seaworthy-base:bookworm}
suite=bookworm
# Empty: the mirror that debootstrap takes by itself.
mirror=${DEBIAN_MIRROR:-}
packages=libstdc++6,libatomic1,ca-certificates,iptables,iproute2,libfaketime

fail() {
  echo "offline-base-image: $1" >&2
  exit 1
}

case ${1:-} in
  '') force= ;;
  --force) force=1 ;;
  *) fail "expected no argument or --force, found $1" ;;
esac

node=$(readlink -f "$(command -v node)") || fail 'expected node on the PATH'
version=$(node --version)
docker info >/dev/null 2>&1 || fail 'expected a Docker engine that answers'
present=$(docker image inspect -f '{{index .Config.Labels "seaworthy.node"}}' "$image" 2>/dev/null || true)
if [ -z "$force" ] && [ "$present" = "$version" ]; then
  echo "$image with Node.js $version is there already"
  exit 0
fi
[ "$(id -u)" -eq 0 ] || fail 'expected to be run by root, as debootstrap makes device nodes and owners'
command -v debootstrap >/dev/null || fail 'expected debootstrap: apt-get install debootstrap'

work=$(mktemp -d)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
debootstrap --variant=minbase --include="$packages" "$suite" "$root" ${mirror:+"$mirror"} >"$work/log" 2>&1 ||
  { tail -n 20 "$work/log" >&2; fail "debootstrap failed"; }
install -m 0755 "$node" "$root/usr/local/bin/node"
chroot "$root" /usr/local/bin/node --version >/dev/null || fail "Node.js $version of this machine does not run on $suite"
rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*

tar -C "$root" --numeric-owner --exclude='./proc/*' --exclude='./sys/*' --exclude='./dev/*' -c . |
  docker import \
    --change 'ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' \
    --change "LABEL seaworthy.node=$version" \
    --change 'CMD ["node"]' \
    - "$image" >/dev/null
echo "$image: $suite with Node.js $version"

#!/usr/bin/env bash
# The programs that tests run beside busyhour, from Debian. Installs what is missing and nothing else, is silent where
# nothing is, and leaves none of them running: each test starts its own, on a loopback port of its own.
set -euo pipefail

packages=(haproxy prometheus python3-websockets openssl nftables iproute2 faketime e2fsprogs tcpdump chromium gcc
  libc6-dev libhdrhistogram-java default-jdk-headless)
services=(haproxy prometheus)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
  echo "components: no Debian; the tests need ${packages[*]}" >&2
  exit 1
fi

there=$(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "${packages[@]}" 2>/dev/null || true)
missing=()
for package in "${packages[@]}"; do
  grep -qx "installed $package" <<<"$there" || missing+=("$package")
done
[ "${#missing[@]}" -eq 0 ] && exit 0

root=()
if [ "$(id -u)" -ne 0 ]; then root=(sudo); fi
# Java's packages want to link manual pages, and slim images have no folder for any.
"${root[@]}" mkdir -p /usr/share/man/man1

echo "components: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
patiently=(-q -o Acquire::Retries=3 -o DPkg::Lock::Timeout=300)
apt() {
  "${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get "${patiently[@]}" "$@"
}
if ! { apt update && apt install -y --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log" >&2
  exit 1
fi
for service in "${services[@]}"; do
  if [[ " ${missing[*]} " == *" $service "* ]]; then
    "${root[@]}" service "$service" stop >/dev/null 2>&1 || true
  fi
done

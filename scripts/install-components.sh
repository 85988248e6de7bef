#!/usr/bin/env bash
# The programs that the end-to-end tests run beside busyhour, from Debian. Installs what is missing and nothing
# else, and leaves none of them running: each test starts its own, on a loopback port of its own.
set -euo pipefail

packages=(haproxy prometheus python3-websockets openssl nftables iproute2 faketime e2fsprogs tcpdump chromium gcc libc6-dev libhdrhistogram-java default-jdk-headless)
missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'install ok installed' || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
  echo "components: all there"
  exit 0
fi
echo "components: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
if ! { apt-get update -q && apt-get install -y -q --no-install-recommends "${missing[@]}"; } >"$log" 2>&1; then
  tail -n 20 "$log"
  exit 1
fi
for service in haproxy prometheus; do
  service "$service" stop >/dev/null 2>&1 || true
done

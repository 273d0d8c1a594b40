#!/bin/sh
# The functions of the init script that can run outside stage 1. Usage: init-script.sh INIT
set -eu

PLIMSOLL_INIT_TEST=yes
# shellcheck source-path=SCRIPTDIR source=../init
. "./$1"

fail() {
  echo "init-script: $1" >&2
  exit 1
}

cmdline=$(mktemp)
trap 'rm -f "$cmdline"' EXIT
b=

# expect CMDLINE IP_VALUE
expect_ip() {
  printf '%s\n' "$1" >"$cmdline"
  found=$(ip_parameter "$cmdline")
  [ "$found" = "$2" ] || fail "ip_parameter of '$1' is '$found'; wanted '$2'"
}
expect_ip 'console=ttyS0 ip=10.0.2.15::10.0.2.2:255.255.255.0::eth0:off quiet' '10.0.2.15::10.0.2.2:255.255.255.0::eth0:off'
expect_ip 'quiet' ''
expect_ip 'ip=dhcp' 'dhcp'
expect_ip 'ip=dhcp ip=off' 'off'
expect_ip 'zip=1 plimsoll.url=http://x/?ip=2' ''

split_ip '10.0.2.15::10.0.2.2:255.255.255.0::eth0:off'
[ "$client $gateway $netmask $device $autoconf" = '10.0.2.15 10.0.2.2 255.255.255.0 eth0 off' ] || fail "split: full form"
split_ip 'dhcp'
[ "$client,$gateway,$netmask,$device,$autoconf" = 'dhcp,,,,' ] || fail "split: short form"
split_ip ':::::eth1:dhcp'
[ "$client,$device,$autoconf" = ',eth1,dhcp' ] || fail "split: device with DHCP"
echo "init-script: ok"

#!/bin/bash
# Written by "netfailover guest install". Takes what tells and spares the slaves of failover masters into the initramfs.

check() {
  return 0
}

depends() {
  return 0
}

install() {
  inst_multiple -o sh true \
    /etc/netfailover/guest/link-role \
    /etc/modprobe.d/netfailover.conf \
    /etc/udev/rules.d/71-netfailover.rules \
    /etc/udev/rules.d/86-netfailover-networkmanager.rules \
    /etc/systemd/network/05-netfailover-part.link \
    /etc/systemd/network/05-netfailover-part.network
  # shellcheck disable=SC2154 # dracut's
  inst_simple "$moddir/95-netfailover-ifup.rules" /etc/udev/rules.d/95-netfailover-ifup.rules
}

#!/bin/bash
# Takes the cluster and its data away; packages stay.
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

remove='systemctl --quiet disable --now zookeeper || true
rm -rf /etc/systemd/system/{kafka,zookeeper}.service /etc/kafka /opt/kafka /var/lib/{kafka,zookeeper} /var/log/kafka /etc/sysctl.d/60-kafka.conf
systemctl daemon-reload
userdel kafka
firewall-cmd --quiet --permanent --delete-zone=kafka
firewall-cmd --quiet --reload'
# A broker that has lost its ZooKeeper takes minutes to stop.
for name in $(names); do echo 'systemctl --quiet disable --now kafka' | on "$name" & done
all
for name in $(names); do
  { echo "$remove"; for other in $(names); do echo "sed -i '/ $other\$/d' /etc/hosts"; done; } | on "$name" &
done
echo 'systemctl --quiet disable --now port-map; rm /etc/systemd/system/port-map.service /etc/port-map.nft' | on "$GATEWAY" &
all

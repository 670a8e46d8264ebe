#!/bin/bash
# Bare hosts to a cluster with its topic.
# SC2016, SC2028: most of this is text for shells on hosts. SC2153: names of common.sh.
# shellcheck disable=SC2016,SC2028,SC2153
# shellcheck source-path=SCRIPTDIR source=common.sh
. "$(dirname "$0")/common.sh"

engine() {
  local name=$1 rest=${2#*:} units='kafka' ports
  ports="22 ${rest%%:*} ${rest#*:}"
  [ "$name" != "$(first)" ] || units='zookeeper kafka' ports="$ports 2181"
  {
    echo 'dnf --quiet --assumeyes --setopt=install_weak_deps=False install java-17-openjdk-headless >/dev/null &'
    echo 'useradd --system --shell /usr/sbin/nologin kafka'
    echo 'mkdir -p /opt/kafka /var/lib/kafka /var/lib/zookeeper /var/log/kafka'
    echo 'chown kafka: /var/lib/kafka /var/lib/zookeeper /var/log/kafka'
    echo "sed -i '/^127\\.0\\.1\\.1[[:space:]]/d' /etc/hosts"
    echo "cat >>/etc/hosts <<'END'"
    for other in $(names); do echo "$(getent hosts "$other" | cut -d ' ' -f 1) $other"; done
    echo END
    files_of "$name"
    # The lab's hosts are containers, which may not set them.
    echo 'sysctl --quiet --load /etc/sysctl.d/60-kafka.conf 2>/dev/null || true'
    echo '{'
    echo 'firewall-cmd --quiet --permanent --new-zone=kafka'
    local sources='' admitted='' each
    for each in $SOURCES; do sources="$sources --add-source=$each"; done
    for each in $ports; do admitted="$admitted --add-port=$each/tcp"; done
    # firewall-cmd takes one kind of option at a time, and says nothing of others.
    echo "firewall-cmd --quiet --permanent --zone=kafka$sources"
    echo "firewall-cmd --quiet --permanent --zone=kafka$admitted"
    echo 'firewall-cmd --quiet --reload'
    echo '} &'
    echo 'while [ ! -e /opt/kafka/unpacked ]; do sleep 0.1; done'
    echo 'for pid in $(jobs -p); do wait "$pid"; done'
    echo 'systemctl daemon-reload'
    echo "systemctl --quiet enable --now $units"
  } | on "$name"
}

kafka_to() {
  ssh -F "$SSH_CONFIG" "$1" 'sudo mkdir -p /opt/kafka && sudo tar --extract --directory=/opt/kafka --strip-components=1 --no-same-owner && sudo touch /opt/kafka/unpacked' <"$ARCHIVE"
}

for broker in $BROKERS; do
  kafka_to "${broker%%:*}" &
  engine "${broker%%:*}" "$broker" &
done
{
  echo 'sysctl --quiet --write net.ipv4.ip_forward=1 2>/dev/null || true'
  echo "cat >/etc/port-map.nft <<'END'"
  cat "$FLOOR/port-map.nft"
  echo END
  echo "printf '%s\\n' '[Service]' Type=oneshot RemainAfterExit=yes 'ExecStart=/usr/sbin/nft -f /etc/port-map.nft' 'ExecStop=/usr/sbin/nft delete table ip port_map' '[Install]' WantedBy=multi-user.target >/etc/systemd/system/port-map.service"
  echo 'systemctl --quiet enable --now port-map'
} | on "$GATEWAY" &
all
for name in $(names); do until_open "$name"; done
address=$(first):$(port_of "$(first)")
echo "sudo -u kafka java -XX:TieredStopAtLevel=1 -cp '/opt/kafka/libs/*' org.apache.kafka.tools.TopicCommand --bootstrap-server $address --create $TOPIC" | on "$(first)"

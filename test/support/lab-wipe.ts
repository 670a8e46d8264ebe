// A host of the lab that was installed anew.

/** Makes it as bare as a fresh installation, but for Java and the service user. @param unit the broker that runs there */
export const wiped = (unit: string): string => `
  systemctl kill --signal=KILL ${unit}.service
  systemctl stop ${unit}.service || true
  systemctl disable --quiet ${unit}.service
  rm -rf /etc/systemd/system/${unit}.service /etc/kafka-proxied /opt/kafka-proxied /var/lib/kafka-proxied /run/kafka-proxied /usr/local/bin/kafka
  rm -f /etc/firewalld/policies/kafka-proxied.xml
  firewall-cmd --quiet --reload
  systemctl daemon-reload
  systemctl reset-failed
  sed -i '/^# kafka-proxied begin/,/^# kafka-proxied end$/d' /etc/hosts`;

// The files of the floor, as they lie on the hosts.
import { changed, engines, gateway, publicName, zookeeperPort, type Engine } from '../cluster.ts';

/** @returns by path, without the first slash */
export function filesOf(engine: Engine, retentionHours: number): Record<string, string> {
  const files = {
    'etc/kafka/server.properties': serverProperties(engine, retentionHours),
    'etc/systemd/system/kafka.service': unit('kafka.Kafka', 'server.properties', '1g'),
    'etc/sysctl.d/60-kafka.conf': 'vm.swappiness=1\nvm.max_map_count=262144\nnet.core.somaxconn=4096\n',
  };
  if (engine !== engines[0]) return files;
  return {
    ...files,
    'etc/kafka/zookeeper.properties': zookeeperProperties(engine),
    'etc/systemd/system/zookeeper.service': unit(
      'org.apache.zookeeper.server.quorum.QuorumPeerMain',
      'zookeeper.properties',
      '512m',
    ),
  };
}

export function portMap(): string {
  const rules = engines.map(
    ({ address, externalPort, publicPort }) =>
      `ip daddr ${gateway.publicAddress} tcp dport ${publicPort} dnat to ${address}:${externalPort}`,
  );
  return `table ip port_map {
  chain prerouting {
    type nat hook prerouting priority dstnat;
    ${rules.join('\n    ')}
  }
}
`;
}

function serverProperties(
  { id, name, address, port, externalPort, publicPort }: Engine,
  hours: number,
): string {
  return `broker.id=${id}
zookeeper.connect=${engines[0]?.name}:${zookeeperPort}
listeners=INTERNAL://${address}:${port},EXTERNAL://${address}:${externalPort}
advertised.listeners=INTERNAL://${name}:${port},EXTERNAL://${publicName}:${publicPort}
listener.security.protocol.map=INTERNAL:PLAINTEXT,EXTERNAL:PLAINTEXT
inter.broker.listener.name=INTERNAL
log.dirs=/var/lib/kafka
default.replication.factor=3
min.insync.replicas=2
offsets.topic.replication.factor=3
transaction.state.log.replication.factor=3
transaction.state.log.min.isr=2
auto.create.topics.enable=false
${changed.property}=${hours}
`;
}

function zookeeperProperties({ address }: Engine): string {
  return `dataDir=/var/lib/zookeeper
clientPort=${zookeeperPort}
clientPortAddress=${address}
admin.enableServer=false
maxClientCnxns=0
`;
}

function unit(main: string, properties: string, heap: string): string {
  return `[Service]
User=kafka
LimitNOFILE=100000
ExecStart=/usr/bin/java -Xmx${heap} -XX:+UseG1GC -XX:MaxGCPauseMillis=20 -cp /opt/kafka/libs/* ${main} /etc/kafka/${properties}
SuccessExitStatus=143
TimeoutStopSec=180
Restart=on-failure

[Install]
WantedBy=multi-user.target
`;
}

// Does not prove brokers before 2.4, which open data of another cluster. Starts from any lab that is up; leaves the dev stack up.
import { editedBroker, type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';

const unit = 'kafka-cluster1-2';
const data = `/var/lib/kafka-proxied/${unit}/data`;

/** Starts broker 2 with an edited `meta.properties`. */
const editedData = (sed: string): string =>
  `systemctl stop ${unit}; sed -i '${sed}' ${data}/meta.properties; systemctl start ${unit}`;

/** A topic with a copy on broker 2, and one on a broker that is not there. */
const half = (topic: string): string =>
  `kafka topics --cluster cluster1 --create --topic ${topic} --replica-assignment 2:9`;
/** Nothing is deleted as long as a copy lies on a broker that is not there. */
const withoutHalf = (topic: string): string =>
  `echo '{"version":1,"partitions":[{"topic":"${topic}","partition":0,"replicas":[2]}]}' >/run/${topic}.json
   kafka reassign-partitions --cluster cluster1 --reassignment-json-file /run/${topic}.json --execute; sleep 5
   kafka topics --cluster cluster1 --delete --topic ${topic}; sleep 5; rm /run/${topic}.json`;
const election = 'kafka leader-election --cluster cluster1 --election-type unclean';

const breakages: LabBreakage[] = [
  {
    id: 'cluster-id-differs',
    hosts: ['engine2'],
    what: 'data of another cluster',
    on: {
      engine2: `rm -rf ${data}.of-*; ${editedData('s/^cluster.id=.*/cluster.id=AAAAAAAAQACAAAAAAAAAAA/')}`,
    },
  },
  {
    id: 'data-of-other-broker',
    hosts: ['engine2'],
    what: 'data of another broker',
    on: { engine2: editedData('s/^broker.id=.*/broker.id=7/') },
    mend: { engine2: editedData('s/^broker.id=.*/broker.id=2/') },
  },
  {
    id: 'broker-has-other-id',
    hosts: ['engine2'],
    what: 'a broker that was given the id of another',
    on: { engine2: editedBroker(2, 's/^broker.id=.*/broker.id=3/') },
  },
  {
    id: 'registered-under-other-chroot',
    hosts: ['engine2'],
    what: 'a broker that was given another chroot',
    on: { engine2: editedBroker(2, '/^zookeeper.connect=/ s,/cluster1,/elsewhere,') },
  },
  {
    id: 'service-failing',
    hosts: ['engine2'],
    what: 'a broker with a value that Kafka does not take',
    // Long enough to end twice.
    on: { engine2: `${editedBroker(2, 's/^log.retention.hours=.*/log.retention.hours=soon/')}; sleep 20` },
  },
  {
    id: 'broker-lacks-listener',
    hosts: ['engine2'],
    what: 'a broker that does not advertise its EXTERNAL listener',
    on: { engine2: editedBroker(2, '/^advertised.listeners=/ s/,EXTERNAL:[^,]*//') },
  },
  {
    id: 'source-address-masqueraded',
    hosts: ['gateway'],
    what: 'somebody’s rule',
    on: {
      gateway: `nft delete table ip somebody 2>/dev/null || true; nft add table ip somebody; nft 'add chain ip somebody leave { type nat hook postrouting priority 90; }'
        nft add rule ip somebody leave ip daddr 10.48.1.0/24 tcp dport 9191-9193 masquerade`,
    },
  },
  {
    id: 'port-taken',
    hosts: ['engine2'],
    what: 'another program on a broker’s port',
    on: {
      engine2: `systemctl stop ${unit}
        systemd-run --unit somebody python3 -c 'import socket,time; s=socket.create_server(("10.48.1.82", 9092)); time.sleep(9999)'
        systemctl start ${unit}`,
    },
    // Else it is told for half a minute how often it ended before.
    mend: { engine2: `systemctl stop somebody; systemctl reset-failed ${unit}; systemctl restart ${unit}` },
  },
  {
    id: 'name-unresolved',
    hosts: ['kafkaclientmachine2'],
    what: 'a machine that no longer reads its hosts file',
    on: { kafkaclientmachine2: "sed -i 's/^hosts:.*/hosts: dns/' /etc/nsswitch.conf" },
  },
  {
    id: 'below-min-isr',
    hosts: ['engine2'],
    what: 'a topic with a copy on a broker that is not there',
    on: { engine1: half('half') },
    mend: { engine1: withoutHalf('half') },
  },
  {
    id: 'partition-without-leader',
    hosts: ['engine2'],
    what: 'a topic whose copy in sync was on a broker that is not there',
    on: {
      engine1: `${half('lost')}
        zk() { java -cp '/opt/kafka-proxied/versions/3.9.2/libs/*' org.apache.zookeeper.ZooKeeperMain -server engine1:2181/cluster1 "$@"; }
        zk set /brokers/topics/lost/partitions/0/state '{"controller_epoch":1,"leader":-1,"version":1,"leader_epoch":9,"isr":[9]}'
        zk delete /controller; sleep 5`,
    },
    mend: { engine1: `${election} --topic lost --partition 0; ${withoutHalf('lost')}` },
  },
  {
    id: 'zookeeper-data-gone',
    hosts: ['engine1'],
    what: 'ZooKeeper that was started without its data',
    on: {
      engine1: `systemctl stop zookeeper-cluster1-1; cd /var/lib/kafka-proxied/zookeeper-cluster1-1; mkdir /var/tmp/kept
        for each in $(ls -A); do mv $each /var/tmp/kept/; done`,
    },
    mend: {
      engine1:
        'mv /var/tmp/kept/* /var/lib/kafka-proxied/zookeeper-cluster1-1/; rmdir /var/tmp/kept; systemctl start zookeeper-cluster1-1',
    },
  },
];

tellsBreakages(breakages);

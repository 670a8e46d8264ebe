// Does not prove units that end again and again. Starts from any lab that is up; leaves the dev stack up.
import { tunnelled } from '../../support/lab-client-words.ts';
import { editedBroker, type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';

const breakages: LabBreakage[] = [
  {
    id: 'service-down',
    hosts: ['engine1'],
    what: 'ZooKeeper',
    on: { engine1: 'systemctl stop zookeeper-cluster1-1' },
  },
  {
    id: 'service-down',
    hosts: ['kafkaclientmachine1'],
    what: 'the mirror',
    on: { kafkaclientmachine1: 'systemctl stop kafka-mirror-to-cluster2' },
  },
  {
    id: 'service-down',
    hosts: ['kafkaclientmachine1'],
    what: 'a broker of the cluster behind the tunnel',
    on: { kafkaclientmachine1: 'systemctl stop kafka-cluster2-1' },
    client: tunnelled,
  },
  {
    id: 'service-missing',
    hosts: ['engine3'],
    what: 'a unit that somebody removed',
    on: {
      engine3:
        'systemctl stop kafka-cluster1-3; rm /etc/systemd/system/kafka-cluster1-3.service; systemctl daemon-reload',
    },
  },
  {
    id: 'service-frozen',
    hosts: ['engine3'],
    what: 'a broker',
    on: { engine3: 'systemctl kill --kill-whom=main --signal=STOP kafka-cluster1-3' },
  },
  {
    id: 'service-frozen',
    hosts: ['engine1'],
    what: 'ZooKeeper',
    on: { engine1: 'systemctl kill --kill-whom=main --signal=STOP zookeeper-cluster1-1' },
  },
  {
    id: 'nothing-listens',
    hosts: ['engine2'],
    what: 'a broker whose EXTERNAL listener has another port',
    on: { engine2: editedBroker(2, 's/10\\.48\\.1\\.82:9192/10.48.1.82:9292/') },
  },
  {
    id: 'mirror-stuck',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirror that runs and carries nothing',
    on: {
      kafkaclientmachine1: 'systemctl kill --kill-whom=main --signal=STOP kafka-mirror-to-cluster2',
      // Longer than a record may wait.
      kafkaclientmachine2:
        'kafka verifiable-producer --cluster cluster1 --topic records --max-messages 10 >/dev/null; sleep 65',
    },
  },
  {
    id: 'broker-not-registered',
    hosts: ['engine2'],
    what: 'a broker whose node in ZooKeeper is gone',
    on: {
      engine2:
        'java -cp "/opt/kafka-proxied/versions/3.9.2/libs/*" org.apache.zookeeper.ZooKeeperMain -server engine1:2181/cluster1 delete /brokers/ids/2',
    },
  },
];

tellsBreakages(breakages);

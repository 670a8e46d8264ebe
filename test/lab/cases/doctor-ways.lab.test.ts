// Does not prove names that DNS gives. Starts from any lab that is up; leaves the dev stack up.
import { inside, tunnelled } from '../../support/lab-client-words.ts';
import { editedBroker, type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';

/** Puts the gateway's own table back in force with one edit. */
const editedMap = (sed: string): string =>
  `{ echo 'delete table ip kafka_proxied_portmap'; nft list table ip kafka_proxied_portmap | sed '${sed}'; } >/run/edited.nft; nft --file /run/edited.nft; rm /run/edited.nft`;

const breakages: LabBreakage[] = [
  {
    id: 'tunnel-down',
    hosts: ['kafkaclientmachine2'],
    what: 'a tunnel that was stopped',
    on: { kafkaclientmachine2: 'systemctl stop kafka-proxied-tunnel-cluster2' },
    client: tunnelled,
  },
  {
    id: 'port-map-leads-elsewhere',
    hosts: ['gateway'],
    what: 'broker 2 answers as broker 3',
    on: { gateway: editedMap('s/10\\.48\\.1\\.82:9192/10.48.1.83:9193/') },
  },
  {
    id: 'internal-names-given-outside',
    hosts: ['gateway'],
    what: 'a port that leads to the INTERNAL listener',
    on: { gateway: editedMap('s/10\\.48\\.1\\.82:9192/10.48.1.82:9092/') },
  },
  {
    id: 'port-map-changed',
    hosts: ['gateway'],
    what: 'an open port too many',
    on: {
      gateway:
        'nft add rule ip kafka_proxied_portmap prerouting ip daddr 203.0.113.98 tcp dport 7777 dnat to 10.48.1.82:7777',
    },
  },
  {
    id: 'hosts-file-edited',
    hosts: ['kafkaclientmachine2'],
    what: 'a line of ours with another address',
    on: { kafkaclientmachine2: "sed -i 's/^203\\.0\\.113\\.98 /203.0.113.99 /' /etc/hosts" },
  },
  {
    id: 'hosts-file-overwritten',
    hosts: ['engine3'],
    what: 'our lines gone',
    on: { engine3: "sed -i '/^# kafka-proxied begin/,/^# kafka-proxied end/d' /etc/hosts" },
    client: { ...inside, from: 'engine3' },
  },
  {
    id: 'name-resolves-elsewhere',
    hosts: ['kafkaclientmachine2'],
    what: 'a line above ours',
    on: { kafkaclientmachine2: "sed -i '1i 203.0.113.99 my-public-domain' /etc/hosts" },
  },
  {
    id: 'way-back-elsewhere',
    hosts: ['engine2'],
    what: 'replies that leave by another machine',
    on: { engine2: 'ip route replace default via 10.48.1.83' },
  },
  {
    id: 'advertised-elsewhere',
    hosts: ['engine2'],
    what: 'a broker that tells outside clients another port',
    on: { engine2: editedBroker(2, 's/my-public-domain:19092/my-public-domain:19099/') },
  },
];

tellsBreakages(breakages);

// Does not prove breakages beside these three; cases named doctor-* have the others. Starts from any lab that is up; leaves the dev stack up.
import { expect, test } from 'vitest';
import { doctorSays, type LabBreakage, tellsBreakages } from '../support/lab-doctor.ts';

const breakages: LabBreakage[] = [
  {
    id: 'service-down',
    hosts: ['engine2'],
    what: 'a broker that was stopped',
    on: { engine2: 'systemctl stop kafka-cluster1-2' },
  },
  {
    id: 'port-map-missing',
    hosts: ['gateway'],
    what: 'a table that somebody deleted',
    on: { gateway: 'nft flush table ip kafka_proxied_portmap' },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine3'],
    what: 'a rule before ours, with firewalld',
    on: {
      engine3: `firewall-cmd --policy=kafka-proxied --add-rich-rule='rule priority="-3" family="ipv4" port port="9193" protocol="tcp" drop'`,
    },
  },
];

tellsBreakages(breakages);

test('a healthy stack has no finding', async () => {
  expect((await doctorSays()).findings).toEqual([]);
});

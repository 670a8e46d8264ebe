// Does not prove rules of a host's owner. Starts from any lab that is up; leaves the dev stack up.
import { inside } from '../../support/lab-client-words.ts';
import { type LabBreakage, tellsBreakages } from '../../support/lab-doctor.ts';
import { onHost } from '../../support/lab-places.ts';
import { up } from '../../support/lab-stack.ts';

/** A rule in our own policy, for as long as firewalld runs, that counts before the others. */
const byFirewalld = (port: number, action: string, source = ''): string =>
  `firewall-cmd --policy=kafka-proxied --add-rich-rule='rule priority="-3" family="ipv4" ${source} port port="${port}" protocol="tcp" ${action}'`;

/** A rule in our own table that the gateway forwards by. */
const byNftables = (rule: string): string =>
  `nft add chain inet kafka_proxied_filter through '{ type filter hook forward priority filter; }'; nft add rule inet kafka_proxied_filter through ${rule}`;

const breakages: LabBreakage[] = [
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'firewalld',
    on: { engine2: byFirewalld(9192, 'reject type="tcp-reset"') },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'firewalld, of the inside',
    on: { engine2: byFirewalld(9092, 'drop') },
    client: inside,
  },
  {
    id: 'answers-where-it-must-not',
    hosts: ['engine2'],
    what: 'firewalld lets the LAN in at the port for outside clients',
    on: { engine2: byFirewalld(9192, 'accept', 'source address="10.48.1.0/24"') },
  },
  {
    id: 'answers-where-it-must-not',
    hosts: ['engine2'],
    what: 'firewalld that somebody stopped',
    on: { engine2: 'systemctl stop firewalld' },
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'firewalld that came back after our rules had moved to nftables',
    on: async () => {
      await onHost('engine2', 'systemctl stop firewalld');
      await up();
      await onHost('engine2', 'systemctl start firewalld');
    },
  },
  {
    id: 'firewall-rules-changed',
    hosts: ['engine2'],
    what: 'firewalld, a rule of no effect',
    on: { engine2: byFirewalld(7777, 'accept') },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['gateway'],
    what: 'nftables',
    on: { gateway: byNftables('tcp dport 9192 drop') },
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['gateway'],
    what: 'nftables',
    on: { gateway: byNftables('tcp dport 9192 reject with tcp reset') },
  },
  {
    id: 'firewall-rules-changed',
    hosts: ['kafkaclientmachine2'],
    what: 'nftables, a rule of no effect',
    on: { kafkaclientmachine2: 'nft add rule inet kafka_proxied_filter input tcp dport 7777 accept' },
  },
];

tellsBreakages(breakages);

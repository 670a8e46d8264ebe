// Firewalls of hosts and of the gateway that keep out what the plan lets in.
import { factsOf, partitionsSeen, responseAt } from '../doctor-fixture.ts';
import {
  type Breakage,
  outsiders,
  outside2,
  inside2,
  shut,
  drift,
  neighbours,
  filterDiffers,
  shutAll,
} from './break.ts';

export const firewalls: Breakage[] = [
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that drops',
    breaks: (draft) => shut(draft, neighbours, inside2, 'silent'),
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'our own rules, changed so that they drop',
    breaks: (draft) => {
      shut(draft, outsiders, outside2, 'silent');
      filterDiffers(draft, 'engine2');
    },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that keeps the other brokers from copying',
    breaks: (draft) => {
      shut(draft, neighbours, inside2, 'silent');
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) if (one.leader === 2) one.isr = [2];
    },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine1'],
    what: 'a firewall that keeps a broker from ZooKeeper',
    breaks: (draft) => {
      shut(draft, ['engine2', 'engine3', 'workstation'], 'cluster1/zookeeper-1/plain', 'silent');
      const facts = factsOf(draft, 'engine1');
      facts.registered = facts.registered.filter(({ id }) => id === 1);
    },
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that rejects the other brokers, whose records then wait for it',
    breaks: (draft) => {
      shut(draft, neighbours, inside2, 'unreachable');
      const canary = { ok: false, step: 'produce', said: 'no answer within 5 s' } as const;
      responseAt(draft, 'workstation', 'cluster1/broker-1/INTERNAL').canary = canary;
      responseAt(draft, 'workstation', 'cluster1/broker-3/INTERNAL').canary = canary;
    },
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'firewalld that was started after our rules were made by nftables',
    breaks: (draft) => {
      shut(draft, outsiders, outside2, 'unreachable');
      const facts = factsOf(draft, 'engine2');
      facts.firewalld = { knowsPolicies: true, broken: '', unsaved: '' };
      const chain = {
        family: 'inet',
        table: 'kafka_proxied_filter',
        name: 'input',
        type: 'filter',
        hook: 'input',
        prio: 0,
      };
      facts.ruleset = JSON.stringify({ nftables: [{ chain }] });
    },
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that rejects by ICMP',
    breaks: (draft) => shut(draft, neighbours, inside2, 'unreachable'),
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that rejects by a reset',
    breaks: (draft) => shut(draft, outsiders, outside2, 'refused'),
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['gateway'],
    what: 'a gateway that rejects what it forwards, by rules of ours that were changed',
    breaks: (draft) => {
      shutAll(draft, outsiders, 'EXTERNAL', 'unreachable', true);
      drift(
        draft,
        'gateway',
        'firewall--kafka_proxied_filter',
        "the rules of firewalld's policy kafka-proxied differ",
      );
    },
  },
  {
    id: 'firewall-rules-changed',
    hosts: ['engine2'],
    what: 'rules that were changed, and nobody is shut out yet',
    breaks: (draft) => filterDiffers(draft, 'engine2'),
  },
];

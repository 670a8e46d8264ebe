// Ways that lead nowhere, or elsewhere: tunnels, names, port maps, what brokers advertise, and ports that should be closed.
import { factsOf, responseAt, triedAt } from '../doctor-fixture.ts';
import {
  type Breakage,
  outsiders,
  outside2,
  inside2,
  shut,
  drift,
  editRules,
  answerAs,
  filterDiffers,
  mapDrifts,
  shutAll,
} from './break.ts';

export const ways: Breakage[] = [
  {
    id: 'tunnel-down',
    hosts: ['kafkaclientmachine2'],
    what: 'a tunnel that is tried again and again',
    breaks: (draft) => {
      factsOf(draft, 'kafkaclientmachine2').listeners = [];
      factsOf(draft, 'kafkaclientmachine2').services['kafka-proxied-tunnel-cluster2'] = {
        ...{ active: 'activating', sub: 'auto-restart', since: '', pid: 0, started: '', stores: '' },
      };
      for (const service of ['broker-1/INTERNAL', 'broker-2/INTERNAL', 'zookeeper-1/plain'])
        shut(draft, ['kafkaclientmachine2'], `cluster2/${service}`, 'refused');
    },
  },
  {
    id: 'tunnel-down',
    hosts: ['kafkaclientmachine2'],
    what: 'a tunnel whose near end takes connections that lead nowhere',
    breaks: (draft) => {
      for (const service of ['broker-1/INTERNAL', 'broker-2/INTERNAL', 'zookeeper-1/plain'])
        triedAt(draft, 'kafkaclientmachine2', `cluster2/${service}`).response = { kind: 'silent' };
    },
  },
  {
    id: 'name-unresolved',
    hosts: ['kafkaclientmachine2'],
    what: 'a machine that no longer reads its hosts file',
    breaks: (draft) => {
      const names = draft.vantages['kafkaclientmachine2']?.names ?? {};
      for (const name of Object.keys(names)) names[name] = [];
      shutAll(draft, ['kafkaclientmachine2'], 'EXTERNAL', 'unreachable');
    },
  },
  {
    id: 'source-address-masqueraded',
    hosts: ['gateway'],
    what: 'a gateway whose rules hide clients that the hosts behind it then drop',
    breaks: (draft) => {
      editRules(draft, (text) => {
        const { nftables } = JSON.parse(text) as { nftables: unknown[] };
        const place = { family: 'ip', table: 'somebody' };
        const chain = {
          ...place,
          name: 'leave',
          type: 'nat',
          hook: 'postrouting',
          prio: 90,
          policy: 'accept',
        };
        const rule = { ...place, chain: 'leave', expr: [{ masquerade: null }] };
        return JSON.stringify({ nftables: [...nftables, { chain }, { rule }] });
      });
      shutAll(draft, outsiders, 'EXTERNAL', 'silent');
    },
  },
  {
    id: 'name-unresolved',
    hosts: ['workstation'],
    what: 'a name that DNS does not know',
    breaks: (draft) => {
      const found = draft.vantages['workstation'];
      if (found) found.names['engine2'] = [];
      shut(draft, ['workstation'], inside2, 'unreachable');
    },
  },
  {
    id: 'name-resolves-elsewhere',
    hosts: ['kafkaclientmachine2'],
    what: 'the public name as somebody else’s address, above our block',
    breaks: (draft) => {
      const found = draft.vantages['kafkaclientmachine2'];
      if (found) found.names['my-public-domain'] = ['192.0.2.7'];
      shutAll(draft, ['kafkaclientmachine2'], 'EXTERNAL', 'silent', true);
    },
  },
  {
    id: 'name-resolves-elsewhere',
    hosts: ['workstation'],
    what: 'a name with a second address, which some clients take',
    breaks: (draft) => {
      const found = draft.vantages['workstation'];
      if (found) found.names['engine2'] = ['10.48.1.82', '10.48.1.99'];
    },
  },
  {
    id: 'hosts-file-edited',
    hosts: ['engine3'],
    what: 'a line of our block that somebody edited',
    breaks: (draft) => {
      drift(draft, 'engine3', 'base--host', 'our block in /etc/hosts was edited');
      const found = draft.vantages['engine3'];
      if (found) found.names['engine2'] = ['10.48.1.99'];
      shut(draft, ['engine3'], inside2, 'unreachable');
    },
  },
  {
    id: 'hosts-file-edited',
    hosts: ['engine3'],
    what: 'the same, while all names resolve',
    breaks: (draft) => drift(draft, 'engine3', 'base--host', 'our block in /etc/hosts was edited'),
  },
  {
    id: 'hosts-file-overwritten',
    hosts: ['engine3'],
    what: 'a file without our lines, in which no name resolves',
    breaks: (draft) => {
      drift(
        draft,
        'engine3',
        'base--host',
        '/etc/hosts was written without our block at 2026-01-02T03:00:00Z',
      );
      const names = draft.vantages['engine3']?.names ?? {};
      for (const name of Object.keys(names)) names[name] = [];
      shutAll(draft, ['engine3'], 'INTERNAL', 'unreachable', true);
    },
  },
  {
    id: 'hosts-file-overwritten',
    hosts: ['engine3'],
    what: 'the same, while all names resolve',
    breaks: (draft) =>
      drift(
        draft,
        'engine3',
        'base--host',
        '/etc/hosts was written without our block at 2026-01-02T03:00:00Z',
      ),
  },
  {
    id: 'name-resolves-elsewhere',
    hosts: ['engine3'],
    what: 'the own name on a line of the owner’s with ::1',
    breaks: (draft) => {
      drift(draft, 'engine3', 'base--host', 'another line of /etc/hosts leads engine3 to ::1');
      const found = draft.vantages['engine3'];
      if (!found) return;
      found.names['engine3'] = ['10.48.1.83', '127.0.0.1'];
      found.ipv6 = {
        engine3: { all: ['::1'], inFile: ['::1'], outcomes: { 'engine3:9093 ::1': 'refused' } },
      };
    },
  },
  {
    id: 'ipv6-beside-ipv4',
    hosts: ['kafkaclientmachine1', 'kafkaclientmachine2'],
    what: 'the public name with an IPv6 address in DNS',
    breaks: (draft) => {
      for (const vantage of outsiders) {
        const found = draft.vantages[vantage];
        const outcomes = { 'my-public-domain:19091 2001:db8::98': 'silent' } as const;
        if (found) found.ipv6 = { 'my-public-domain': { all: ['2001:db8::98'], inFile: [], outcomes } };
      }
    },
  },
  {
    id: 'ipv6-beside-ipv4',
    hosts: ['kafkaclientmachine2'],
    what: 'the same, by a line of the owner’s beside ours',
    breaks: (draft) => {
      const text = 'another line of /etc/hosts leads my-public-domain to 2001:db8::98';
      drift(draft, 'kafkaclientmachine2', 'base--host', text);
      const found = draft.vantages['kafkaclientmachine2'];
      const all = ['2001:db8::98'];
      if (found) found.ipv6 = { 'my-public-domain': { all, inFile: all, outcomes: {} } };
    },
  },
  {
    id: 'port-map-missing',
    hosts: ['gateway'],
    what: 'a table that is gone, with all of its ports',
    breaks: (draft) => {
      editRules(draft, () => '{"nftables":[]}');
      mapDrifts(draft, 'is gone');
      shutAll(draft, outsiders, 'EXTERNAL', 'silent', true);
    },
  },
  {
    id: 'port-map-missing',
    hosts: ['gateway'],
    what: 'one port of a table that is gone',
    breaks: (draft) => {
      editRules(draft, (text) => text.replace('"right":19092', '"right":29092'));
      mapDrifts(draft);
      shut(draft, outsiders, outside2, 'refused');
    },
  },
  {
    id: 'port-map-leads-elsewhere',
    hosts: ['gateway'],
    what: 'a port that leads to the next broker: 2 answers as 3',
    breaks: (draft) => {
      editRules(draft, (text) =>
        text.replace('"addr":"10.48.1.82","port":9192', '"addr":"10.48.1.83","port":9193'),
      );
      mapDrifts(draft);
      answerAs(draft, outsiders, outside2, 3);
      for (const vantage of outsiders) delete triedAt(draft, vantage, outside2).arrivedFrom;
    },
  },
  {
    id: 'port-map-changed',
    hosts: ['gateway'],
    what: 'rules of the map that were changed to no effect',
    breaks: (draft) => mapDrifts(draft),
  },
  {
    id: 'internal-names-given-outside',
    hosts: ['gateway'],
    what: 'a port that leads to the INTERNAL listener, which speaks plain text and tells inside names',
    breaks: (draft) => {
      editRules(draft, (text) =>
        text.replace('"addr":"10.48.1.82","port":9192', '"addr":"10.48.1.82","port":9092'),
      );
      mapDrifts(draft);
      for (const vantage of outsiders) {
        const response = responseAt(draft, vantage, outside2);
        response.transport = 'plain';
        delete response.certificate;
        response.broker = responseAt(draft, 'workstation', inside2).broker ?? { brokers: [], partitions: [] };
      }
    },
  },
  {
    id: 'advertised-elsewhere',
    hosts: ['engine2'],
    what: 'a broker that advertises another name, from a file that was edited',
    breaks: (draft) => {
      drift(draft, 'engine2', 'roll--kafka-cluster1-2', 'kafka-cluster1-2 runs with another configuration');
      for (const vantage of outsiders)
        for (const id of [1, 2, 3]) {
          const told = responseAt(draft, vantage, `cluster1/broker-${id}/EXTERNAL`).broker?.brokers;
          const own = told?.find((one) => one.id === 2);
          if (own) own.name = 'old-public-name';
        }
    },
  },
  {
    id: 'source-address-masqueraded',
    hosts: ['gateway'],
    what: 'outside clients that arrive as the gateway',
    breaks: (draft) => {
      for (const vantage of outsiders) triedAt(draft, vantage, outside2).arrivedFrom = '10.48.1.1';
    },
  },
  {
    id: 'answers-where-it-must-not',
    hosts: ['engine2'],
    what: 'a listener for the outside that answers the inside, by rules that were changed',
    breaks: (draft) => {
      const found = draft.vantages['workstation'];
      if (found) found.closed['10.48.1.82:9192'] = 'open';
      filterDiffers(draft, 'engine2');
    },
  },
  {
    id: 'answers-where-it-must-not',
    hosts: ['gateway'],
    what: 'a gateway that forwards inward what is not mapped',
    breaks: (draft) => {
      const found = draft.vantages['kafkaclientmachine2'];
      if (found) found.closed['10.48.1.82:9092'] = 'open';
    },
  },
];

// Hosts and their data: what keeps a machine from serving.
import { noFilesFacts } from '../../../probe/facts.ts';
import { allTo, answers, factsOf, kill } from '../doctor-fixture.ts';
import { type Breakage, outsiders, outside2, shut } from './break.ts';

export const hosts: Breakage[] = [
  {
    id: 'not-set-up',
    hosts: ['engine1', 'engine2', 'engine3', 'gateway', 'kafkaclientmachine1', 'kafkaclientmachine2'],
    what: 'a stack before its first up',
    breaks: (draft) => {
      for (const result of draft.hosts.values()) {
        if (!result.ok) continue;
        delete result.facts.owner;
        Object.assign(result.facts, {
          services: {},
          listeners: [],
          registered: [],
          controllers: [],
          data: {},
          ensembleData: [],
        });
        result.facts.ruleset = '{"nftables":[]}';
      }
      for (const [id, vantage] of Object.entries(draft.vantages)) {
        // Debian's own line for the host's name stays until then.
        for (const name of Object.keys(vantage.names))
          if (id !== 'workstation') vantage.names[name] = name === 'engine1' ? ['127.0.1.1'] : [];
        for (const tried of Object.values(vantage.open)) {
          tried.outcome = 'unreachable';
          delete tried.response;
          delete tried.arrivedFrom;
        }
      }
      for (const id of Object.keys(draft.mirrors))
        draft.mirrors[id] = { waiting: {}, unknown: 'no cluster answers' };
    },
  },
  {
    id: 'not-set-up',
    hosts: ['engine3'],
    what: 'a host that is new in the stack',
    breaks: (draft) => {
      kill(draft, 'cluster1', 3, 'engine3');
      const facts = factsOf(draft, 'engine3');
      delete facts.owner;
      facts.stamps = {};
      facts.services = {};
    },
  },
  {
    id: 'host-unreachable',
    hosts: ['engine2'],
    what: 'a host is off: its ports are silent, and nothing can be tried from it',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      for (const tried of allTo(draft, 'cluster1/broker-2')) tried.outcome = 'silent';
      draft.hosts.set('engine2', { ok: false, reason: 'operator@10.48.1.82:22 does not answer' });
      draft.vantages['engine2'] = { untried: 'it can’t be logged in to', names: {}, open: {}, closed: {} };
    },
  },
  {
    id: 'host-unreachable',
    hosts: ['engine2'],
    what: 'a host on which everything hangs: its ports are open, and nobody answers',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      for (const tried of allTo(draft, 'cluster1/broker-2'))
        Object.assign(tried, { outcome: 'open', response: { kind: 'silent' } });
      draft.hosts.set('engine2', { ok: false, reason: 'operator@10.48.1.82:22 does not answer' });
      draft.vantages['engine2'] = { untried: 'it can’t be logged in to', names: {}, open: {}, closed: {} };
    },
  },
  {
    id: 'other-owner',
    hosts: ['engine3'],
    what: 'a host of another stack',
    breaks: (draft) => (factsOf(draft, 'engine3').owner = 'kafka-proxied/other'),
  },
  {
    id: 'host-unfit',
    hosts: ['engine1'],
    what: 'a Java that Kafka does not run on',
    breaks: (draft) =>
      (factsOf(draft, 'engine1').system = { packages: 'dnf', init: 'systemd', java: '1.8.0_432' }),
  },
  {
    id: 'no-space',
    hosts: ['engine2'],
    what: 'a full disk, on which the broker stopped',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      const full = { mount: '/var', freeKib: 10, freeInodes: 9999, writable: true, runsCode: true };
      factsOf(draft, 'engine2').places['/var/lib/kafka-proxied/kafka-cluster1-2/data'] = full;
    },
  },
  {
    id: 'runs-no-code',
    hosts: ['engine2'],
    what: 'our programs on a mount with noexec, so that a broker does not come back',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      const noexec = { mount: '/opt', freeKib: 9e9, freeInodes: 9e9, writable: true, runsCode: false };
      factsOf(draft, 'engine2').places['/opt/kafka-proxied'] = noexec;
    },
  },
  {
    id: 'disk-not-mounted',
    hosts: ['engine2'],
    what: 'the disk of a broker that is not mounted',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      const unmounted = '/var/lib/kafka-proxied/kafka-cluster1-2';
      factsOf(draft, 'engine2').files['kafka-cluster1-2'] = { ...noFilesFacts(), unmounted };
    },
  },
  {
    id: 'files-unusable',
    hosts: ['engine2'],
    what: 'a file of a broker that ends again and again, of which the service user has nothing',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      const facts = factsOf(draft, 'engine2');
      const path = '/var/lib/kafka-proxied/kafka-cluster1-2/data/meta.properties';
      const found = { path, owner: 'root:root', mode: '600', immutable: false };
      facts.files['kafka-cluster1-2'] = { ...noFilesFacts(), unusable: [{ kind: 'data', ...found }] };
      facts.services['kafka-cluster1-2'] = {
        ...{ active: 'active', sub: 'running', since: 'Fri 2026-01-02 03:04:04 UTC', pid: 4711 },
        ...{ started: 'h', stores: '', ended: { times: 7, said: 'AccessDeniedException' } },
      };
    },
  },
  {
    id: 'strange-folder',
    hosts: ['engine2'],
    what: 'a folder among the data that is no partition',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      const strange = '/var/lib/kafka-proxied/kafka-cluster1-2/data/lost+found';
      factsOf(draft, 'engine2').files['kafka-cluster1-2'] = { ...noFilesFacts(), strange };
    },
  },
  {
    id: 'clock-off',
    hosts: ['engine3'],
    what: 'a clock that is a minute behind',
    breaks: (draft) => (factsOf(draft, 'engine3').clockAhead = -61),
  },
  {
    id: 'way-back-elsewhere',
    hosts: ['engine2'],
    what: 'replies that leave by another router',
    breaks: (draft) => {
      for (const to of ['198.51.100.211', '198.51.100.141'])
        factsOf(draft, 'engine2').ways[to] = { via: '10.48.1.254', dev: 'eth0' };
      shut(draft, outsiders, outside2, 'silent');
    },
  },
  {
    id: 'data-of-other-broker',
    hosts: ['engine3'],
    what: 'data of broker 2 on the host of broker 3, which does not start',
    breaks: (draft) => {
      kill(draft, 'cluster1', 3, 'engine3');
      factsOf(draft, 'engine3').data['kafka-cluster1-3'] = { brokerId: '2', clusterId: 'id-cluster1' };
    },
  },
  {
    id: 'cluster-id-differs',
    hosts: ['engine3'],
    what: 'data of another cluster, with which the broker does not start',
    breaks: (draft) => {
      kill(draft, 'cluster1', 3, 'engine3');
      factsOf(draft, 'engine3').data['kafka-cluster1-3'] = { brokerId: '3', clusterId: 'other' };
    },
  },
  {
    id: 'cluster-id-differs',
    hosts: ['engine2'],
    what: 'a broker that answers for another cluster',
    breaks: (draft) => {
      for (const tried of allTo(draft, 'cluster1/broker-2'))
        for (const { broker } of answers(tried)) if (broker) broker.clusterId = 'other';
    },
  },
  {
    id: 'zookeeper-data-gone',
    hosts: ['engine1'],
    what: 'a ZooKeeper without its data',
    breaks: (draft) => (factsOf(draft, 'engine1').ensembleData = []),
  },
  {
    id: 'port-taken',
    hosts: ['engine2'],
    what: 'another program on the broker’s port',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      factsOf(draft, 'engine2').listeners.push({ address: '*', port: 9092, process: 'nginx', pid: 7 });
    },
  },
];

// What may break on the dev stack, as doctor then finds it: one cause each, with all that follows from it.
import type { FindingId } from '../../doctor/judge/reasons.ts';
import {
  allTo,
  answers,
  type Draft,
  factsOf,
  kill,
  partitionsSeen,
  spokenAt,
  triedAt,
} from './doctor-fixture.ts';

export const outsiders = ['kafkaclientmachine1', 'kafkaclientmachine2'];
const insiders = ['engine1', 'engine2', 'engine3', 'workstation'];
export const door2 = 'cluster1/broker-2/EXTERNAL';
export const inside2 = 'cluster1/broker-2/INTERNAL';

export function shut(
  draft: Draft,
  vantages: readonly string[],
  service: string,
  outcome: 'refused' | 'silent' | 'unreachable',
) {
  for (const vantage of vantages) {
    const tried = triedAt(draft, vantage, service);
    tried.outcome = outcome;
    delete tried.spoken;
    delete tried.arrivedFrom;
  }
}

function drift(draft: Draft, host: string, key: string, text: string): void {
  factsOf(draft, host).stamps[key] = { stamp: 's', body: 'b', drift: text };
}

export function editRules(draft: Draft, edit: (text: string) => string): void {
  const facts = factsOf(draft, 'gateway');
  facts.ruleset = edit(facts.ruleset ?? '');
}

/** Every broker answers at this door as another one would. */
function answerAs(draft: Draft, vantages: readonly string[], service: string, id: number): void {
  for (const vantage of vantages) {
    const { broker } = spokenAt(draft, vantage, service);
    if (broker) broker.id = id;
  }
}

export const cases: { id: FindingId; hosts: string[]; what: string; breaks: (draft: Draft) => void }[] = [
  {
    id: 'host-unreachable',
    hosts: ['engine2'],
    what: 'a host is off: its doors are silent, and nothing can be tried from it',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      for (const tried of allTo(draft, 'cluster1/broker-2')) tried.outcome = 'silent';
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
      const full = { mount: '/var', freeKib: 10, freeInodes: 9999, writable: true, userCanWrite: true };
      factsOf(draft, 'engine2').places['/var/lib/kafka-proxied/kafka-cluster1-2/data'] = full;
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
      shut(draft, outsiders, door2, 'silent');
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
  {
    id: 'service-missing',
    hosts: ['engine2'],
    what: 'a unit that is gone',
    breaks: (draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      delete factsOf(draft, 'engine2').services['kafka-cluster1-2'];
    },
  },
  {
    id: 'service-down',
    hosts: ['engine2'],
    what: 'a broker that is down, its ports refused and its partitions without a leader',
    breaks: (draft) => kill(draft, 'cluster1', 2, 'engine2'),
  },
  {
    id: 'service-down',
    hosts: ['engine1'],
    what: 'ZooKeeper that is down, with nobody registered',
    breaks: (draft) => {
      const facts = factsOf(draft, 'engine1');
      facts.services['zookeeper-cluster1-1'] = {
        ...{ active: 'inactive', sub: 'dead', since: '', pid: 0, started: '', stores: '' },
      };
      facts.ephemerals = [];
      facts.listeners = facts.listeners.filter(({ port }) => port !== 2181);
      for (const tried of allTo(draft, 'cluster1/zookeeper-1')) {
        tried.outcome = 'refused';
        delete tried.spoken;
      }
    },
  },
  {
    id: 'service-down',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirror that is down, with records that wait',
    breaks: (draft) => {
      const unit = 'kafka-mirror-to-cluster2';
      factsOf(draft, 'kafkaclientmachine1').services[unit] = {
        ...{ active: 'activating', sub: 'auto-restart', since: '', pid: 0, started: '', stores: '' },
      };
      draft.mirrors['to-cluster2'] = { waiting: { 'records-0': '2026-01-02T03:00:00.000Z' } };
    },
  },
  {
    id: 'service-frozen',
    hosts: ['engine2'],
    what: 'a process that is stopped, whose session has ended',
    breaks: (draft) => {
      for (const tried of allTo(draft, 'cluster1/broker-2')) tried.spoken = { kind: 'silent' };
      const facts = factsOf(draft, 'engine1');
      facts.ephemerals = facts.ephemerals.filter(({ path }) => path !== '/cluster1/brokers/ids/2');
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) one.isr = one.isr.filter((id) => id !== 2);
    },
  },
  {
    id: 'service-frozen',
    hosts: ['engine2'],
    what: 'a process that was stopped just now: others wait for its acknowledgement',
    breaks: (draft) => {
      for (const tried of allTo(draft, 'cluster1/broker-2')) tried.spoken = { kind: 'silent' };
      const canary = { ok: false, step: 'produce', said: 'no answer within 5 s' } as const;
      for (const id of [1, 3])
        spokenAt(draft, 'workstation', `cluster1/broker-${id}/INTERNAL`).canary = canary;
    },
  },
  {
    id: 'nothing-listens',
    hosts: ['engine2'],
    what: 'a broker that runs without its EXTERNAL listener',
    breaks: (draft) => {
      shut(draft, outsiders, door2, 'refused');
      const facts = factsOf(draft, 'engine2');
      facts.listeners = facts.listeners.filter(({ port }) => port !== 9192);
    },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that drops',
    breaks: (draft) =>
      shut(
        draft,
        insiders.filter((id) => id !== 'engine2'),
        inside2,
        'silent',
      ),
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'our own rules, changed so that they drop',
    breaks: (draft) => {
      shut(draft, outsiders, door2, 'silent');
      drift(
        draft,
        'engine2',
        'firewall--kafka_proxied_filter',
        'the nftables table kafka_proxied_filter differs',
      );
    },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that keeps the other brokers from copying',
    breaks: (draft) => {
      shut(
        draft,
        insiders.filter((id) => id !== 'engine2'),
        inside2,
        'silent',
      );
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) if (one.leader === 2) one.isr = [2];
    },
  },
  {
    id: 'dropped-by-firewall',
    hosts: ['engine1'],
    what: 'a firewall that keeps a broker from ZooKeeper',
    breaks: (draft) => {
      shut(draft, ['engine2', 'engine3', 'workstation'], 'cluster1/zookeeper-1/PLAINTEXT', 'silent');
      const facts = factsOf(draft, 'engine1');
      facts.ephemerals = facts.ephemerals.filter(({ path }) => !/ids\/[23]$/.test(path));
    },
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that rejects by ICMP',
    breaks: (draft) =>
      shut(
        draft,
        insiders.filter((id) => id !== 'engine2'),
        inside2,
        'unreachable',
      ),
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['engine2'],
    what: 'a firewall that rejects by a reset',
    breaks: (draft) => shut(draft, outsiders, door2, 'refused'),
  },
  {
    id: 'rejected-by-firewall',
    hosts: ['gateway'],
    what: 'a gateway that rejects what it forwards, by rules of ours that were changed',
    breaks: (draft) => {
      for (const id of [1, 2, 3]) shut(draft, outsiders, `cluster1/broker-${id}/EXTERNAL`, 'unreachable');
      shut(draft, outsiders, 'cluster1/zookeeper-1/PLAINTEXT', 'unreachable');
      drift(
        draft,
        'gateway',
        'firewall--kafka-proxied',
        "the rules of firewalld's policy kafka-proxied differ",
      );
    },
  },
  {
    id: 'firewall-rules-changed',
    hosts: ['engine2'],
    what: 'rules that were changed, and nobody is shut out yet',
    breaks: (draft) =>
      drift(
        draft,
        'engine2',
        'firewall--kafka_proxied_filter',
        'the nftables table kafka_proxied_filter differs',
      ),
  },
  {
    id: 'tunnel-down',
    hosts: ['kafkaclientmachine2'],
    what: 'a tunnel that is tried again and again',
    breaks: (draft) => {
      factsOf(draft, 'kafkaclientmachine2').listeners = [];
      factsOf(draft, 'kafkaclientmachine2').services['kafka-proxied-tunnel-cluster2'] = {
        ...{ active: 'activating', sub: 'auto-restart', since: '', pid: 0, started: '', stores: '' },
      };
      for (const service of ['broker-1/INTERNAL', 'broker-2/INTERNAL', 'zookeeper-1/PLAINTEXT'])
        shut(draft, ['kafkaclientmachine2'], `cluster2/${service}`, 'refused');
    },
  },
  {
    id: 'tunnel-down',
    hosts: ['kafkaclientmachine2'],
    what: 'a tunnel whose near end takes connections that lead nowhere',
    breaks: (draft) => {
      for (const service of ['broker-1/INTERNAL', 'broker-2/INTERNAL', 'zookeeper-1/PLAINTEXT'])
        triedAt(draft, 'kafkaclientmachine2', `cluster2/${service}`).spoken = { kind: 'silent' };
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
      for (const id of [1, 2, 3])
        shut(draft, ['kafkaclientmachine2'], `cluster1/broker-${id}/EXTERNAL`, 'silent');
      shut(draft, ['kafkaclientmachine2'], 'cluster1/zookeeper-1/PLAINTEXT', 'silent');
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
    id: 'port-map-missing',
    hosts: ['gateway'],
    what: 'a table that is gone',
    breaks: (draft) => {
      editRules(draft, (text) => text.replace('"right":19092', '"right":29092'));
      drift(
        draft,
        'gateway',
        'portmap--kafka_proxied_portmap',
        'the nftables table kafka_proxied_portmap differs',
      );
      shut(draft, outsiders, door2, 'refused');
    },
  },
  {
    id: 'port-map-leads-elsewhere',
    hosts: ['gateway'],
    what: 'a door that leads to the next broker: 2 answers as 3',
    breaks: (draft) => {
      editRules(draft, (text) =>
        text.replace('"addr":"10.48.1.82","port":9192', '"addr":"10.48.1.83","port":9193'),
      );
      drift(
        draft,
        'gateway',
        'portmap--kafka_proxied_portmap',
        'the nftables table kafka_proxied_portmap differs',
      );
      answerAs(draft, outsiders, door2, 3);
      for (const vantage of outsiders) delete triedAt(draft, vantage, door2).arrivedFrom;
    },
  },
  {
    id: 'port-map-changed',
    hosts: ['gateway'],
    what: 'rules of the map that were changed to no effect',
    breaks: (draft) =>
      drift(
        draft,
        'gateway',
        'portmap--kafka_proxied_portmap',
        'the nftables table kafka_proxied_portmap differs',
      ),
  },
  {
    id: 'internal-names-given-outside',
    hosts: ['gateway'],
    what: 'a door that leads to the INTERNAL listener, which speaks plain text and tells inside names',
    breaks: (draft) => {
      editRules(draft, (text) =>
        text.replace('"addr":"10.48.1.82","port":9192', '"addr":"10.48.1.82","port":9092'),
      );
      drift(
        draft,
        'gateway',
        'portmap--kafka_proxied_portmap',
        'the nftables table kafka_proxied_portmap differs',
      );
      for (const vantage of outsiders) {
        const spoken = spokenAt(draft, vantage, door2);
        spoken.protocol = 'PLAINTEXT';
        delete spoken.certificate;
        spoken.broker = spokenAt(draft, 'workstation', inside2).broker ?? { brokers: [], partitions: [] };
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
          const told = spokenAt(draft, vantage, `cluster1/broker-${id}/EXTERNAL`).broker?.brokers;
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
      for (const vantage of outsiders) triedAt(draft, vantage, door2).arrivedFrom = '10.48.1.1';
    },
  },
  {
    id: 'answers-where-it-must-not',
    hosts: ['engine2'],
    what: 'a listener for the outside that answers the inside, by rules that were changed',
    breaks: (draft) => {
      const found = draft.vantages['workstation'];
      if (found) found.closed['10.48.1.82:9192'] = 'open';
      drift(
        draft,
        'engine2',
        'firewall--kafka_proxied_filter',
        'the nftables table kafka_proxied_filter differs',
      );
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
  {
    id: 'plain-where-tls-is-due',
    hosts: ['engine2'],
    what: 'a listener that lost its TLS',
    breaks: (draft) => {
      for (const vantage of outsiders) {
        const spoken = spokenAt(draft, vantage, door2);
        spoken.protocol = 'PLAINTEXT';
        delete spoken.certificate;
      }
    },
  },
  {
    id: 'tls-where-plain-is-due',
    hosts: ['engine2'],
    what: 'a listener that got TLS',
    breaks: (draft) => {
      for (const vantage of insiders) {
        const spoken = spokenAt(draft, vantage, inside2);
        spoken.protocol = 'SSL';
        delete spoken.broker;
        delete spoken.canary;
      }
    },
  },
  ...(
    [
      ['certificate-expired', { chain: 'CERT_HAS_EXPIRED' }],
      ['certificate-not-yet-valid', { chain: 'CERT_NOT_YET_VALID' }],
      ['certificate-of-other-ca', { chain: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' }],
      ['certificate-lacks-name', { coversName: false, names: ['old-public-name'] }],
    ] as const
  ).map(([id, certificate]) => ({
    id,
    hosts: ['engine2'],
    what: 'a certificate that clients refuse',
    breaks: (draft: Draft) => {
      for (const vantage of outsiders)
        Object.assign(spokenAt(draft, vantage, door2).certificate ?? {}, structuredClone(certificate));
    },
  })),
  {
    id: 'certificate-ends-soon',
    hosts: ['engine2'],
    what: 'a certificate that ends in a week',
    breaks: (draft) => {
      factsOf(draft, 'engine2').keys['kafka-cluster1-2'] = { trusts: [], end: '2026-01-09T00:00:00Z' };
    },
  },
  {
    id: 'certificate-expired',
    hosts: ['kafkaclientmachine2'],
    what: 'a client’s certificate that has ended, so that every listener turns it away',
    breaks: (draft) => {
      factsOf(draft, 'kafkaclientmachine2').clientKeys['cluster1'] = {
        ...{ trusts: [], end: '2026-01-01T00:00:00Z' },
      };
    },
  },
  {
    id: 'client-certificate-refused',
    hosts: ['kafkaclientmachine2'],
    what: 'a client without a certificate',
    breaks: (draft) => {
      for (const id of [1, 2, 3]) {
        const spoken = spokenAt(draft, 'kafkaclientmachine2', `cluster1/broker-${id}/EXTERNAL`);
        delete spoken.broker;
        delete spoken.canary;
        spoken.alert = 'alert certificate required';
      }
    },
  },
  {
    id: 'connection-closed',
    hosts: ['engine2'],
    what: 'a door that ends every connection',
    breaks: (draft) => {
      for (const vantage of insiders) triedAt(draft, vantage, inside2).spoken = { kind: 'closed', said: '' };
    },
  },
  {
    id: 'not-this-service',
    hosts: ['engine2'],
    what: 'another program at the broker’s door',
    breaks: (draft) => {
      for (const vantage of insiders) {
        const spoken = spokenAt(draft, vantage, inside2);
        delete spoken.broker;
        delete spoken.canary;
        spoken.stranger = 'HTTP/1.1 400 Bad Request';
      }
    },
  },
  {
    id: 'broker-has-other-id',
    hosts: ['engine2'],
    what: 'a broker that runs under the id of another, which it threw out',
    breaks: (draft) => answerAs(draft, insiders, inside2, 3),
  },
  {
    id: 'broker-not-registered',
    hosts: ['engine2'],
    what: 'a broker that ZooKeeper does not know',
    breaks: (draft) => {
      const facts = factsOf(draft, 'engine1');
      facts.ephemerals = facts.ephemerals.filter(({ path }) => path !== '/cluster1/brokers/ids/2');
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) one.isr = one.isr.filter((id) => id !== 2);
    },
  },
  {
    id: 'registered-under-other-chroot',
    hosts: ['engine2'],
    what: 'a broker that registered beside the others',
    breaks: (draft) => {
      for (const each of factsOf(draft, 'engine1').ephemerals)
        if (each.path === '/cluster1/brokers/ids/2') each.path = '/kafka/brokers/ids/2';
    },
  },
  {
    id: 'broker-lacks-listener',
    hosts: ['engine2'],
    what: 'a broker that outside clients are not told of',
    breaks: (draft) => {
      for (const vantage of outsiders)
        for (const id of [1, 3]) {
          const { broker } = spokenAt(draft, vantage, `cluster1/broker-${id}/EXTERNAL`);
          if (broker) broker.brokers = broker.brokers.filter((one) => one.id !== 2);
        }
    },
  },
  {
    id: 'no-controller',
    hosts: ['engine1'],
    what: 'a cluster without a controller',
    breaks: (draft) => {
      const facts = factsOf(draft, 'engine1');
      facts.ephemerals = facts.ephemerals.filter(({ path }) => path !== '/cluster1/controller');
    },
  },
  {
    id: 'partition-without-leader',
    hosts: ['engine1', 'engine2', 'engine3'],
    what: 'a partition that lost its leader while all brokers are up',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1')) delete partitions[0]?.leader;
    },
  },
  {
    id: 'below-min-isr',
    hosts: ['engine2', 'engine3'],
    what: 'two copies that don’t follow',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1')) for (const one of partitions) one.isr = [1];
    },
  },
  {
    id: 'under-replicated',
    hosts: ['engine3'],
    what: 'one copy that does not follow',
    breaks: (draft) => {
      for (const partitions of partitionsSeen(draft, 'cluster1'))
        for (const one of partitions) one.isr = [1, 2];
    },
  },
  {
    id: 'canary-failed',
    hosts: ['engine2'],
    what: 'a record that does not get through',
    breaks: (draft) => {
      spokenAt(draft, 'workstation', inside2).canary = { ok: false, step: 'produce', said: 'timed out' };
    },
  },
  {
    id: 'mirror-stuck',
    hosts: ['kafkaclientmachine1'],
    what: 'a mirror that is up, with records that wait for minutes',
    breaks: (draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: { 'records-0': '2026-01-02T03:00:00.000Z', 'records-1': '2026-01-02T03:04:04.000Z' },
        last: '2026-01-02T02:59:00.000Z',
      };
    },
  },
  {
    id: 'runs-with-other-configuration',
    hosts: ['engine2'],
    what: 'a broker that was restarted with an edited file',
    breaks: (draft) => {
      drift(draft, 'engine2', 'roll--kafka-cluster1-2', 'kafka-cluster1-2 runs with another configuration');
    },
  },
  {
    id: 'file-edited',
    hosts: ['engine2'],
    what: 'a file of ours that was edited',
    breaks: (draft) => {
      const file = '/etc/kafka-proxied/kafka-cluster1-2/current/server.properties';
      drift(draft, 'engine2', 'broker--kafka-cluster1-2', `${file} was edited`);
    },
  },
];

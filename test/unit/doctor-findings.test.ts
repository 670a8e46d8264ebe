// Proves what is told of a cause, and what to type about it; that the command mends it, the lab proves.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { diagnose as diagnoseFacts } from '../../doctor/judge/diagnose.ts';
import { explanations } from '../../doctor/judge/checks/all.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';
import { answerAs, outside2, editRules, inside2, outsiders, shut } from './doctor-breakages/break.ts';
import {
  causes,
  diagnose,
  type Draft,
  factsOf,
  healthy,
  kill,
  responseAt,
  topology,
} from './doctor-fixture.ts';

describe('a record that is too large for a mirror', () => {
  const found = (said: string) =>
    diagnose((draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: { 'records-0': '2026-01-02T03:00:00.000Z' },
        failed: `org.apache.kafka.common.errors.RecordTooLargeException: ${said}`,
      };
    }).findings[0];

  it('is not carried by a restart: doctor names what to raise, by its path', () => {
    const target = found(
      'The request included a message larger than the max message size the server will accept.',
    );
    expect(target?.fix).toBe('npm run up && npm run restart -- kafka-mirror-to-cluster2');
    expect(target?.follows.join('\n')).toMatch(
      /a restart alone does not help.*kafka-proxied:clusters\.cluster2\.settings\["message\.max\.bytes"\].*max\.message\.bytes/s,
    );
    expect(target?.follows.join()).not.toContain('max.request.size');
    const producer = found(
      'The message is 2000086 bytes when serialized which is larger than 1048588, which is the value of the max.request.size configuration.',
    );
    expect(producer?.follows.join('\n')).toMatch(
      /kafka-proxied:mirrors\.to-cluster2\.settings\["cluster2\.producer\.max\.request\.size"\] to 2000086 or more.*kafka-proxied:clusters\.cluster2\.settings\["message\.max\.bytes"\]/s,
    );
  });

  it('is not what other failures are, which a restart may lift', () => {
    const { findings } = diagnose((draft) => {
      draft.mirrors['to-cluster2'] = {
        waiting: { 'records-0': '2026-01-02T03:00:00.000Z' },
        failed: 'org.apache.kafka.common.errors.TimeoutException: x',
      };
    });
    expect(findings.map(({ id, fix }) => ({ id, fix }))).toEqual([
      { id: 'mirror-stuck', fix: 'npm run restart -- kafka-mirror-to-cluster2' },
    ]);
    expect(findings[0]?.found).toContain(
      'its task failed: org.apache.kafka.common.errors.TimeoutException: x',
    );
  });
});

describe('a finding', () => {
  it('says what was expected and found, why it matters, what follows, and what to type', () => {
    const { findings } = diagnose((draft) => kill(draft, 'cluster1', 2, 'engine2'));
    expect(findings).toEqual([
      {
        id: 'service-down',
        hosts: ['engine2'],
        expected: 'kafka-cluster1-2 runs (broker 2 of cluster1)',
        found: 'kafka-cluster1-2 is failed (failed)',
        why: explanations.get('service-down')?.why,
        fix: 'npm run up',
        follows: [
          'engine1 to broker 2 of cluster1, INTERNAL as engine2:9092: refused at once',
          'engine2 to broker 2 of cluster1, INTERNAL as engine2:9092: refused at once',
          'engine3 to broker 2 of cluster1, INTERNAL as engine2:9092: refused at once',
          'kafkaclientmachine1 to broker 2 of cluster1, EXTERNAL as my-public-domain:19092: refused at once',
          'kafkaclientmachine2 to broker 2 of cluster1, EXTERNAL as my-public-domain:19092: refused at once',
          'workstation to broker 2 of cluster1, INTERNAL as engine2:9092: refused at once',
          'broker 2 of cluster1 is not registered with ZooKeeper',
          '2 partitions of cluster1 with too few replicas in sync: records-0, records-2',
          '1 partition of cluster1 without a leader: records-1',
          'on engine2: kafka-cluster1-2 does not run',
        ],
      },
    ]);
  });

  it('names the line of /etc/hosts to take out', () => {
    const { findings } = diagnose((draft) => {
      const names = draft.vantages['kafkaclientmachine2']?.names;
      if (names) names['my-public-domain'] = ['192.0.2.7'];
    });
    expect(findings.map(({ fix, at: where }) => `${where}: ${fix}`)).toEqual([
      "kafkaclientmachine2: sudo sed -i '/^192\\.0\\.2\\.7[[:space:]].*my-public-domain/d' /etc/hosts",
    ]);
  });

  it('shows the chain of an owner whose rules drop, and no other', () => {
    const { findings } = diagnose((draft) => {
      shut(draft, outsiders, outside2, 'silent');
      const place = { family: 'inet', table: 'mine' };
      const chain = { ...place, name: 'ff', type: 'filter', hook: 'input', prio: -1, policy: 'accept' };
      const dport = { payload: { protocol: 'tcp', field: 'dport' } };
      const expr = [{ match: { op: '==', left: dport, right: 9192 } }, { drop: null }];
      factsOf(draft, 'engine2').ruleset = JSON.stringify({
        nftables: [{ chain }, { rule: { ...place, chain: 'ff', expr } }],
      });
    });
    expect(findings.map(({ id, fix, at: where }) => `${id} ${where}: ${fix}`)).toEqual([
      'dropped-by-firewall engine2: sudo nft --handle list chain inet mine ff',
    ]);
  });

  it('starts firewalld again where somebody stopped it, as its return would undo what up did meanwhile', () => {
    const { findings } = diagnose((draft) => {
      const drift = 'firewalld does not run';
      factsOf(draft, 'engine2').stamps['firewall--kafka_proxied_filter'] = { stamp: 's', body: 'b', drift };
    });
    expect(findings.map(({ id, fix, at: where }) => `${id} ${where}: ${fix}`)).toEqual([
      'firewall-rules-changed engine2: sudo systemctl start firewalld',
    ]);
  });

  it('moves data of another cluster aside where most of the others agree', () => {
    const { findings } = diagnose((draft) => {
      const data = factsOf(draft, 'engine2').data['kafka-cluster1-2'];
      if (data) data.clusterId = 'x$(y)';
    });
    const data = '/var/lib/kafka-proxied/kafka-cluster1-2/data';
    expect(findings.map(({ fix }) => fix)).toEqual([
      `sudo systemctl stop kafka-cluster1-2 && { sudo mv -T ${data} ${data}.of-xy; sudo systemctl start kafka-cluster1-2; }`,
    ]);
  });

  it('shows why a broker ends again and again though one of three ZooKeepers is down', () => {
    const values = devValues();
    const nodes = [1, 2, 3].map((id) => [String(id), { host: `engine${id}`, port: 2181 }]);
    set(values, ['clusters', 'cluster1', 'zookeeper'], Object.fromEntries(nodes));
    const two = diagnose((draft) => {
      const facts = factsOf(draft, 'engine1');
      const { pid: own } = facts.services['zookeeper-cluster1-1'] ?? {};
      facts.listeners = facts.listeners.filter(({ pid }) => pid !== own);
      facts.services['zookeeper-cluster1-1'] = {
        ...{ active: 'inactive', sub: 'dead', since: '', pid: 0, started: '', stores: '' },
      };
      kill(draft, 'cluster1', 2, 'engine2');
      factsOf(draft, 'engine2').services['kafka-cluster1-2'] = {
        ...{ active: 'activating', sub: 'auto-restart', since: '', pid: 0, started: '', stores: '' },
        ended: { times: 3, said: 'ConfigException' },
      };
    }, topologyOf(values));
    expect(causes(two)).toEqual(['service-down engine1', 'service-failing engine2']);
  });

  it('tells of open ports of a host that can’t be looked at', () => {
    const { findings } = diagnose((draft) => {
      draft.hosts.set('engine2', { ok: false, reason: 'timed out' });
      const closed = draft.vantages['kafkaclientmachine2']?.closed ?? {};
      for (const key of Object.keys(closed)) if (key.startsWith('10.48.1.82:9092')) closed[key] = 'open';
      for (const key of Object.keys(closed)) if (key.startsWith('203.0.113.98:9192')) closed[key] = 'open';
    });
    expect(findings.map(({ id }) => id)).toEqual(['host-unreachable', 'answers-where-it-must-not']);
  });

  it('tells two causes that are there at once', () => {
    const two = diagnose((draft) => {
      kill(draft, 'cluster1', 2, 'engine2');
      editRules(draft, (text) => text.replace('"right":19093', '"right":29093'));
      shut(draft, outsiders, 'cluster1/broker-3/EXTERNAL', 'refused');
    });
    expect(causes(two)).toEqual(['service-down engine2', 'port-map-missing gateway']);
  });

  it('names the map to enter where the gateway is not ours', () => {
    const values = devValues();
    set(values, ['hosts', 'gateway', 'managePortMap'], false);
    const { findings } = diagnose((draft) => shut(draft, outsiders, outside2, 'silent'), topologyOf(values));
    expect(findings.map(({ id, hosts }) => ({ id, hosts }))).toEqual([
      { id: 'port-map-missing', hosts: ['gateway'] },
    ]);
    expect(findings[0]?.found).toContain('TCP 203.0.113.98:19092 to 10.48.1.82:9192');
  });

  it('does not send to `up` for a map that its owner enters', () => {
    const values = devValues();
    set(values, ['hosts', 'gateway', 'managePortMap'], false);
    const brokers = (draft: Draft, vantage: string, service: string) =>
      responseAt(draft, vantage, service).broker;
    const wrong = {
      'port-map-leads-elsewhere': (draft: Draft) => answerAs(draft, outsiders, outside2, 3),
      'internal-names-given-outside': (draft: Draft) => {
        for (const vantage of outsiders) {
          const told = brokers(draft, vantage, outside2);
          if (told) told.brokers = brokers(draft, 'workstation', inside2)?.brokers ?? [];
        }
      },
    };
    for (const [id, breaks] of Object.entries(wrong)) {
      const { findings } = diagnose(breaks, topologyOf(values));
      expect(findings.map((each) => [each.id, each.fix])).toEqual([[id, 'npm run doctor']]);
      expect(findings[0]?.found).toContain('TCP 203.0.113.98:19092 to 10.48.1.82:9192');
    }
  });

  it('names the stack where it is not the default one', () => {
    const draft = healthy();
    kill(draft, 'cluster1', 2, 'engine2');
    const { findings } = diagnoseFacts(topology, makePlan(topology), draft, {
      stackOption: '--stack cluster1',
    });
    expect(findings[0]?.fix).toBe('npm run up -- --stack cluster1');
  });
});

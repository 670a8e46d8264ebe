// Services that are gone, down, frozen, or without a listener.
import { allTo, type Draft, factsOf, kill, responseAt, triedAt } from '../doctor-fixture.ts';
import { type Breakage, outsiders, outside2, shut, unregister, lags } from './break.ts';

/** ZooKeeper is stopped, with nobody registered. */
function endZookeeper(draft: Draft): void {
  const facts = factsOf(draft, 'engine1');
  facts.services['zookeeper-cluster1-1'] = {
    ...{ active: 'inactive', sub: 'dead', since: '', pid: 0, started: '', stores: '' },
  };
  Object.assign(facts, { registered: [], controllers: [] });
  facts.listeners = facts.listeners.filter(({ port }) => port !== 2181);
  for (const tried of allTo(draft, 'cluster1/zookeeper-1')) {
    tried.outcome = 'refused';
    delete tried.response;
  }
}

/** Broker 2 ended again and again, and is seen like this. */
function failing(draft: Draft, seen: { active: string; sub: string; since: string; pid: number }): void {
  kill(draft, 'cluster1', 2, 'engine2');
  const ended = {
    times: 7,
    said: 'ConfigException: Invalid value soon for configuration log.retention.hours',
  };
  factsOf(draft, 'engine2').services['kafka-cluster1-2'] = { ...seen, started: 'h', stores: '', ended };
}

export const services: Breakage[] = [
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
    breaks: endZookeeper,
  },
  {
    id: 'service-down',
    hosts: ['engine1'],
    what: 'ZooKeeper that is down, and a broker that can’t start without it',
    breaks: (draft) => {
      endZookeeper(draft);
      failing(draft, { active: 'active', sub: 'running', since: 'Fri 2026-01-02 03:04:04 UTC', pid: 4711 });
    },
  },
  {
    id: 'service-down',
    hosts: ['engine2'],
    what: 'a broker that ended by itself, and was then stopped',
    breaks: (draft) => {
      failing(draft, { active: 'inactive', sub: 'dead', since: '', pid: 0 });
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
    id: 'service-failing',
    hosts: ['engine2'],
    what: 'a broker that can’t start with its edited file, seen while systemd waits',
    breaks: (draft) => {
      failing(draft, { active: 'activating', sub: 'auto-restart', since: '', pid: 0 });
    },
  },
  {
    id: 'service-failing',
    hosts: ['engine2'],
    what: 'the same, seen while it starts once more',
    breaks: (draft) => {
      failing(draft, { active: 'active', sub: 'running', since: 'Fri 2026-01-02 03:04:04 UTC', pid: 4711 });
    },
  },
  {
    id: 'service-frozen',
    hosts: ['engine2'],
    what: 'a process that is stopped, whose session has ended',
    breaks: (draft) => {
      for (const tried of allTo(draft, 'cluster1/broker-2')) tried.response = { kind: 'silent' };
      unregister(draft);
      lags(draft);
    },
  },
  {
    id: 'service-frozen',
    hosts: ['engine2'],
    what: 'a process that was stopped just now: others wait for its acknowledgement',
    breaks: (draft) => {
      for (const tried of allTo(draft, 'cluster1/broker-2')) tried.response = { kind: 'silent' };
      const canary = { ok: false, step: 'produce', said: 'no answer within 5 s' } as const;
      for (const id of [1, 3])
        responseAt(draft, 'workstation', `cluster1/broker-${id}/INTERNAL`).canary = canary;
    },
  },
  {
    id: 'service-starting',
    hosts: ['engine2'],
    what: 'a broker that was started just now: it listens since its ports were tried, and its copies lag',
    breaks: (draft) => {
      const unit = factsOf(draft, 'engine2').services['kafka-cluster1-2'];
      if (unit) unit.since = 'Fri 2026-01-02 03:04:00 UTC';
      for (const tried of allTo(draft, 'cluster1/broker-2')) {
        tried.outcome = 'refused';
        delete tried.response;
      }
      lags(draft);
    },
  },
  {
    id: 'service-starting',
    hosts: ['engine2'],
    what: 'a broker that began to listen while doctor looked: who came early was refused',
    breaks: (draft) => {
      const unit = factsOf(draft, 'engine2').services['kafka-cluster1-2'];
      if (unit) unit.since = 'Fri 2026-01-02 03:04:00 UTC';
      const early = triedAt(draft, 'engine1', 'cluster1/broker-2/INTERNAL');
      early.outcome = 'refused';
      delete early.response;
    },
  },
  {
    id: 'nothing-listens',
    hosts: ['engine2'],
    what: 'a broker that runs without its EXTERNAL listener',
    breaks: (draft) => {
      shut(draft, outsiders, outside2, 'refused');
      const facts = factsOf(draft, 'engine2');
      facts.listeners = facts.listeners.filter(({ port }) => port !== 9192);
    },
  },
];

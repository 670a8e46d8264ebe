// What doctor finds where all is well, and a diagnosis of what a test breaks.
import { makePlan } from '../../config/plan/make.ts';
import { openRoutes, closedRoutes, securityOf } from '../../config/plan/select.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { Topology } from '../../config/topology.ts';
import { mirrorUnit, tunnelUnit } from '../../config/units.ts';
import type { BrokerResponse, Facts, ServiceResponse, Tried } from '../../doctor/facts.ts';
import type { Report } from '../../doctor/findings.ts';
import { diagnose as diagnoseFacts } from '../../doctor/judge/diagnose.ts';
import { addressKey, serviceKey } from '../../doctor/keys.ts';
import { bindingsOn } from '../../probe/bindings.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { bareHost } from '../support/deployment.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

export const topology = topologyOf(devValues());
export const plan = makePlan(topology);

export const at = '2026-01-02T03:04:05.000Z';

/** Facts that a test may change. */
export interface Draft extends Facts {
  hosts: Map<string, { ok: true; facts: HostFacts } | { ok: false; reason: string }>;
}

function gatewayRules({ portMap }: Plan): string {
  const match = (protocol: string, field: string, right: unknown) => {
    return { match: { op: '==', left: { payload: { protocol, field } }, right } };
  };
  const table = { family: 'ip', table: 'kafka_proxied_portmap' };
  const chain = { ...table, name: 'prerouting', type: 'nat', hook: 'prerouting', policy: 'accept' };
  const rules = portMap.map(({ publicAddress, port, to }) => ({
    rule: {
      ...table,
      chain: 'prerouting',
      expr: [
        match('ip', 'daddr', publicAddress),
        match('tcp', 'dport', port),
        { dnat: { addr: to.address, port: to.port } },
      ],
    },
  }));
  return JSON.stringify({ nftables: [{ chain }, ...rules] });
}

function hostFacts(of: Topology, by: Plan): Draft['hosts'] {
  let pid = 100;
  const hosts: Draft['hosts'] = new Map();
  for (const host of of.hosts.filter(({ managed }) => managed)) {
    const facts: HostFacts = { ...bareHost(), clockAhead: 0, owner: of.owner, ruleset: '{"nftables":[]}' };
    const run = (unit: string): void => {
      pid += 1;
      const since = 'Thu 2026-01-01 00:00:00 UTC';
      facts.services[unit] = { active: 'active', sub: 'running', since, pid, started: 'h', stores: '' };
    };
    for (const { unit } of bindingsOn(of, by, host)) if (!facts.services[unit]) run(unit);
    for (const mirror of of.mirrors) if (mirror.host === host.id) run(mirrorUnit(mirror.id));
    for (const tunnel of by.tunnels) if (tunnel.from === host.id) run(tunnelUnit(tunnel.cluster));
    facts.listeners = bindingsOn(of, by, host).map(({ address, port, unit }) => {
      return { address, port, process: 'java', pid: facts.services[unit]?.pid ?? NaN };
    });
    for (const { name, address } of by.names[host.id] ?? []) facts.names[name] = [address];
    hosts.set(host.id, { ok: true, facts });
  }
  for (const cluster of of.clusters) {
    const factsOf = (id: string): HostFacts => {
      const result = hosts.get(id);
      if (!result?.ok) throw new Error(`${id} was not looked at`);
      return result.facts;
    };
    for (const { id, host } of cluster.brokers)
      factsOf(host).data[`kafka-${cluster.id}-${id}`] = {
        brokerId: String(id),
        clusterId: `id-${cluster.id}`,
      };
    for (const { id, host } of cluster.zookeeper) {
      factsOf(host).ensembleData.push(`zookeeper-${cluster.id}-${id}`);
      for (const broker of cluster.brokers) {
        const registration = { scope: cluster.chroot, id: broker.id };
        factsOf(host).registered.push({ ...registration });
        if (broker === cluster.brokers[0]) factsOf(host).controllers.push(registration);
      }
    }
  }
  const gateways = new Set(by.portMap.map(({ gateway }) => gateway));
  for (const id of gateways) {
    const result = hosts.get(id);
    if (result?.ok) result.facts.ruleset = gatewayRules(by);
  }
  return hosts;
}

function partitionsIn(of: Topology, id: string): Partition[] {
  const cluster = of.clusters.find((one) => one.id === id);
  const replicas = (cluster?.brokers ?? []).map((broker) => broker.id);
  return replicas.map((leader, partition) => {
    return { topic: 'records', partition, leader, replicas: [...replicas], isr: [...replicas] };
  });
}

function healthyRoute(of: Topology, by: Plan, route: ReturnType<typeof openRoutes>[number]): Tried {
  const { service, name } = route;
  const listeners = service.kind === 'broker' ? by.listeners[service.cluster] : undefined;
  const { transport } = securityOf(by, service);
  const broker: BrokerResponse | undefined =
    service.kind === 'broker'
      ? {
          id: service.id,
          clusterId: `id-${service.cluster}`,
          controller: 1,
          brokers: Object.entries(listeners ?? {}).flatMap(([id, all]) =>
            all
              .filter((one) => one.name === service.listener)
              .map(({ advertise }) => ({ id: Number(id), ...advertise })),
          ),
          partitions: partitionsIn(of, service.cluster),
        }
      : undefined;
  const certificate = {
    subject: `CN=${service.cluster}`,
    names: [name],
    coversName: true,
    from: '2026-01-01T00:00:00.000Z',
    until: '2026-12-01T00:00:00.000Z',
    protocol: 'TLSv1.3',
  };
  return {
    outcome: 'open',
    arrivedFrom: route.arrivesFrom,
    response: {
      kind: 'answered',
      transport,
      ...(transport === 'tls' && { certificate }),
      ...(broker && { broker, canary: { ok: true } }),
    },
  };
}

/** All is well. */
export function healthy(of: Topology = topology, by: Plan = makePlan(of)): Draft {
  const vantages = of.hosts.map(({ id }) => {
    const open = openRoutes(by, id).map((route) => [serviceKey(route.service), healthyRoute(of, by, route)]);
    const closed = closedRoutes(by, id).map((route) => [addressKey(route), 'silent']);
    const names = (by.names[id] ?? []).map(({ name, address }) => [name, [address]]);
    return [
      id,
      {
        names: Object.fromEntries(names) as Record<string, string[]>,
        open: Object.fromEntries(open) as Record<string, Tried>,
        closed: Object.fromEntries(closed) as Record<string, 'silent'>,
      },
    ] as const;
  });
  return {
    at,
    hosts: hostFacts(of, by),
    vantages: Object.fromEntries(vantages),
    mirrors: Object.fromEntries(of.mirrors.map(({ id }) => [id, { waiting: {}, last: at }])),
  };
}

/** Facts of one host, to be broken. */
export function factsOf(draft: Draft, id: string): HostFacts {
  const result = draft.hosts.get(id);
  if (!result?.ok) throw new Error(`${id} was not looked at`);
  return result.facts;
}

/** One route as it was tried. */
export function triedAt(draft: Draft, vantage: string, service: string): Tried {
  const tried = draft.vantages[vantage]?.open[service];
  if (!tried) throw new Error(`there is no route from ${vantage} to ${service}`);
  return tried;
}

/** All routes to a service, whoever takes them. */
export function allTo(draft: Draft, service: string): Tried[] {
  return Object.values(draft.vantages).flatMap(({ open }) =>
    Object.entries(open).flatMap(([key, tried]) => (key.startsWith(service) ? [tried] : [])),
  );
}

export function responseAt(draft: Draft, vantage: string, service: string) {
  const { response } = triedAt(draft, vantage, service);
  if (response?.kind !== 'answered') throw new Error(`${service} did not answer ${vantage}`);
  return response;
}

export function answers(tried: Tried): Extract<ServiceResponse, { kind: 'answered' }>[] {
  return tried.response?.kind === 'answered' ? [tried.response] : [];
}

/** The partitions of a cluster as every broker of it tells them. */
export function partitionsSeen(draft: Draft, cluster: string): Partition[][] {
  return allTo(draft, `${cluster}/broker`).flatMap((tried) =>
    answers(tried).flatMap(({ broker }) => (broker ? [broker.partitions] : [])),
  );
}

/** A broker whose process is gone, with all that follows from it. */
export function kill(draft: Draft, cluster: string, id: number, host: string): void {
  const unit = `kafka-${cluster}-${id}`;
  const facts = factsOf(draft, host);
  const { pid } = facts.services[unit] ?? { pid: 0 };
  facts.services[unit] = { active: 'failed', sub: 'failed', since: '', pid: 0, started: '', stores: '' };
  facts.listeners = facts.listeners.filter((one) => one.pid !== pid);
  facts.stamps[`roll--${unit}`] = { stamp: 's', body: 'b', drift: `${unit} does not run` };
  for (const tried of allTo(draft, `${cluster}/broker-${id}`)) {
    tried.outcome = 'refused';
    delete tried.response;
  }
  for (const [, { facts: one }] of [...draft.hosts].flatMap(([name, result]) =>
    result.ok ? [[name, result] as const] : [],
  ))
    for (const kind of ['registered', 'controllers'] as const)
      one[kind] = one[kind].filter((each) => each.scope !== `/${cluster}` || each.id !== id);
  for (const partitions of partitionsSeen(draft, cluster)) {
    for (const one of partitions) {
      one.isr = one.isr.filter((replica) => replica !== id);
      if (one.leader === id) delete one.leader;
    }
  }
}

export function diagnose(change: (draft: Draft) => void, of = topology): Report {
  const by = of === topology ? plan : makePlan(of);
  const draft = healthy(of, by);
  change(draft);
  return diagnoseFacts(of, by, draft);
}

/** `id host, host` of each finding. */
export function causes({ findings }: Report): string[] {
  return findings.map(({ id, hosts }) => `${id} ${hosts.join(', ')}`);
}

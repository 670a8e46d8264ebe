// One diagnosis under way: what is known, what was found so far, and which findings explain what.
import { typed } from '../../config/advice.ts';
import { type ClusterNode, nodesOf } from '../../config/coordination.ts';
import { nodeText, nodeUnit } from '../../config/roles.ts';
import type { Host, HostId, NodeId, Topology } from '../../config/topology.ts';
import { hostsBetween, mappedPortOf, tunnelOf } from '../../config/plan/hops.ts';
import { hostOf } from '../../config/plan/location.ts';
import { openRoutes } from '../../config/plan/select.ts';
import type { OpenRoute, Plan, Service } from '../../config/plan/types.ts';
import type { Affected, Explanation, HostView } from '../../probe/checks/check.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { factsIn } from '../../probe/probe-result.ts';
import type { Facts, ServiceResponse, Tried } from '../facts.ts';
import type { Finding } from '../findings.ts';
import { nodeKey, serviceKey } from '../keys.ts';

/** What a finding can explain: a host, what runs there, a name at a vantage, a mapped port of a gateway, a tunnel. */
export const subjects = {
  host: (id: HostId) => `host ${id}`,
  node: (service: Pick<Service, 'cluster' | 'kind' | 'id'>) => `node ${nodeKey(service)}`,
  /** The same, of what the plan knows of a cluster. */
  nodeOf: ({ role, cluster, id }: Pick<ClusterNode, 'role' | 'cluster' | 'id'>) =>
    `node ${nodeKey({ cluster, kind: role, id })}`,
  broker: (cluster: string, id: NodeId) => `node ${cluster}/broker-${id}`,
  name: (vantage: HostId, name: string) => `name ${name} at ${vantage}`,
  mappedPort: (gateway: HostId, port: number) => `port ${port} of ${gateway}`,
  tunnel: (id: string) => `tunnel ${id}`,
  route: (route: OpenRoute) => `route of ${route.vantage} to ${serviceKey(route.service)}`,
  /** A listener of a service, whoever comes to it. */
  service: (service: Service) => `service ${serviceKey(service)}`,
  mirror: (id: string) => `mirror ${id}`,
  /** Records that the host's files, rules or services no longer hold. */
  drift: (host: HostId, key: string) => `drift ${key} of ${host}`,
  cluster: (id: string) => `cluster ${id}`,
  /** The stack's own state. */
  state: 'state',
  /** What the state gives out to trust, and to show, in a cluster. */
  keys: (cluster: string) => `keys of ${cluster}`,
  /** What does not work while something is amiss on a host. */
  affected: (one: Affected): string => {
    if ('node' in one) return subjects.node(one.node);
    if ('mirror' in one) return subjects.mirror(one.mirror);
    return 'route' in one ? subjects.route(one.route) : subjects.mappedPort(one.gateway, one.port);
  },
};

export interface NewFinding<Id extends string = string> extends Omit<Finding, 'id' | 'why' | 'follows'> {
  id: Id;
}

export interface RouteFacts {
  route: OpenRoute;
  tried: Tried;
}

/** @typeParam Id ids that whoever has it may find */
export class Diagnosis<Id extends string = string> {
  readonly findings: Finding[] = [];
  private readonly causes = new Map<string, Finding>();

  readonly topology: Topology;
  readonly plan: Plan;
  readonly facts: Facts;
  private readonly explanations: ReadonlyMap<string, Explanation>;
  private readonly stackOption: string;

  /**
   * @param explanations by id: what may be found
   * @param stackOption how commands name the stack; empty for the default one
   */
  constructor(
    topology: Topology,
    plan: Plan,
    facts: Facts,
    explanations: ReadonlyMap<string, Explanation>,
    stackOption: string,
  ) {
    this.topology = topology;
    this.plan = plan;
    this.facts = facts;
    this.explanations = explanations;
    this.stackOption = stackOption;
  }

  /** A command of ours, for this stack. */
  npm(command: string, ...args: string[]): string {
    return typed(command, this.stackOption, ...args);
  }

  host(id: HostId): Host {
    return hostOf(this.topology, id);
  }

  factsOf = (id: HostId): HostFacts | undefined => factsIn(this.facts.hosts)(id);

  view(host: Host, facts: HostFacts): HostView {
    const { known } = this.facts;
    return { topology: this.topology, plan: this.plan, host, facts, factsOf: this.factsOf, known };
  }

  /** Hosts that were looked at, in the order of the config. */
  inspected(): HostView[] {
    return this.topology.hosts.flatMap((host) => {
      const facts = this.factsOf(host.id);
      return facts ? [this.view(host, facts)] : [];
    });
  }

  /** The host on which a service runs; undefined: another stack's. */
  hostOfService({ cluster, kind, id }: Pick<Service, 'cluster' | 'kind' | 'id'>): HostId | undefined {
    const found = this.topology.clusters.find((one) => one.id === cluster);
    return found && nodesOf(found).find((node) => node.role === kind && node.id === id)?.host;
  }

  /** What runs, for people. */
  nodeText({ kind, ...node }: Pick<Service, 'cluster' | 'kind' | 'id'>): string {
    return nodeText(kind, node);
  }

  unitOf({ kind, ...node }: Pick<Service, 'cluster' | 'kind' | 'id'>): string {
    return nodeUnit(kind, node);
  }

  /** Routes that were tried. */
  tried(): RouteFacts[] {
    return openRoutes(this.plan).flatMap((route) => {
      const tried = this.facts.vantages[route.vantage]?.open[serviceKey(route.service)];
      return tried ? [{ route, tried }] : [];
    });
  }

  answered(): { route: OpenRoute; response: Extract<ServiceResponse, { kind: 'answered' }> }[] {
    return this.tried().flatMap(({ route, tried: { response } }) =>
      response?.kind === 'answered' ? [{ route, response }] : [],
    );
  }

  /** Adds a finding, which from now on explains these subjects. */
  find(finding: NewFinding<Id>, explains: readonly string[]): Finding {
    const why = this.explanations.get(finding.id)?.why;
    if (why === undefined) throw new Error(`no check explains ${finding.id}`);
    const whole = { ...finding, why, follows: [] };
    this.findings.push(whole);
    this.explain(whole, explains);
    return whole;
  }

  explain(finding: Finding, explains: readonly string[]): void {
    for (const subject of explains) if (!this.causes.has(subject)) this.causes.set(subject, finding);
  }

  /** The finding that explains one of these subjects. */
  causeOf(...all: readonly string[]): Finding | undefined {
    for (const subject of all) {
      const finding = this.causes.get(subject);
      if (finding) return finding;
    }
    return undefined;
  }

  /**
   * Notes what follows from a finding, once.
   * @param finding undefined: nothing found before explains it
   * @param explains what the finding explains from now on as well
   * @returns whether there is such a finding
   */
  follow(finding: Finding | undefined, what: string, explains: readonly string[] = []): boolean {
    if (!finding) return false;
    this.explain(finding, explains);
    if (!finding.follows.includes(what)) finding.follows.push(what);
    return true;
  }

  /** Everything on whose account a route may fail, the likeliest cause first. */
  behind(route: OpenRoute): string[] {
    const { vantage, service, name } = route;
    const target = this.hostOfService(service);
    const mapped = mappedPortOf(route);
    const tunnel = tunnelOf(route);
    return [
      subjects.host(vantage),
      ...(target === undefined ? [] : [subjects.host(target)]),
      subjects.name(vantage, name),
      subjects.node(service),
      ...(mapped === undefined ? [] : [subjects.mappedPort(mapped.gateway, mapped.port)]),
      ...hostsBetween(route).map(subjects.host),
      ...(tunnel === undefined ? [] : [subjects.tunnel(tunnel)]),
      subjects.service(service),
    ];
  }

  causeOfRoute(route: OpenRoute): Finding | undefined {
    return this.causeOf(subjects.route(route), ...this.behind(route));
  }
}

/** systemd prints `Thu 2026-01-01 00:00:00 UTC`. */
export function secondsSince(started: string, at: string): number {
  return (Date.parse(at) - Date.parse(started.replace(/^[A-Z][a-z]{2} /, ''))) / 1000;
}

/** Groups in the order of their first members. */
export function groupBy<T>(all: readonly T[], keyOf: (one: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const one of all) {
    const group = groups.get(keyOf(one));
    if (group) group.push(one);
    else groups.set(keyOf(one), [one]);
  }
  return [...groups.values()];
}

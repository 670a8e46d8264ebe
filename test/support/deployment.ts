// The program's components on the dev stack's own config, with hosts as a test says they were found.
import { readDeclared } from '../../config/changes/declared-topics.ts';
import { propertiesIn } from '../../config/changes/property.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Cluster, Topology } from '../../config/topology.ts';
import { deploy, type DeploymentArgs } from '../../components/deployment.ts';
import type { HostFacts, ServiceFacts } from '../../probe/facts.ts';
import { parseFacts } from '../../probe/parse-facts.ts';
import { rollOrder } from '../../probe/roll-order.ts';
import { scriptsHash } from '../../templates/bootstrap.ts';
import { startHash } from '../../templates/broker.ts';
import { bodyHash } from '../../templates/document.ts';
import { type Registered, type Run, runWithMocks } from './mocks.ts';

/** What the probe finds on a bare host. */
export function bareHost(): HostFacts {
  const facts = parseFacts('os\tdebian\tDebian\ndone\n');
  if (!facts) throw new Error('the facts of a bare host are not whole');
  return facts;
}

export interface Circumstances {
  /** By host; a host that is left out is bare. */
  facts?: Record<string, HostFacts>;
  secrets?: Record<string, string>;
  /** Of clusters of other stacks: made when the mocks are there. */
  otherKeys?: () => DeploymentArgs['otherKeys'];
  /** Names of the resources in the state. */
  recorded?: Iterable<string>;
  removing?: boolean;
  /** False: no key, certificate or password was ever made. Default: true. */
  hasValues?: boolean;
  now?: string;
}

/** Deploys a topology as index.ts does, from the moment on at which all hosts were asked. */
export function deployed(topology: Topology, circumstances: Circumstances = {}): Promise<Run> {
  const { facts = {}, secrets = {}, recorded = [], removing = false } = circumstances;
  const { now = '2026-01-02T03:04:05.678Z' } = circumstances;
  const factsOf = (host: string): HostFacts => facts[host] ?? bareHost();
  const archives = topology.clusters.map(({ version }) => {
    return [version, { version, path: `/archives/kafka-${version}.tar`, sha256: 'a'.repeat(64) }] as const;
  });
  const program = (): unknown =>
    deploy({
      topology,
      plan: makePlan(topology),
      secrets,
      factsOf,
      orderOf: (cluster) => rollOrder(cluster, factsOf),
      ...(circumstances.otherKeys && { otherKeys: circumstances.otherKeys() ?? new Map() }),
      archives: new Map(archives),
      recorded: new Set(recorded),
      removing,
      now: new Date(now),
    });
  return runWithMocks(program, circumstances.hasValues);
}

/** The hosts as a successful run leaves them: every stamp stored, and every service running as it should. */
export function factsAfter(topology: Topology, { resources }: Run): Record<string, HostFacts> {
  const facts: Record<string, HostFacts> = {};
  for (const host of topology.hosts.filter(({ managed }) => managed)) facts[host.id] = bareHost();
  for (const resource of resources.filter((one) => isCommand(one) || isTentative(one))) {
    const { kind, unit, stamp, body } = recorded(resource);
    const found = facts[hostIdOf(topology, resource)];
    if (!found) throw new Error(`${resource.name} is on no known host`);
    found.stamps[`${kind}--${unit}`] = { stamp, body };
    if (kind === 'broker') found.properties[unit] = propertiesIn(fileOf(resource, 'server.properties'));
    if (kind === 'topics')
      for (const line of fileOf(resource, 'topics').split('\n'))
        readDeclared(line, (found.topics[unit] ??= {}));
    if (kind === 'roll' || kind === 'zookeeper' || kind === 'mirror')
      found.services[unit] = running(startedWith(resource, resources), storesOf(resource, resources));
  }
  for (const cluster of topology.clusters) {
    for (const { host } of cluster.zookeeper) register(cluster, facts[host]);
  }
  return facts;
}

/** All brokers are registered; the first one is the controller. */
function register({ brokers, chroot: scope }: Cluster, facts: HostFacts | undefined): void {
  facts?.registered.push(...brokers.map(({ id }) => ({ scope, id })));
  facts?.controllers.push(...brokers.slice(0, 1).map(({ id }) => ({ scope, id })));
}

/** What of a service is secret: its unit's, whatever the resource is called. */
function secretsOf(service: Registered, resources: Registered[]): Registered | undefined {
  const { unit } = recorded(service);
  return resources.find((one) => isCommand(one) && String(one.inputs['create']).endsWith(` secrets ${unit}`));
}

/** The stores that a service reads when it starts. */
function storesOf(roll: Registered, resources: Registered[]): string {
  const secrets = secretsOf(roll, resources);
  return (secrets && /^set stores (.*)$/m.exec(stdinOf(secrets))?.[1]) ?? '';
}

/** What a service notes when it starts with the files of its roll and its secrets. */
function startedWith(roll: Registered, resources: Registered[]): string {
  const conf = /^set conf (.*)$/m.exec(stdinOf(roll))?.[1] ?? '';
  const secrets = secretsOf(roll, resources);
  if (!secrets || secrets === roll) return startHash(conf, undefined);
  const files = { 'secret.properties': fileOf(secrets, 'secret.properties') };
  return startHash(conf, { params: {}, files });
}

/** A file that a document brings. */
function fileOf(resource: Registered, name: string): string {
  const [, after = ''] = stdinOf(resource).split(`\nfile ${name}\n`);
  const [lines = ''] = /^(?: {2}.*\n)*/.exec(after) ?? [];
  return lines.replaceAll(/^ {2}/gm, '');
}

function running(started: string, stores: string): ServiceFacts {
  return { active: 'active', sub: 'running', since: 'Thu 2026-01-01', pid: 1234, started, stores };
}

export function isCommand({ type }: Registered): boolean {
  return type === 'command:remote:Command';
}

/** A change that is tried and confirmed from the operator's machine. */
export function isTentative({ type }: Registered): boolean {
  return type === 'command:local:Command';
}

/** Whatever acts on a host. */
export function isRemote(resource: Registered): boolean {
  return resource.type.startsWith('command:remote:') || isTentative(resource);
}

export function stdinOf(resource: Registered): string {
  return String(resource.inputs['stdin']);
}

/** Id of the host that a remote resource acts on. */
export function hostIdOf(topology: Topology, resource: Registered): string {
  if (isTentative(resource)) return /^set login\.0\.host (.*)$/m.exec(stdinOf(resource))?.[1] ?? '';
  const { host } = resource.inputs['connection'] as { host: string };
  return topology.hosts.find(({ address }) => address === host)?.id ?? '';
}

/** What the host stores when this command succeeds. */
function recorded(resource: Registered): { kind: string; unit: string; stamp: string; body: string } {
  const [first = '', ...rest] = stdinOf(resource).split('\n');
  const stamp = first.replace(/^(# )?stamp /, '');
  const [kind = '', unit = ''] = String(resource.inputs['create']).split(' ').slice(-2);
  return unit === '-s'
    ? { kind: 'bootstrap', unit: 'scripts', stamp, body: scriptsHash() }
    : { kind, unit, stamp, body: bodyHash(rest.join('\n')) };
}

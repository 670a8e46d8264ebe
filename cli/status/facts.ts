// Collects the status of a stack: what its hosts' probes say, and what Kafka says of its partitions.
import pMap from 'p-map';
import { npmRun } from '../../config/advice.ts';
import { coordinationOf, coordinationSpec } from '../../config/coordination.ts';
import { hostProgram } from '../../config/host-paths.ts';
import { hostOf } from '../../config/plan/location.ts';
import { makePlan } from '../../config/plan/make.ts';
import type { Plan } from '../../config/plan/types.ts';
import { roleName } from '../../config/roles.ts';
import type { Cluster, Host, HostId, Topology } from '../../config/topology.ts';
import { type ClusterState, parseClusterState, registrations } from '../../probe/cluster-state.ts';
import type { HostFacts } from '../../probe/facts.ts';
import type { ProbeResult } from '../../probe/probe-result.ts';
import { probeHosts } from '../../probe/probe.ts';
import type { RecordedState } from '../../pulumi/state.ts';
import { shellJoin } from '../../ssh/quote.ts';
import { runSsh, type SshResult } from '../../ssh/run.ts';
import { sshTarget } from '../../ssh/target.ts';
import { clusterStateDocument } from '../../templates/broker.ts';
import { renderBody } from '../../templates/document.ts';
import type { JudgedLock } from '../runs/locks.ts';
import { unsettled } from '../runs/unsettled.ts';
import { clusterServices, mirrorService, type Service, tunnelServices } from '../units.ts';
import { certificatesOf } from './certificates.ts';
import { summarize, type PartitionSummary } from './partitions.ts';
import type { ClusterStatus, StackStatus, UnitStatus } from './report.ts';

/** Where Kafka's tool has to be asked, its start takes 1-4 s; a cluster that answers slower than this is reported as such. */
const deadlineMs = 30_000;
/** As many as a probe makes. */
const loginsAtOnce = 8;

const answered = (result: ProbeResult | undefined): HostFacts | undefined =>
  result?.ok ? result.facts : undefined;

/** The version in a class path, by the folder that holds the jars. */
export function versionInCommand(commandLine: string): string | undefined {
  return /\/versions\/([^/]+)\/libs\//.exec(commandLine)?.[1];
}

/** By process id: from which version the processes of a host were started. */
async function runningVersions(host: Host, facts: HostFacts): Promise<Map<number, string>> {
  const pids = Object.values(facts.services)
    .map(({ pid }) => pid)
    .filter((pid) => pid > 0);
  if (pids.length === 0) return new Map();
  const command = `for pid in ${pids.join(' ')}; do echo "$pid $(tr '\\0' ' ' <"/proc/$pid/cmdline")"; done`;
  const { stdout } = await runSsh(sshTarget(host), { command, deadlineMs });
  return new Map(
    stdout.split('\n').flatMap((line): [number, string][] => {
      const version = versionInCommand(line);
      return version === undefined ? [] : [[Number.parseInt(line, 10), version]];
    }),
  );
}

/** One unit's status from the facts of its host. */
export function unitStatus(
  { host, unit }: Pick<Service, 'host' | 'unit'>,
  facts: HostFacts | undefined,
  versions: ReadonlyMap<number, string>,
  abandoned = false,
): UnitStatus {
  if (abandoned) return { host, unit, state: 'host abandoned' };
  if (!facts) return { host, unit, state: 'unknown' };
  const service = facts.services[unit];
  if (!service) return { host, unit, state: 'not installed' };
  const running = versions.get(service.pid);
  return {
    host,
    unit,
    state: `${service.active} (${service.sub})`,
    ...(service.since !== '' && { since: service.since }),
    ...(running !== undefined && { running }),
  };
}

/** What a cluster says of itself to the first of its brokers' hosts that gets an answer; a text says why none did. */
async function askCluster(
  topology: Topology,
  plan: Plan,
  cluster: Cluster,
  probed: ReadonlyMap<HostId, ProbeResult>,
): Promise<ClusterState | string> {
  const hosts = new Map(topology.hosts.map((host) => [host.id, host]));
  const command = shellJoin(['sudo', '-n', hostProgram, 'cluster-state', cluster.id]);
  let reason = 'none of its brokers’ hosts can be reached';
  for (const id of new Set(cluster.brokers.map(({ host }) => host))) {
    const broker = cluster.brokers.find(({ host }) => host === id);
    if (!broker || !answered(probed.get(id))) continue;
    const stdin = `stamp none\n${renderBody(clusterStateDocument({ cluster, broker, plan, hosts }))}`;
    const result = await runSsh(sshTarget(hostOf(topology, id)), { command, stdin, deadlineMs });
    if (result.code === 0) return parseClusterState(result.stdout);
    reason = whyNot(id, result);
  }
  return reason;
}

function whyNot(host: HostId, { code, stderr }: Pick<SshResult, 'code' | 'stderr'>): string {
  if (code === undefined) return `no answer on ${host} within ${deadlineMs / 1000} s`;
  if (code === 127 || /unknown verb/.test(stderr))
    return `${host} has no script for this, or an older one: \`${npmRun('up')}\` installs it`;
  return `on ${host}: ${stderr.trim().split('\n').at(-1) || `exit code ${code}`}`;
}

function placedStatus(
  topology: Topology,
  placed: Service,
  probed: ReadonlyMap<HostId, ProbeResult>,
  versions: ReadonlyMap<HostId, ReadonlyMap<number, string>>,
): UnitStatus {
  const { host } = placed;
  const { abandoned } = hostOf(topology, host);
  return unitStatus(placed, answered(probed.get(host)), versions.get(host) ?? new Map(), abandoned);
}

function partitionsOf({ brokers }: Cluster, { partitions }: ClusterState): PartitionSummary {
  const ids = brokers.map(({ id }) => id);
  return summarize(partitions, ids);
}

async function clusterStatus(
  topology: Topology,
  plan: Plan,
  cluster: Cluster,
  probed: ReadonlyMap<HostId, ProbeResult>,
  versions: ReadonlyMap<HostId, ReadonlyMap<number, string>>,
): Promise<ClusterStatus> {
  const facts = [...probed.values()].flatMap((result) => answered(result) ?? []);
  const units = clusterServices({ clusters: [cluster] }).map((placed) =>
    placedStatus(topology, placed, probed, versions),
  );
  const runs = units.some(({ unit, state }) => unit.startsWith('kafka-') && state.startsWith('active'));
  const state = runs ? await askCluster(topology, plan, cluster, probed) : 'none of its brokers runs';
  const { controller } = registrations(cluster, typeof state === 'string' ? facts : [...facts, state]);
  const { id, version } = cluster;
  const hosts = topology.hosts.map((host) => host.id);
  const certificates = certificatesOf(cluster, hosts, (host) => answered(probed.get(host)), new Date());
  return {
    cluster: id,
    version,
    units,
    partitions: typeof state === 'string' ? state : partitionsOf(cluster, state),
    certificates,
    ...(controller !== undefined && { controller }),
    controllerRole: roleName(coordinationSpec(coordinationOf(cluster)).controllers),
  };
}

/** Asks every host once, then every cluster. Hosts that don't answer are part of the result. */
export async function collectStatus(
  stack: string,
  topology: Topology,
  recorded: RecordedState & { locks: JudgedLock[] },
): Promise<StackStatus> {
  const plan = makePlan(topology);
  const probed = await probeHosts(topology, plan);
  const versions = new Map(
    await pMap(
      probed,
      async ([id, result]) => {
        const facts = answered(result);
        return [
          id,
          facts ? await runningVersions(hostOf(topology, id), facts) : new Map<number, string>(),
        ] as const;
      },
      { concurrency: loginsAtOnce },
    ),
  );
  const clusters = await Promise.all(
    topology.clusters.map((cluster) => clusterStatus(topology, plan, cluster, probed, versions)),
  );
  const mirrors = topology.mirrors.map((mirror) => ({
    mirror: mirror.id,
    from: mirror.from,
    to: mirror.to,
    version: mirror.version,
    unit: placedStatus(topology, mirrorService(mirror), probed, versions),
  }));
  const tunnels = tunnelServices(plan).map((placed) => ({
    ...placedStatus(topology, placed, probed, versions),
    what: placed.what,
  }));
  const unreachable = [...probed].flatMap(([host, result]) =>
    result.ok ? [] : [{ host, reason: result.reason }],
  );
  const factsOf = (id: HostId) => answered(probed.get(id));
  const busy = [...probed.keys()].flatMap((host) => {
    const by = factsOf(host)?.busy;
    return by === undefined ? [] : [{ host, by }];
  });
  const { locks, pending, resources } = recorded;
  const change = { locks, pending, busy, unsettled: unsettled(resources, topology, factsOf) };
  return { stack, change, clusters, mirrors, tunnels, unreachable };
}

// The status of a stack as plain data, and as text for people.
import { npmRun } from '../../config/advice.ts';
import { formatTable } from '../../lib/table.ts';
import { describePending, type RecordedState } from '../../pulumi/state.ts';
import { describeLock, type JudgedLock } from '../runs/locks.ts';
import type { Unsettled } from '../runs/unsettled.ts';
import { type CertificateStatus, certificateLines } from './certificates.ts';
import type { Partition } from '../../probe/cluster-state.ts';
import type { PartitionSummary } from './partitions.ts';

export interface UnitStatus {
  host: string;
  unit: string;
  /** `active (running)` and the like; `not installed`; `unknown` where the host doesn't answer, `host abandoned` where it isn't asked. */
  state: string;
  /** When it came into that state, as the host's systemd says it. */
  since?: string;
  /** Version that the running process was started from. */
  running?: string;
}

/** An SSH tunnel on its client. It is active while it is logged in. */
export interface TunnelStatus extends Omit<UnitStatus, 'running'> {
  what: string;
}

export interface ClusterStatus {
  cluster: string;
  /** Kafka version that the stack wants. */
  version: string;
  units: UnitStatus[];
  /** The controller: its id, and what it is for people, such as `broker`. */
  controller?: number;
  controllerRole: string;
  /** What Kafka says; a text says why it couldn't be asked. */
  partitions: PartitionSummary | string;
  /** Of running brokers and of clients. */
  certificates: CertificateStatus[];
}

export interface MirrorStatus {
  mirror: string;
  from: string;
  to: string;
  /** Kafka version that the stack wants. */
  version: string;
  unit: UnitStatus;
}

/** What goes on, or was broken off. Locks and what is recorded are known of stacks in our own backend only. */
export interface ChangeStatus {
  locks: JudgedLock[];
  pending: RecordedState['pending'];
  /** Hosts on which a script of ours runs just now, with what it does. */
  busy: { host: string; by: string }[];
  unsettled: Unsettled[];
}

export interface StackStatus {
  stack: string;
  change: ChangeStatus;
  clusters: ClusterStatus[];
  mirrors: MirrorStatus[];
  tunnels: TunnelStatus[];
  /** Hosts that couldn't be asked, with the reason. */
  unreachable: { host: string; reason: string }[];
}

/** Longest list of partitions that is written out. */
const listed = 10;

function places(partitions: readonly Partition[]): string {
  const names = partitions
    .slice(0, listed)
    .map(
      ({ topic, partition, isr, replicas }) =>
        `${topic}-${partition} (in sync: ${isr.join(',') || 'none'} of ${replicas.join(',')})`,
    );
  const more = partitions.length > listed ? ` and ${partitions.length - listed} more` : '';
  return partitions.length === 0 ? 'none' : `${partitions.length}: ${names.join(', ')}${more}`;
}

function partitionLines(summary: PartitionSummary | string): string[] {
  if (typeof summary === 'string') return [`partitions: not known: ${summary}`];
  const leaders = Object.entries(summary.leaders).map(([id, count]) => `broker ${id} leads ${count}`);
  return [
    `partitions: ${summary.partitions} in ${summary.topics} topics; ${leaders.join(', ')}`,
    `under-replicated: ${places(summary.underReplicated)}`,
    ...(summary.offline.length > 0 ? [`without a leader: ${places(summary.offline)}`] : []),
  ];
}

function unitTable(units: readonly UnitStatus[]): string {
  const header = ['host', 'unit', 'state', 'version', 'since'];
  const rows = units.map(({ host, unit, state, running, since }) => [
    host,
    unit,
    state,
    running ?? '-',
    since ?? '-',
  ]);
  return formatTable([header, ...rows]);
}

function mirrorText({ mirror, from, to, version, unit }: MirrorStatus): string {
  return `mirror ${mirror}, from ${from} to ${to}: Kafka ${version}\n${unitTable([unit]).replace(/^/gm, '  ')}`;
}

function clusterText(status: ClusterStatus): string {
  const controller =
    status.controller === undefined ? 'none known' : `${status.controllerRole} ${status.controller}`;
  const lines = [
    unitTable(status.units),
    `controller: ${controller}`,
    ...partitionLines(status.partitions),
    ...certificateLines(status.certificates),
  ];
  return `${status.cluster}: Kafka ${status.version}\n${lines.join('\n').replace(/^/gm, '  ')}`;
}

const lockWords: Record<JudgedLock['state'], string> = {
  held: 'being changed now by',
  left: 'a run was interrupted; its lock is still held:',
  elsewhere: 'locked from another machine by',
};

function changeText({ locks, pending, busy, unsettled }: ChangeStatus): string[] {
  const lines = [
    ...locks.map((lock) => `${lockWords[lock.state]} ${describeLock(lock)}`),
    ...(pending.length > 0 ? [`started, but its end was not recorded: ${describePending(pending)}`] : []),
    ...busy.map(({ host, by }) => `${host} is busy with ${by}`),
    ...unsettled.map(({ host, resource, why }) => `${resource} on ${host}: ${why}`),
  ];
  if (lines.length === 0) return [];
  const next = isUnfinished({ locks, pending, busy, unsettled })
    ? `\n  \`${npmRun('up')}\` repairs that; \`${npmRun('preview')}\` shows how.`
    : '';
  return [`changes:\n${lines.join('\n').replace(/^/gm, '  ')}${next}`];
}

function tunnelText(tunnels: readonly TunnelStatus[]): string[] {
  if (tunnels.length === 0) return [];
  const rows = tunnels.map(({ host, unit, state, since, what }) => [host, unit, state, since ?? '-', what]);
  const table = formatTable([['host', 'unit', 'state', 'since', 'what'], ...rows]);
  return [`tunnels:\n${table.replace(/^/gm, '  ')}`];
}

/** Whether something was broken off, or is not as recorded; what a run that goes on does is no fault. */
function isUnfinished({ locks, pending, unsettled }: ChangeStatus): boolean {
  const goesOn = locks.some(({ state }) => state === 'held');
  return !goesOn && (locks.length > 0 || pending.length > 0 || unsettled.length > 0);
}

/** Text for a terminal. */
export function statusText(status: StackStatus): string {
  const unreachable = status.unreachable.map(({ host, reason }) => `${host} can't be reached: ${reason}`);
  return [
    ...unreachable,
    ...changeText(status.change),
    ...status.clusters.map(clusterText),
    ...status.mirrors.map(mirrorText),
    ...tunnelText(status.tunnels),
    ...(isInOrder(status) ? [] : [`Something is wrong: \`${npmRun('doctor')}\` says what, and what to do.`]),
  ].join('\n\n');
}

function runsAs({ state, running }: UnitStatus, version: string): boolean {
  return state.startsWith('active') && running === version;
}

/**
 * Whether nothing meets the eye: all hosts answer, nothing was broken off, every unit is active and of the wanted version,
 * and every replica is in sync. What is wrong, and why, doctor finds.
 */
export function isInOrder({ change, clusters, mirrors, tunnels, unreachable }: StackStatus): boolean {
  return (
    unreachable.length === 0 &&
    !isUnfinished(change) &&
    mirrors.every(({ unit, version }) => runsAs(unit, version)) &&
    tunnels.every(({ state }) => state.startsWith('active')) &&
    clusters.every(
      ({ units, version, partitions, certificates }) =>
        units.every((unit) => runsAs(unit, version)) &&
        certificates.every(({ days }) => days >= 0) &&
        typeof partitions !== 'string' &&
        partitions.underReplicated.length === 0 &&
        partitions.offline.length === 0,
    )
  );
}

// Which resources of a state stand for data on hosts, and what has to happen before a destroy may remove it.
import { nodeRoles } from '../config/roles.ts';
import { npmRun } from '../config/advice.ts';
import type { Topology } from '../config/topology.ts';
import { nameOfUrn, type StateResource } from '../pulumi/state.ts';
import { clusterServices } from './units.ts';

/** A resource whose removal can take data along. */
export interface DataHolder {
  urn: string;
  name: string;
  /** systemd unit whose data it is. */
  unit: string;
  /** Whether its recorded document says that the data goes with it. */
  wipes: boolean;
}

/** Lines of files are indented, so this one is a setting. */
const wipeLine = /^set on_remove wipe\n/m;

/** The nodes of clusters in a state. */
export function dataHolders(state: readonly StateResource[]): DataHolder[] {
  return state.flatMap(({ urn, name, create, stdin }) => {
    const [, kind, unit] = / converge (\S+) (\S+)$/.exec(create) ?? [];
    if (!nodeRoles.some((role) => role === kind)) return [];
    return unit === undefined ? [] : [{ urn, name, unit, wipes: wipeLine.test(stdin) }];
  });
}

export type DataPlan =
  /** All data of the stack is recorded to go, or will be, once these have been updated. */
  | { ok: true; record: string[] }
  /** Why the data of brokers and that of ZooKeeper could not go together. */
  | { ok: false; reason: string };

const list = (units: readonly string[]): string => units.join(', ');

/**
 * What must be recorded before a destroy removes all data. Brokers' data without ZooKeeper's, or the other way round, is a
 * cluster that never starts again, so either all of it is in the state or nothing is begun.
 */
export function planDataRemoval(topology: Topology, state: readonly StateResource[]): DataPlan {
  const gone = topology.hosts.filter(({ abandoned }) => abandoned).map(({ id }) => id);
  const placed = clusterServices(topology);
  const onGoneHosts = placed.filter(({ host }) => gone.includes(host)).map(({ unit }) => unit);
  const wanted = placed.map(({ unit }) => unit).filter((unit) => !onGoneHosts.includes(unit));
  const held = dataHolders(state).filter(({ unit }) => !onGoneHosts.includes(unit));
  // An earlier removal of data was interrupted: whatever is left goes on where it stood.
  if (held.length > 0 && held.every(({ wipes }) => wipes)) return { ok: true, record: [] };

  const missing = wanted.filter((unit) => !held.some((holder) => holder.unit === unit));
  const foreign = held.map(({ unit }) => unit).filter((unit) => !wanted.includes(unit));
  const again = `Run '${npmRun('up')}' first, which completes the stack, then this again`;
  if (missing.length > 0) {
    const reason = `the state does not contain ${list(missing)}. Its data may still be on its host, and would not be removed`;
    return { ok: false, reason: `${reason}. ${again}` };
  }
  if (foreign.length > 0)
    return {
      ok: false,
      reason: `the state contains ${list(foreign)}, but the config does not. ${again}`,
    };
  return { ok: true, record: held.filter(({ wipes }) => !wipes).map(({ urn }) => urn) };
}

interface PreviewStep {
  op: string;
  urn: string;
  oldState?: { inputs?: { stdin?: unknown } };
  newState?: { inputs?: { stdin?: unknown } };
}

const withoutStamp = (stdin: unknown): string =>
  (typeof stdin === 'string' ? stdin : '').replace(/^[^\n]*\n/, '');

/**
 * What else than the record an update would change.
 * @param preview what `pulumi preview --json` printed
 * @param record the resources that shall be recorded
 * @returns for each such step its name and why it is more than the record; empty: nothing
 */
export function changesBeside(preview: string, record: readonly string[]): string[] {
  const { steps = [] } = JSON.parse(preview) as { steps?: PreviewStep[] };
  return (
    steps
      // What is read, such as another stack's outputs, is left as it is.
      .filter(({ op }) => !['same', 'read'].includes(op))
      .flatMap(({ op, urn, oldState, newState }) => {
        const name = nameOfUrn(urn);
        if (op !== 'update' || !record.includes(urn)) return [`${name}: ${op}`];
        const old = oldState?.inputs?.stdin;
        const wanted = newState?.inputs?.stdin;
        if (withoutStamp(wanted).replace(wipeLine, '') !== withoutStamp(old))
          return [`${name}: its configuration differs from the last \`up\``];
        // A stamp names the reason why its resource runs again; the record alone is new content.
        const reason = /^stamp \S+ (.*)\n/.exec(String(wanted))?.[1];
        return reason === 'other content' ? [] : [`${name}: ${reason ?? 'its host is not known'}`];
      })
  );
}

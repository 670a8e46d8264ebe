// What other stacks say of the clusters that hosts of this one are clients of.
import { mirrorsOfCluster } from './plan/select.ts';
import { pathText, type Note, type Problem } from './problem.ts';
import { readReach } from './schema/reach.ts';
import type { Host, Mirror, OtherCluster, ReachedCluster, Topology } from './topology.ts';
import { abilities, mirrorMakerFor } from './versions.ts';

/**
 * The plain outputs of a stack; undefined where there is no such stack.
 * @throws Error with a reason for people where it can't be asked
 */
export type OutputsOf = (stack: string) => Promise<Record<string, unknown> | undefined>;

export interface Resolved {
  topology: Topology;
  notes: Note[];
  problems: Problem[];
}

/** Asks each other stack once, and puts what it says into the topology. */
export async function resolveOtherClusters(topology: Topology, outputsOf: OutputsOf): Promise<Resolved> {
  const stacks = [...new Set(topology.otherClusters.map(({ stack }) => stack))];
  const answers = new Map(
    await Promise.all(stacks.map(async (stack) => [stack, await outputsOf(stack)] as const)),
  );
  const all = topology.otherClusters.map((other) => resolve(other, topology, answers.get(other.stack)));
  return {
    topology: { ...topology, otherClusters: all.map(({ other }) => other) },
    notes: all.flatMap(({ notes }) => notes),
    problems: all.flatMap(({ problems }) => problems),
  };
}

interface One {
  other: OtherCluster;
  notes: Note[];
  problems: Problem[];
}

function resolve(
  other: OtherCluster,
  topology: Pick<Topology, 'hosts' | 'clusters' | 'mirrors'>,
  outputs: Record<string, unknown> | undefined,
): One {
  const { hosts, mirrors } = topology;
  const { id, stack } = other;
  const path = pathText(['otherClusters', id]);
  if (outputs?.['reach'] === undefined) {
    const why = outputs === undefined ? `There is no stack ${stack} yet` : `The stack ${stack} is not up`;
    const text = `${why}, so ${leftOut(other, mirrors)}. Bring it up, then run \`up\` here again.`;
    return { other, notes: [{ path, text, warns: true }], problems: [] };
  }
  const read = readReach(outputs['reach']);
  if ('reason' in read) {
    const fix = `Run \`up\` on ${stack} with the same release of kafka-proxied as here.`;
    return {
      other,
      notes: [],
      problems: [{ path, reason: `The output reach of ${stack} ${read.reason}.`, fix }],
    };
  }
  const reach = Object.hasOwn(read.reach.clusters, id) ? read.reach.clusters[id] : undefined;
  if (!reach) {
    const known = Object.keys(read.reach.clusters).join(', ') || 'none';
    const fix = `Name it as that stack does, which has: ${known}.`;
    return {
      other,
      notes: [],
      problems: [{ path, reason: `The stack ${stack} has no cluster ${id}.`, fix }],
    };
  }
  const problems = [...clientProblems(other, reach, hosts), ...tooOldForMirrors(other, reach, topology)];
  return { other: { ...other, reach }, notes: [], problems };
}

function leftOut({ id, clients }: OtherCluster, mirrors: readonly Mirror[]): string {
  const own = mirrorsOfCluster(mirrors, id).map((mirror) => mirror.id);
  const carriers = own.length === 0 ? '' : `, and nothing is mirrored by ${own.join(', ')}`;
  return `${clients.join(', ')} get no access to ${id}${carriers}`;
}

/** MirrorMaker 1 needs topics that are declared at both ends, which one config alone can see. */
function tooOldForMirrors(
  { id, stack }: OtherCluster,
  { version }: ReachedCluster,
  { clusters, mirrors }: Pick<Topology, 'clusters' | 'mirrors'>,
): Problem[] {
  const since = abilities.idempotentProducers.since;
  return mirrorsOfCluster(mirrors, id).flatMap((mirror): Problem[] => {
    const target = clusters.find((cluster) => cluster.id === mirror.to);
    const sides = [
      { id, of: ` of the stack ${stack}`, version },
      ...(target ? [{ id: target.id, of: '', version: target.version }] : []),
    ];
    const old = sides.filter((side) => mirrorMakerFor(side.version) === 1);
    if (old.length === 0) return [];
    const which = old.map((side) => `${side.id}${side.of} is of Kafka ${side.version}`).join(' and ');
    return [
      {
        path: pathText(['mirrors', mirror.id, 'from']),
        reason: `${which}. Such a cluster can be mirrored only within one stack.`,
        fix: `Describe both clusters in one stack, or first upgrade ${old.map((side) => side.id).join(' and ')} to ${since} or later.`,
      },
    ];
  });
}

/** The other stack lets in the clients that it knows, by the addresses that it knows. */
function clientProblems(
  { id, stack, clients }: OtherCluster,
  reach: ReachedCluster,
  hosts: readonly Host[],
): Problem[] {
  return clients.flatMap((client, index): Problem[] => {
    const known = Object.hasOwn(reach.clients, client) ? reach.clients[client] : undefined;
    const own = hosts.find((host) => host.id === client);
    if (!known || known.routes.length === 0) {
      const reason = `The stack ${stack} has no route from ${client} to ${id}.`;
      const fix = `There, describe ${client} under kafka-proxied:hosts with its address and \`managed: false\`, and list it under kafka-proxied:clusters.${id}.clients; then run \`up\` on ${stack}.`;
      return [{ path: pathText(['otherClusters', id, 'clients', index]), reason, fix }];
    }
    if (!own || own.address === known.address) return [];
    const reason = `Is ${own.address}, but the stack ${stack} admits ${client} to ${id} as ${known.address}.`;
    const fix = 'Correct the one that is wrong.';
    return [{ path: pathText(['hosts', client, 'address']), reason, fix }];
  });
}

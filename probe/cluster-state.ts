// The state of a cluster as hosts print it: the lines of templates/scripts/cluster-state.sh, which has their form.
import { registrationScope } from '../config/coordination.ts';
import type { Cluster, NodeId } from '../config/topology.ts';

/** A broker's registration. */
export interface Registration {
  /** Where it is registered: `registrationScope` of its cluster. Several clusters may share servers. */
  scope: string;
  id: NodeId;
}

export interface Partition {
  topic: string;
  partition: number;
  /** Undefined: it has none. */
  leader?: NodeId;
  replicas: NodeId[];
  /** Replicas that are in sync. */
  isr: NodeId[];
  /** Its min.insync.replicas. Undefined: not known. */
  minIsr?: number;
}

/** Who is registered, and who the controllers are, with all that was asked. */
export interface RegistrationFacts {
  registered: Registration[];
  controllers: Registration[];
}

export interface ClusterState extends RegistrationFacts {
  partitions: Partition[];
}

/** Of one cluster. */
export interface Registrations {
  /** Ascending. */
  registered: NodeId[];
  /** Undefined: none is known. */
  controller?: NodeId;
}

/** `-`: none. */
function ids(list: string): NodeId[] {
  return list === '-' ? [] : list.split(',').map(Number);
}

const registration = ([scope = '', id]: string[]): Registration => ({ scope, id: Number(id) });

/** By first word: how a line about registrations is read. */
export const registrationReaders: Record<string, (facts: RegistrationFacts, fields: string[]) => void> = {
  registered: ({ registered }, fields) => void registered.push(registration(fields)),
  controller: ({ controllers }, fields) => void controllers.push(registration(fields)),
};

function partitionIn([
  topic = '',
  number,
  leader,
  replicas = '-',
  isr = '-',
  minIsr = '-',
]: string[]): Partition {
  return {
    ...{ topic, partition: Number(number), replicas: ids(replicas), isr: ids(isr) },
    ...(leader !== '-' && { leader: Number(leader) }),
    ...(minIsr !== '-' && { minIsr: Number(minIsr) }),
  };
}

/** Reads what `host cluster-state` prints; lines of topics and of their properties are passed over. */
export function parseClusterState(text: string): ClusterState {
  const state: ClusterState = { registered: [], controllers: [], partitions: [] };
  for (const line of text.split('\n')) {
    const [kind = '', ...fields] = line.split('\t');
    if (kind === 'partition') state.partitions.push(partitionIn(fields));
    else registrationReaders[kind]?.(state, fields);
  }
  return state;
}

/** Joins what was told of a cluster by several who were asked. */
export function registrations(cluster: Cluster, told: Iterable<RegistrationFacts>): Registrations {
  const all = [...told];
  const here = registrationScope(cluster);
  const own = (some: Registration[]): NodeId[] =>
    some.flatMap(({ scope, id }) => (scope === here ? [id] : []));
  const registered = all.flatMap((one) => own(one.registered));
  const [controller] = all.flatMap((one) => own(one.controllers));
  return {
    registered: [...new Set(registered)].sort((a, b) => a - b),
    ...(controller !== undefined && { controller }),
  };
}

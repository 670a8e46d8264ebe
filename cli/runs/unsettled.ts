// Where a host is not as Pulumi recorded it: what a run that was cut off, or somebody's hand, left behind.
import type { HostId } from '../../config/topology.ts';
import type { HostFacts } from '../../probe/facts.ts';
import { nameOfUrn, type RecordedResource } from '../../pulumi/state.ts';
import { kafkaServices, type Placement } from '../units.ts';

export interface Unsettled {
  host: HostId;
  /** Name of the resource. */
  resource: string;
  why: string;
}

interface OnHost {
  /** Which of the host's scripts. */
  kind: string;
  /** What the host's script acts on: a unit, a cluster, a version. */
  subject: string;
  /** Under which key the host keeps the resource's stamp. */
  key: string;
  /** The stamp that was sent with it last; undefined where the state holds it encrypted. */
  stamp: string | undefined;
}

function onHost({ type, inputs }: RecordedResource): OnHost | undefined {
  if (!/^command:(remote|local):Command$/.test(type) || typeof inputs?.['create'] !== 'string')
    return undefined;
  const { create, stdin } = inputs;
  // The scripts are put there by a shell: they can't do that themselves.
  const [, kind = 'bootstrap', subject = 'scripts'] = / converge ([a-z-]+) (\S+)$/.exec(create) ?? [];
  const stamp = typeof stdin === 'string' ? /^(?:# )?stamp (.*)$/m.exec(stdin)?.[1] : undefined;
  return { kind, subject, key: `${kind}--${subject}`, stamp };
}

/** The state hides where a resource is: its connection may hold a key. Its name tells, or what it acts on. */
function hostOfResource(topology: Placement, name: string, { kind, subject }: OnHost): HostId | undefined {
  const ids = topology.hosts.map(({ id }) => id).filter((id) => name.startsWith(`${id}-`));
  const [longest] = ids.sort((a, b) => b.length - a.length);
  const unit = kafkaServices(topology).find((placed) => placed.unit === subject);
  // Topics are made on the host of the cluster's first broker.
  const cluster = kind === 'topics' ? subject : undefined;
  const brokers = topology.clusters.find(({ id }) => id === cluster)?.brokers ?? [];
  const [first] = brokers.toSorted((a, b) => a.id - b.id);
  return unit?.host ?? first?.host ?? longest;
}

function whyUnsettled({ key, stamp }: OnHost, facts: HostFacts): string | undefined {
  const found = facts.stamps[key];
  if (!found) return 'its last run there did not finish, or its record was removed';
  if (found.drift) return found.drift;
  if (stamp !== undefined && stamp !== found.stamp)
    return 'the host has the result of a run that was never recorded';
  return undefined;
}

/** Compares what is recorded with what the probe found; hosts that did not answer are left out. */
export function unsettled(
  resources: readonly RecordedResource[],
  topology: Placement,
  factsOf: (host: HostId) => HostFacts | undefined,
): Unsettled[] {
  return resources.flatMap((resource) => {
    const name = nameOfUrn(resource.urn);
    const expected = onHost(resource);
    const host = expected && hostOfResource(topology, name, expected);
    const facts = host === undefined ? undefined : factsOf(host);
    const why = expected && facts ? whyUnsettled(expected, facts) : undefined;
    return why !== undefined && host !== undefined ? [{ host, resource: name, why }] : [];
  });
}

// What is so with one kind of coordination and not with another.
import { coordinationSpec } from '../coordination.ts';
import { roleName } from '../roles.ts';
import { can } from '../versions.ts';
import { clustersOf, each, nodesOf, type Rule } from './view.ts';
import { since } from './versions.ts';

/** Ids of servers that can't have any. */
const idRange = each(nodesOf, ({ role, id, path }) => {
  const range = role === 'broker' ? undefined : coordinationSpec(role).ids;
  if (!range || (Number(id) >= range.lowest && Number(id) <= range.highest)) return undefined;
  const { lowest, highest } = range;
  const reason = `${roleName(role)}'s ids are ${lowest} to ${highest}; ${id} is not.`;
  return { path, reason, fix: `Choose an id from ${lowest} to ${highest}.` };
});

/** In the order in which they are told. */
export const coordinationRules: readonly Rule[] = [idRange];

export const zookeeperCanTls = each(clustersOf, ({ cluster: { version, tls }, path }) => {
  const mode = tls?.zookeeper ?? 'off';
  if (version === undefined || can(version, 'zookeeperTls') || mode === 'off') return undefined;
  const reason = `Kafka ${version} connects to ZooKeeper in plain text; TLS is possible since ${since('zookeeperTls')}.`;
  return { path: [...path, 'tls', 'zookeeper'], reason, fix: 'Write off, or choose a later version.' };
});

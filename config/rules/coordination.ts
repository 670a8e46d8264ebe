// What is so with one kind of coordination and not with another.
import { coordinationSpec } from '../coordination.ts';
import { roleName } from '../roles.ts';
import { can, hasZookeeper } from '../versions.ts';
import { clustersOf, coordinatorsIn, each, entries, nodesOf, type Rule } from './view.ts';
import { since } from './versions.ts';

/** Ids of servers that can't have any. */
const idRange = each(nodesOf, ({ role, id, path }) => {
  const range = role === 'broker' ? undefined : coordinationSpec(role).ids;
  if (!range || (Number(id) >= range.lowest && Number(id) <= range.highest)) return undefined;
  const { lowest, highest } = range;
  const reason = `${roleName(role)}'s ids are ${lowest} to ${highest}; ${id} is not.`;
  return { path, reason, fix: `Choose an id from ${lowest} to ${highest}.` };
});

const oneKind = each(clustersOf, ({ cluster: { zookeeper, controllers }, path }) => {
  if (entries(zookeeper).length === 0 || entries(controllers).length === 0) return undefined;
  return {
    path: [...path, 'controllers'],
    reason: 'The cluster has ZooKeeper nodes and controllers. A cluster has one of the two.',
    fix: 'Remove one of the two. A cluster that runs with ZooKeeper keeps it.',
  };
});

const controllersCanVote = each(clustersOf, ({ cluster: { version, controllers }, path }) => {
  if (version === undefined || can(version, 'controllers') || entries(controllers).length === 0)
    return undefined;
  return {
    path: [...path, 'controllers'],
    reason: `Kafka ${version} has no controllers of its own here: they are possible since ${since('controllers')}.`,
    fix: 'Use zookeeper, or choose a later version.',
  };
});

const zookeeperExists = each(clustersOf, ({ cluster: { version, zookeeper }, path }) => {
  if (version === undefined || hasZookeeper(version) || entries(zookeeper).length === 0) return undefined;
  return {
    path: [...path, 'zookeeper'],
    reason: `Kafka ${version} has no ZooKeeper: since 4.0, clusters have controllers.`,
    fix: 'For a new cluster, use controllers. A cluster that runs with ZooKeeper stays at 3.9.2.',
  };
});

/** Brokers and controllers are nodes of one kind to each other. */
const idsApart = each(clustersOf, ({ cluster: { brokers, controllers }, path }) => {
  const taken = new Set(entries(brokers).map(([id]) => Number(id)));
  return entries(controllers)
    .filter(([id]) => taken.has(Number(id)))
    .map(([id]) => ({
      path: [...path, 'controllers', id],
      reason: `${id} is the id of a broker, too. With KRaft, all nodes of a cluster have different ids.`,
      fix: 'Choose another id for the controller, such as 101.',
    }));
});

/** What says how ZooKeeper is used, in a cluster that has none. */
const zookeeperUnused = each(clustersOf, ({ cluster, path }) => {
  if (coordinatorsIn(cluster).kind === 'zookeeper') return undefined;
  const { chroot, tls } = cluster;
  const told = (where: readonly string[], what: string) => ({
    path: [...path, ...where],
    reason: `${what} is for ZooKeeper, and this cluster has controllers.`,
    fix: 'Remove it.',
  });
  return [
    ...(chroot === undefined ? [] : [told(['chroot'], 'chroot')]),
    ...((tls?.zookeeper ?? 'off') === 'off' ? [] : [told(['tls', 'zookeeper'], 'tls.zookeeper')]),
  ];
});

/** In the order in which they are told. */
export const coordinationRules: readonly Rule[] = [
  idRange,
  oneKind,
  controllersCanVote,
  zookeeperExists,
  idsApart,
  zookeeperUnused,
];

export const zookeeperCanTls = each(clustersOf, ({ cluster: { version, tls }, path }) => {
  const mode = tls?.zookeeper ?? 'off';
  if (version === undefined || can(version, 'zookeeperTls') || mode === 'off') return undefined;
  const reason = `Kafka ${version} connects to ZooKeeper in plain text; TLS is possible since ${since('zookeeperTls')}.`;
  return { path: [...path, 'tls', 'zookeeper'], reason, fix: 'Write off, or choose a later version.' };
});

// One CA takes another's place in steps: it is trusted everywhere before it issues, and leaves when nothing of it is shown.
import { authorityMark, numberIn } from '../../config/authority-mark.ts';
import type { Cluster } from '../../config/topology.ts';
import { mirrorsOn } from '../../config/needs.ts';
import { brokerUnit, mirrorUnit, zookeeperUnit } from '../../config/units.ts';
import type { KeyFacts } from '../facts.ts';
import type { Check, HostView } from './check.ts';

interface Holder {
  /** Subject of a sentence. */
  what: string;
  keys: KeyFacts;
}

/** Whoever on this host holds certificates of the cluster now. */
function holders(cluster: Cluster, { topology, host, facts }: HostView): Holder[] {
  const units = [
    ...cluster.brokers.map((node) => ({ node, unit: brokerUnit(cluster.id, node.id) })),
    ...cluster.zookeeper.map((node) => ({ node, unit: zookeeperUnit(cluster.id, node.id) })),
  ].flatMap(({ node, unit }) => (node.host === host.id ? [unit] : []));
  const mirrors = mirrorsOn(topology, host.id).map(({ id }) => `${mirrorUnit(id)}/${cluster.id}`);
  const client = facts.clientKeys[cluster.id];
  return [
    ...[...units, ...mirrors].flatMap((unit) => {
      const keys = facts.keys[unit];
      return keys ? [{ what: unit, keys }] : [];
    }),
    ...(client ? [{ what: `the client of ${cluster.id}`, keys: client }] : []),
  ];
}

function findingOf({ id, tls }: Cluster, { what, keys }: Holder): string[] {
  const path = `kafka-proxied:clusters.${id}.tls`;
  const list = (marks: string[]): string => `[${[...new Set(marks.map(numberIn))].join(', ')}]`;
  const { issuer, trusts } = keys;
  const listed = tls.authorities.map((number) => authorityMark(tls, number));
  const [next = ''] = listed;
  const known = [...trusts, ...(issuer === undefined ? [] : [issuer])];
  const renumbered = listed.find(
    (mark) => !known.includes(mark) && known.some((other) => numberIn(other) === numberIn(mark)),
  );
  if (renumbered !== undefined) {
    return [
      `${what} knows another CA by the number ${numberIn(renumbered)} of ${path}.givenAuthorities: nobody would trust this one yet. Put that one back, and give the other a number of its own`,
    ];
  }
  if (trusts.length > 0 && !trusts.includes(next)) {
    const first = list([...(issuer === undefined ? [] : [issuer]), ...trusts, next]);
    return [
      `${what} does not trust CA ${numberIn(next)} yet, which ${path}.authorities lets issue: it would refuse the new certificates. Set it to ${first} first, run \`up\`, and give clients that you look after yourself the new certificateAuthorities. Then put CA ${numberIn(next)} first`,
    ];
  }
  if (issuer !== undefined && !listed.includes(issuer)) {
    return [
      `${what} still shows a certificate of CA ${numberIn(issuer)}, which ${path}.authorities no longer lists: nobody would trust it. Set it to ${list([...listed, issuer])} first and run \`up\`, which renews the certificates. Then take CA ${numberIn(issuer)} out`,
    ];
  }
  return [];
}

export const authorities = {
  id: 'ca-step-left-out',
  label: 'every certificate that is shown is trusted by all, before and after',
  find: (view) =>
    view.topology.clusters.flatMap((cluster) =>
      holders(cluster, view).flatMap((holder) => findingOf(cluster, holder)),
    ),
} satisfies Check;

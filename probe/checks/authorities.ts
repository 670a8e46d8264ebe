// One CA takes another's place in steps: it is trusted everywhere before it issues, and leaves when nothing of it is shown.
import { X509Certificate } from 'node:crypto';
import { caId, numberIn } from '../../config/ca-id.ts';
import { certificatesIn } from '../../config/schema/authority.ts';
import type { Cluster, ClusterTls } from '../../config/topology.ts';
import type { KeyFacts } from '../facts.ts';
import type { Check } from './check.ts';
import { type Holder, holders, holdsOf } from './holders.ts';

/**
 * The marks that a host has, as this config has them: a CA that was made, and whose owner brings it along now, has a digest
 * beside its number.
 */
function sinceGiven(tls: ClusterTls, keys: KeyFacts): KeyFacts {
  const { givenAuthorities } = tls;
  const renamed = (mark: string): string => {
    const [own] = certificatesIn(givenAuthorities[numberIn(mark)]?.certificate ?? '');
    const isMade = mark === String(numberIn(mark));
    return isMade && own !== undefined && holdsOf(new X509Certificate(own), keys)
      ? caId(tls, numberIn(mark))
      : mark;
  };
  const { issuer, trusts } = keys;
  return { ...keys, trusts: trusts.map(renamed), ...(issuer !== undefined && { issuer: renamed(issuer) }) };
}

function findingOf({ id, tls }: Cluster, { what, keys }: Holder): string[] {
  const path = `kafka-proxied:clusters.${id}.tls`;
  const list = (marks: string[]): string => `[${[...new Set(marks.map(numberIn))].join(', ')}]`;
  const { issuer, trusts } = sinceGiven(tls, keys);
  const listed = tls.authorities.map((number) => caId(tls, number));
  const [next = ''] = listed;
  const known = [...trusts, ...(issuer === undefined ? [] : [issuer])];
  const renumbered = listed.find(
    (mark) => !known.includes(mark) && known.some((other) => numberIn(other) === numberIn(mark)),
  );
  if (renumbered !== undefined) {
    return [
      `${what} has another CA as number ${numberIn(renumbered)} of ${path}.givenAuthorities: nothing would trust this one yet. Restore the earlier CA there, and give this one another number`,
    ];
  }
  if (trusts.length > 0 && !trusts.includes(next)) {
    const first = list([...(issuer === undefined ? [] : [issuer]), ...trusts, next]);
    return [
      `${what} does not trust CA ${numberIn(next)} yet, but ${path}.authorities makes it issue certificates: it would refuse them. First set it to ${first}, run \`up\`, and give the new certificateAuthorities to clients that you manage yourself. Then put CA ${numberIn(next)} first`,
    ];
  }
  if (issuer !== undefined && !listed.includes(issuer)) {
    return [
      `${what} still shows a certificate of CA ${numberIn(issuer)}, which ${path}.authorities no longer lists: no client would trust it. First set it to ${list([...listed, issuer])} and run \`up\`, which renews the certificates. Then remove CA ${numberIn(issuer)}`,
    ];
  }
  return [];
}

export const authorities = {
  id: 'ca-step-left-out',
  label: 'all clients trust every certificate in use, before and after the change',
  docs: {
    about: 'CAs',
    holds:
      'a CA that will issue certificates is trusted everywhere; a CA that is removed has no certificate in use ([the steps](#certificates))',
  },
  find: (view) =>
    view.topology.clusters.flatMap((cluster) =>
      holders(cluster, view).flatMap((holder) => findingOf(cluster, holder)),
    ),
} satisfies Check;

// A CA whose key the state does not hold: another one would take its place under the same number, and whoever trusts the
// first would be shut out.
import { clientDir, unitDir } from '../../config/host-paths.ts';
import { X509Certificate } from 'node:crypto';
import { numberIn } from '../../config/ca-id.ts';
import { certificatesIn } from '../../config/schema/authority.ts';
import type { Cluster } from '../../config/topology.ts';
import { brokerUnit } from '../../config/units.ts';
import type { HostView, SharedCheck, SharedFinding } from './check.ts';
import { type Holder, holders, signed } from './holders.ts';

/** CAs that the config brings along; one without its key is known, too. */
function given({ tls }: Cluster): X509Certificate[] {
  return Object.values(tls.givenAuthorities).flatMap(({ certificate }) => {
    const [own] = certificatesIn(certificate);
    return own === undefined ? [] : [new X509Certificate(own)];
  });
}

/** Where the certificate of the CA lies as text; brokers have it in their trust stores alone. */
function certificateFile({ id, brokers, clients }: Cluster, { host, factsOf }: HostView): string {
  const client = clients.find((one) => factsOf(one)?.clientKeys[id]?.authorities?.length);
  if (client !== undefined) return `${clientDir}/${id}/ca.pem on ${client}`;
  const broker = brokers.find((one) => one.host === host.id);
  return broker
    ? `the trust store ${unitDir(brokerUnit(id, broker.id))}/tls/current/truststore.p12 on ${host.id}`
    : 'the trust stores of its brokers';
}

function findingOf(cluster: Cluster, { what, keys }: Holder, view: HostView): SharedFinding[] {
  const { known } = view;
  const { issuer } = keys;
  // What another check refuses by its number needs no second sentence.
  if (!known?.authorities || issuer === undefined || !cluster.tls.authorities.includes(numberIn(issuer)))
    return [];
  const verdicts = [...known.authorities, ...given(cluster)].map((each) => signed(each, keys));
  if (keys.certificate === undefined || verdicts.includes(true)) return [];
  const path = `kafka-proxied:clusters.${cluster.id}.tls`;
  const number = numberIn(issuer);
  return [
    {
      reason: `${cluster.id} ${number}`,
      what: `${what} shows a certificate of CA ${number} of ${cluster.id}, whose key is not in the stack's state`,
      advice: `That state was lost, or is too old. \`up\` would create another CA, and clients that trust only this one could not connect. Restore the state. Or give this CA as ${path}.givenAuthorities.${number}: with its key it stays in use, without it replace the CA in steps. Its certificate is in ${certificateFile(cluster, view)} (docs/runbook.md, "The state is lost")`,
    },
  ];
}

export const knownAuthorities = {
  id: 'ca-not-in-state',
  label: 'the state, or the config, has the CA of every certificate in use',
  docs: {
    about: 'CAs of the state',
    holds:
      'it has the key of the CA of each certificate in use ([the state is lost](runbook.md#the-state-is-lost))',
  },
  doctor: {
    is: 'the state does not have the key of a CA in use: it was lost, or is too old',
    why: 'An `up` with this state would create another CA, and clients that trust only the present one could not connect.',
    toDo: 'the same as for `state-lost`',
  },
  findShared: (view) =>
    view.topology.clusters.flatMap((cluster) =>
      holders(cluster, view).flatMap((holder) => findingOf(cluster, holder, view)),
    ),
} satisfies SharedCheck;

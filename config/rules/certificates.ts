// How long certificates are valid, and whether anybody asks for those of clients.
import { speaksNoTls } from './listener-properties.ts';
import { clustersOf, each } from './view.ts';

/** A certificate that is due as soon as it is made would be made again by each `up`. */
export const renewedBeforeItsEnd = each(clustersOf, ({ cluster, path }) => {
  const { certificateDays, renewDays } = cluster.tls ?? {};
  if (certificateDays === undefined || renewDays === undefined || renewDays < certificateDays)
    return undefined;
  return {
    path: [...path, 'tls', 'renewDays'],
    reason: `Certificates are valid for ${certificateDays} days and renewed ${renewDays} days before their end: each \`up\` would renew them.`,
    fix: 'Let certificates be valid for longer (certificateDays), or renew them later (renewDays).',
  };
});

/** Who believes that clients are asked for certificates must not have listeners that let in everybody. */
export const clientsAreAsked = each(clustersOf, ({ cluster, path }) => {
  const { clientAuth } = cluster.tls ?? {};
  if (clientAuth === undefined || clientAuth === 'none' || !speaksNoTls(cluster)) return undefined;
  return {
    path: [...path, 'tls', 'clientAuth'],
    reason:
      'No listener of the cluster uses TLS, so no client is asked for a certificate, and all clients are admitted.',
    fix: 'Set external (with external of the brokers) or internal to true as well, or remove it.',
  };
});

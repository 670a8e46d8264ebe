// How long certificates are valid.
import { clustersOf, type Rule } from './view.ts';

/** A certificate that is due as soon as it is made would be made again by each `up`. */
export const renewedBeforeItsEnd: Rule = (draft) =>
  clustersOf(draft).flatMap(({ cluster, path }) => {
    const { certificateDays, renewDays } = cluster.tls ?? {};
    if (certificateDays === undefined || renewDays === undefined || renewDays < certificateDays) return [];
    return [
      {
        path: [...path, 'tls', 'renewDays'],
        reason: `Certificates are valid for ${certificateDays} days and renewed ${renewDays} days before their end: each \`up\` would make new ones.`,
        fix: 'Let certificates be valid for longer (certificateDays), or renew them later (renewDays).',
      },
    ];
  });

// Certificates that services show, and those that end soon, or have ended where no route shows it.
import { brokersFirst } from '../../../config/coordination.ts';
import { describeService } from '../../../config/plan/describe.ts';
import { check, type Session, type SessionFault } from '../check.ts';
import { type Diagnosis, subjects } from '../diagnosis.ts';

export const certificates = check({
  topic: 'TLS',
  reads: ['sessions', 'hosts'],
  findings: {
    'certificate-expired': {
      is: 'it has ended',
      why: 'Every client that checks it refuses to connect.',
      toDo: '`npm run up`',
    },
    'certificate-not-yet-valid': {
      is: 'its validity begins in the future: a clock was wrong when it was made',
      why: 'Every client with a correct clock refuses to connect.',
      toDo: 'set the clocks; `npm run up`',
    },
    'certificate-lacks-name': {
      is: 'it is not for the name that clients use',
      why: 'Clients compare it with the name that they connect to: "No subject alternative names matching …".',
      toDo: '`npm run up`; add names with `tls.names`',
    },
    'certificate-of-other-ca': {
      is: 'the CA of the cluster did not issue it',
      why: 'Clients trust only the plan’s CA: "PKIX path building failed", "unable to get local issuer certificate".',
      toDo: '`npm run up`',
    },
    'certificate-ends-soon': {
      is: 'within `tls.renewDays`',
      why: 'After its end, no client can connect.',
      toDo: '`npm run up` renews it',
    },
  },
  at: { certificates: findEnds },
  onSession: shownIn,
});

type Id =
  | 'certificate-expired'
  | 'certificate-not-yet-valid'
  | 'certificate-lacks-name'
  | 'certificate-of-other-ca'
  | 'certificate-ends-soon';

function shownIn(d: Diagnosis, { route, response, target }: Session): SessionFault<Id> | undefined {
  if (response.kind !== 'answered' || !response.certificate) return undefined;
  const { chain, names, coversName, until, from, subject } = response.certificate;
  const what = `${describeService(route.service)} shows a certificate`;
  const fault = (id: Id, expected: string, found: string): SessionFault<Id> => ({
    finding: { id, hosts: [target], expected, found, fix: d.npm('up') },
    explains: [subjects.service(route.service)],
  });
  if (chain === 'CERT_HAS_EXPIRED')
    return fault('certificate-expired', `${what} that is valid`, `it ended on ${until} (${subject})`);
  if (chain === 'CERT_NOT_YET_VALID')
    return fault(
      'certificate-not-yet-valid',
      `${what} that is valid`,
      `it is not valid before ${from} (${subject})`,
    );
  if (chain !== undefined) {
    const { cluster } = route.service;
    const found = `${subject} is not of it (${chain})`;
    // The keys at hand may not be those that the cluster goes by.
    const because = [subjects.keys(cluster)];
    return { ...fault('certificate-of-other-ca', `${what} of the CA of ${cluster}`, found), because };
  }
  return coversName
    ? undefined
    : fault(
        'certificate-lacks-name',
        `${what} for ${route.name}`,
        `it is for ${names.join(', ') || 'no name at all'}`,
      );
}

const dayMs = 24 * 60 * 60 * 1000;

function findEnds(d: Diagnosis<Id>): void {
  const now = Date.parse(d.facts.at);
  for (const { host, facts } of d.inspected()) {
    const held = d.topology.clusters.flatMap((cluster) => {
      const units = brokersFirst(cluster).filter((node) => node.host === host.id);
      const all = [
        ...units.map(({ unit }) => ({ what: unit, end: facts.keys[unit]?.end })),
        { what: `the client of ${cluster.id}`, end: facts.clientKeys[cluster.id]?.end },
      ];
      return all.flatMap(({ what, end }) =>
        end === undefined ? [] : [{ what, end, days: (Date.parse(end) - now) / dayMs, tls: cluster.tls }],
      );
    });
    const isKnown = d.findings.some(
      ({ id, hosts }) => id === 'certificate-expired' && hosts.includes(host.id),
    );
    const ended = isKnown ? [] : held.filter(({ days }) => days < 0);
    const ending = held.filter(({ days, tls }) => days >= 0 && days < tls.renewDays);
    for (const [id, all] of [
      ['certificate-expired', ended],
      ['certificate-ends-soon', ending],
    ] as const) {
      if (all.length === 0) continue;
      d.find(
        {
          id,
          hosts: [host.id],
          expected: `certificates are renewed ${all[0]?.tls.renewDays} days before their end`,
          found: all.map(({ what, end }) => `that of ${what} ends on ${end}`).join('; '),
          fix: d.npm('up'),
        },
        [],
      );
    }
  }
}

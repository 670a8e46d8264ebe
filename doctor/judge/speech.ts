// What doors said once they were open: the protocol, the certificate, and who answers.
import { describeService } from '../../config/plan/describe.ts';
import { protocolOf } from '../../config/plan/select.ts';
import type { OpenRoute } from '../../config/plan/types.ts';
import type { CertificateFacts } from '../facts.ts';
import { routeText } from '../keys.ts';
import { type Diagnosis, groupBy, type NewFinding, subjects } from './diagnosis.ts';

/** A finding that is not made yet: several vantages meet the same. */
interface Draft {
  finding: NewFinding;
  route: OpenRoute;
  explains: string[];
}

const expiredCodes = ['CERT_HAS_EXPIRED'];
const earlyCodes = ['CERT_NOT_YET_VALID'];

/** What is found where the keys at hand are not those that the cluster goes by. */
const byKeys: readonly NewFinding['id'][] = ['certificate-of-other-ca', 'client-certificate-refused'];

export function judgeSpeech(d: Diagnosis): void {
  const drafts = d.tried().flatMap(({ route, tried: { outcome, spoken } }): Draft[] => {
    if (outcome !== 'open' || spoken === undefined) return [];
    const finding =
      spoken.kind === 'silent'
        ? silence(d, route)
        : spoken.kind === 'closed'
          ? closed(d, route, spoken.said)
          : answer(d, route, spoken);
    if (!finding) return [];
    const cause =
      d.causeOfRoute(route) ??
      (byKeys.includes(finding.id) ? d.causeOf(subjects.keys(route.service.cluster)) : undefined);
    if (!cause) return [{ finding, route, explains: explained(d, finding, route) }];
    d.explain(cause, [subjects.route(route)]);
    d.follow(cause, `${routeText(route)}: ${finding.found}`);
    return [];
  });
  for (const all of groupBy(
    drafts,
    ({ finding }) => `${finding.id} ${finding.hosts.join()} ${finding.found}`,
  )) {
    const [first] = all;
    if (!first) continue;
    const routes = all.map(({ route }) => route);
    d.find({ ...first.finding, route: routes.map(routeText).join('; ') }, [
      ...new Set(all.flatMap(({ explains }) => explains)),
      ...routes.map(subjects.route),
    ]);
  }
}

function explained(d: Diagnosis, { id, hosts }: NewFinding, route: OpenRoute): string[] {
  if (id === 'client-certificate-refused')
    return [subjects.drift(route.vantage, `client-keys--${route.service.cluster}`)];
  if (id !== 'tunnel-down') return hosts.includes(target(d, route)) ? [subjects.service(route.service)] : [];
  return route.hops.flatMap((hop) => (hop.kind === 'tunnel' ? [subjects.tunnel(hop.tunnel)] : []));
}

function target(d: Diagnosis, { service, vantage }: OpenRoute): string {
  return d.hostOf(service) ?? vantage;
}

function tunnelOf(d: Diagnosis, { hops, vantage }: OpenRoute, found: string): NewFinding | undefined {
  if (!hops.some(({ kind }) => kind === 'tunnel')) return undefined;
  return {
    id: 'tunnel-down',
    hosts: [vantage],
    expected: 'the tunnel carries connections to its other end',
    found: `its near end takes connections, and ${found}`,
    fix: d.npm('up'),
  };
}

function silence(d: Diagnosis, route: OpenRoute): NewFinding {
  const unit = d.unitOf(route.service);
  const host = target(d, route);
  return (
    tunnelOf(d, route, 'nothing comes from the other one') ?? {
      id: 'service-frozen',
      hosts: [host],
      expected: `${unit} answers whoever connects`,
      found: `${unit} takes connections of some and never answers them`,
      fix: `sudo systemctl restart ${unit}`,
      at: host,
    }
  );
}

function closed(d: Diagnosis, route: OpenRoute, said: string): NewFinding {
  const host = target(d, route);
  return (
    tunnelOf(d, route, 'they end at once') ?? {
      id: 'connection-closed',
      hosts: [host],
      expected: `${describeService(route.service)} answers`,
      found: `the connection is taken and ended${said ? ` (${said})` : ''}`,
      fix: d.npm('restart', d.unitOf(route.service)),
    }
  );
}

function answer(
  d: Diagnosis,
  route: OpenRoute,
  spoken: { protocol: string; certificate?: CertificateFacts; alert?: string; stranger?: string },
): NewFinding | undefined {
  const host = target(d, route);
  const unit = d.unitOf(route.service);
  const wanted = protocolOf(d.plan, route.service);
  const what = describeService(route.service);
  if (spoken.protocol !== wanted) {
    const [id, expected, found] =
      wanted === 'SSL'
        ? (['plain-where-tls-is-due', `${what} speaks TLS`, 'it answers plain text, and no TLS'] as const)
        : ([
            'tls-where-plain-is-due',
            `${what} speaks plain text`,
            'it answers TLS, and no plain text',
          ] as const);
    return { id, hosts: [host], expected, found, fix: d.npm('up') };
  }
  const certificate = spoken.certificate && ofCertificate(d, route, spoken.certificate);
  if (certificate) return certificate;
  if (spoken.stranger !== undefined) {
    const found = `something answers that is no ${route.service.kind === 'broker' ? 'broker' : 'ZooKeeper'}: ${spoken.stranger}`;
    return {
      id: 'not-this-service',
      hosts: [host],
      expected: `${what} answers`,
      found,
      fix: 'sudo ss -ltnp',
      at: host,
    };
  }
  // A probe has no certificate to show: that it is asked for one is right.
  if (spoken.alert === undefined || d.host(route.vantage).probe) return undefined;
  return {
    id: 'client-certificate-refused',
    hosts: [route.vantage],
    expected: `${unit} takes the certificate of ${route.vantage}`,
    found: spoken.alert,
    fix: d.npm('up'),
  };
}

function ofCertificate(
  d: Diagnosis,
  route: OpenRoute,
  { chain, names, coversName, until, from, subject }: CertificateFacts,
): NewFinding | undefined {
  const host = target(d, route);
  const what = describeService(route.service);
  const common = { hosts: [host], fix: d.npm('up') };
  if (chain !== undefined && expiredCodes.includes(chain)) {
    const found = `it ended on ${until} (${subject})`;
    return {
      ...common,
      id: 'certificate-expired',
      expected: `${what} shows a certificate that is valid`,
      found,
    };
  }
  if (chain !== undefined && earlyCodes.includes(chain)) {
    const found = `it is not valid before ${from} (${subject})`;
    return {
      ...common,
      id: 'certificate-not-yet-valid',
      expected: `${what} shows a certificate that is valid`,
      found,
    };
  }
  if (chain !== undefined) {
    const expected = `${what} shows a certificate of the CA of ${route.service.cluster}`;
    return {
      ...common,
      id: 'certificate-of-other-ca',
      expected,
      found: `${subject} is not of it (${chain})`,
    };
  }
  if (coversName) return undefined;
  return {
    ...common,
    id: 'certificate-lacks-name',
    expected: `${what} shows a certificate for ${route.name}`,
    found: `it is for ${names.join(', ') || 'no name at all'}`,
  };
}

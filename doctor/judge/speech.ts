// What doors said once they were open: the protocol, the certificate, and who answers.
import { roleName } from '../../config/coordination.ts';
import { type Transport, transportName } from '../../config/listener-security.ts';
import { describeService } from '../../config/plan/describe.ts';
import { tunnelOf } from '../../config/plan/hops.ts';
import { securityOf } from '../../config/plan/select.ts';
import type { OpenRoute } from '../../config/plan/types.ts';
import type { CertificateFacts } from '../facts.ts';
import { routeText } from '../keys.ts';
import { type Case, groupBy, type NewFinding, subjects } from './case.ts';

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

/** What is found where another transport is spoken than this one. */
const instead = {
  tls: 'plain-where-tls-is-due',
  plain: 'tls-where-plain-is-due',
} as const satisfies Record<Transport, NewFinding['id']>;

export function judgeSpeech(given: Case): void {
  const drafts = given.tried().flatMap(({ route, tried: { outcome, spoken } }): Draft[] => {
    if (outcome !== 'open' || spoken === undefined) return [];
    const finding =
      spoken.kind === 'silent'
        ? silence(given, route)
        : spoken.kind === 'closed'
          ? closed(given, route, spoken.said)
          : answer(given, route, spoken);
    if (!finding) return [];
    const cause =
      given.causeOfRoute(route) ??
      (byKeys.includes(finding.id) ? given.causeOf(subjects.keys(route.service.cluster)) : undefined);
    if (!cause) return [{ finding, route, explains: explained(given, finding, route) }];
    given.explain(cause, [subjects.route(route)]);
    given.follow(cause, `${routeText(route)}: ${finding.found}`);
    return [];
  });
  for (const all of groupBy(
    drafts,
    ({ finding }) => `${finding.id} ${finding.hosts.join()} ${finding.found}`,
  )) {
    const [first] = all;
    if (!first) continue;
    const routes = all.map(({ route }) => route);
    given.find({ ...first.finding, route: routes.map(routeText).join('; ') }, [
      ...new Set(all.flatMap(({ explains }) => explains)),
      ...routes.map(subjects.route),
    ]);
  }
}

function explained(given: Case, { id, hosts }: NewFinding, route: OpenRoute): string[] {
  if (id === 'client-certificate-refused')
    return [subjects.drift(route.vantage, `client-keys--${route.service.cluster}`)];
  if (id !== 'tunnel-down')
    return hosts.includes(target(given, route)) ? [subjects.service(route.service)] : [];
  const tunnel = tunnelOf(route);
  return tunnel === undefined ? [] : [subjects.tunnel(tunnel)];
}

function target(given: Case, { service, vantage }: OpenRoute): string {
  return given.hostOf(service) ?? vantage;
}

function tunnelDown(given: Case, route: OpenRoute, found: string): NewFinding | undefined {
  if (tunnelOf(route) === undefined) return undefined;
  return {
    id: 'tunnel-down',
    hosts: [route.vantage],
    expected: 'the tunnel carries connections to its other end',
    found: `its near end takes connections, and ${found}`,
    fix: given.npm('up'),
  };
}

function silence(given: Case, route: OpenRoute): NewFinding {
  const unit = given.unitOf(route.service);
  const host = target(given, route);
  return (
    tunnelDown(given, route, 'nothing comes from the other one') ?? {
      id: 'service-frozen',
      hosts: [host],
      expected: `${unit} answers whoever connects`,
      found: `${unit} takes connections of some and never answers them`,
      fix: `sudo systemctl restart ${unit}`,
      at: host,
    }
  );
}

function closed(given: Case, route: OpenRoute, said: string): NewFinding {
  const host = target(given, route);
  return (
    tunnelDown(given, route, 'they end at once') ?? {
      id: 'connection-closed',
      hosts: [host],
      expected: `${describeService(route.service)} answers`,
      found: `the connection is taken and ended${said ? ` (${said})` : ''}`,
      fix: given.npm('restart', given.unitOf(route.service)),
    }
  );
}

function answer(
  given: Case,
  route: OpenRoute,
  spoken: { transport: Transport; certificate?: CertificateFacts; alert?: string; stranger?: string },
): NewFinding | undefined {
  const host = target(given, route);
  const unit = given.unitOf(route.service);
  const wanted = securityOf(given.plan, route.service).transport;
  const what = describeService(route.service);
  if (spoken.transport !== wanted) {
    const [due, met] = [transportName(wanted), transportName(spoken.transport)];
    return {
      id: instead[wanted],
      hosts: [host],
      expected: `${what} speaks ${due}`,
      found: `it answers ${met}, and no ${due}`,
      fix: given.npm('up'),
    };
  }
  const certificate = spoken.certificate && ofCertificate(given, route, spoken.certificate);
  if (certificate) return certificate;
  if (spoken.stranger !== undefined) {
    const found = `something answers that is no ${roleName(route.service.kind)}: ${spoken.stranger}`;
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
  if (spoken.alert === undefined || given.host(route.vantage).probe) return undefined;
  return {
    id: 'client-certificate-refused',
    hosts: [route.vantage],
    expected: `${unit} takes the certificate of ${route.vantage}`,
    found: spoken.alert,
    fix: given.npm('up'),
  };
}

function ofCertificate(
  given: Case,
  route: OpenRoute,
  { chain, names, coversName, until, from, subject }: CertificateFacts,
): NewFinding | undefined {
  const host = target(given, route);
  const what = describeService(route.service);
  const common = { hosts: [host], fix: given.npm('up') };
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

// Clients that a cluster's authorizer turns away, and mirrors.
import { asksCertificate } from '../../../config/listener-security.ts';
import { otherClustersOf } from '../../../config/needs.ts';
import { mirrorShowsCertificate, securityOf } from '../../../config/plan/select.ts';
import { mapped } from '../../../config/rules/authorizer.ts';
import type { ClusterId, HostId, KnownCluster } from '../../../config/topology.ts';
import { brokerUnit, mirrorUnit } from '../../../config/units.ts';
import {
  type BrokerResponse,
  type Canary,
  canaryTopic,
  type Refusal,
  type ServiceResponse,
} from '../../facts.ts';
import { routeText } from '../../keys.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { refusalCode } from '../refusal-code.ts';
import { check } from '../check.ts';

export const authorization = check({
  topic: 'Clusters, records, mirrors',
  reads: ['metadata', 'records', 'mirrors'],
  findings: {
    'not-authorized': {
      is: 'the cluster’s authorizer refuses this client, or this mirror',
      why: 'The cluster’s authorizer refuses this client (TOPIC_AUTHORIZATION_FAILED and similar). A client does not see topics that it may not describe, so the cluster may look empty.',
      toDo: 'add the ACLs in the finding, or its principal to `super.users`',
    },
  },
  at: { authorization: findTurnedAway },
});

interface Principal {
  /** As ACLs and `super.users` take it. */
  name: string;
  /** Whether a rule of the cluster's gives it another name. */
  isMapped: boolean;
}

/** @param offered subject of the certificate that was shown to a listener that asks for one; undefined: none was */
function principalOf(cluster: KnownCluster | undefined, offered: string | undefined): Principal {
  if (offered === undefined) return { name: 'User:ANONYMOUS', isMapped: false };
  return {
    name: `User:${offered}`,
    isMapped: Object.keys(cluster?.settings ?? {}).some((name) => mapped.test(name)),
  };
}

const words = ({ operation, resource, said }: Refusal): string => `${operation} on ${resource} (${said})`;

/** What doctor's own record met. */
function ofCanary(canary: Canary | undefined): Refusal[] {
  const said = canary?.ok === false ? refusalCode(canary.said) : undefined;
  if (canary?.ok !== false || said === undefined) return [];
  const operation = canary.said.startsWith(said) ? (canary.step === 'produce' ? 'Write' : 'Read') : 'Create';
  return [{ operation, resource: `Topic:${canaryTopic}`, said }];
}

function refusalsOf({ broker, canary }: { broker?: BrokerResponse; canary?: Canary }): Refusal[] {
  return [...(broker?.refused ?? []), ...ofCanary(canary)];
}

/**
 * Whether a client is turned away: from doctor's own topic, or from all that are declared. One that may use some of them has
 * what its owner gave it.
 */
function isTurnedAway(refusals: readonly Refusal[], declared: readonly string[]): boolean {
  const refused = new Set(refusals.map(({ resource }) => resource));
  const all = declared.length > 0 && declared.every((topic) => refused.has(`Topic:${topic}`));
  return all || refused.has(`Topic:${canaryTopic}`);
}

function findTurnedAway(d: Diagnosis<'not-authorized'>): void {
  const known = [...d.topology.clusters, ...otherClustersOf(d.topology)];
  const met = d.answered().flatMap(({ route, response }) => {
    const { cluster: id, kind } = route.service;
    const cluster = known.find((one) => one.id === id);
    const refusals = refusalsOf(response);
    // A probe is a stranger: that it may do nothing is right.
    const isOurs = kind === 'broker' && cluster && !d.host(route.vantage).probe;
    if (!isOurs || refusals.length === 0) return [];
    const isAsked = asksCertificate(securityOf(d.plan, route.service));
    return [
      { route, cluster, refusals, principal: principalOf(cluster, isAsked ? response.offered : undefined) },
    ];
  });
  for (const all of groupBy(met, ({ cluster, principal }) => `${cluster.id} ${principal.name}`)) {
    const [{ cluster, principal }] = all;
    const refusals = all.flatMap((one) => one.refusals);
    if (
      !isTurnedAway(
        refusals,
        cluster.topics.map(({ name }) => name),
      )
    )
      continue;
    const resources = [...new Set(refusals.map(({ resource }) => resource))].filter((one) =>
      one.startsWith('Topic:'),
    );
    const topics = resources.map((resource) => `--topic ${resource.slice('Topic:'.length)}`).join(' ');
    d.find(
      {
        id: 'not-authorized',
        hosts: [...new Set(all.map(({ route }) => route.vantage))],
        route: all.map(({ route }) => routeText(route)).join('; '),
        expected: `clients of ${cluster.id} may write to its topics, and read them`,
        found: foundOf(cluster, principal, refusals),
        ...fixOf(d, cluster, principal, [`--producer --consumer --group '*' ${topics}`]),
      },
      all.map(({ route }) => subjects.route(route)),
    );
  }
  findMirrorsTurnedAway(d, known);
}

function findMirrorsTurnedAway(d: Diagnosis<'not-authorized'>, known: readonly KnownCluster[]): void {
  for (const mirror of d.topology.mirrors) {
    const { id, host, from, to } = mirror;
    for (const { cluster: name, offered, refused } of d.facts.mirrors[id]?.refused ?? []) {
      const cluster = known.find((one) => one.id === name);
      if (!cluster) continue;
      const isAsked = mirrorShowsCertificate(d.plan, cluster, mirror);
      const principal = principalOf(cluster, isAsked ? offered : undefined);
      const own = d.findings.find(
        (one) =>
          one.id === 'not-authorized' &&
          one.found.startsWith(`${principal.name} may not`) &&
          one.hosts.includes(host),
      );
      if (d.follow(own, restartText(d, id, from, to), [subjects.mirror(id)])) continue;
      const topics = refused.map(({ resource }) => `--topic ${resource.slice('Topic:'.length)}`).join(' ');
      const finding = d.find(
        {
          id: 'not-authorized',
          hosts: [host],
          expected: `${mirrorUnit(id)} may ${name === from ? 'read the topics that it copies' : 'write what it copies, and its own topics'}`,
          found: foundOf(cluster, principal, refused),
          ...fixOf(d, cluster, principal, [
            name === from
              ? `--operation Describe --operation DescribeConfigs --operation Read ${topics}`
              : `--operation All --topic '*' --group '*'`,
          ]),
        },
        [subjects.mirror(id)],
      );
      d.follow(finding, restartText(d, id, from, to));
    }
  }
}

/** A task of MirrorMaker's that was refused once does not try again. */
function restartText(d: Diagnosis, id: string, from: ClusterId, to: ClusterId): string {
  const unit = mirrorUnit(id);
  return `${unit} copies nothing from ${from} to ${to}. Once it may, it continues only after \`${d.npm('restart', unit)}\``;
}

function foundOf(cluster: KnownCluster, { name, isMapped }: Principal, refusals: readonly Refusal[]): string {
  const what = [...new Set(refusals.map(words))].join('; ');
  const supers = cluster.settings['super.users'];
  const line = [...(supers === undefined || supers === '' ? [] : [supers]), name].join(';');
  const mapping = isMapped ? ' (from its certificate; rules of the cluster map it to another name)' : '';
  return `${name}${mapping} may not: ${what}. To allow it everything, write this line in kafka-proxied:clusters.${cluster.id}.settings: super.users: '${line}'`;
}

/** A command that gives leave is typed where somebody is whose own is not refused. */
function fixOf(
  d: Diagnosis,
  { id }: KnownCluster,
  { name, isMapped }: Principal,
  leave: readonly string[],
): { fix: string; at?: HostId } {
  const cluster = d.topology.clusters.find((one) => one.id === id);
  const at = cluster?.brokers.map(({ host }) => host).find((host) => isHeard(d, id, host));
  const [broker] = cluster?.brokers ?? [];
  if (isMapped && broker)
    return {
      fix: `sudo journalctl --unit ${brokerUnit(id, broker.id)} --grep 'is Denied' --lines 20 --output cat`,
      at: broker.host,
    };
  if (cluster && at === undefined) return { fix: d.npm('up') };
  const command = `kafka acls --cluster ${id} --add --allow-principal '${name}' `;
  return { fix: leave.map((one) => `${command}${one}`).join(' && '), ...(at !== undefined && { at }) };
}

/** Whether a host was told all that it asked for. */
function isHeard(d: Diagnosis, cluster: ClusterId, host: HostId): boolean {
  const own = d.answered().filter(({ route }) => route.vantage === host && route.service.cluster === cluster);
  const brokers = own.flatMap(
    ({ response }: { response: Extract<ServiceResponse, { kind: 'answered' }> }) => response.broker ?? [],
  );
  return brokers.length > 0 && brokers.every(({ refused }) => refused === undefined);
}

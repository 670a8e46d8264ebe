// An authorizer that turns the nodes of the cluster themselves away: they fetch from each other, and obey the controller, as its clients.
import type { CoordinationKind } from '../roles.ts';
import { clustersOf, coordinatorsIn, each, entries, plainSettings } from './view.ts';

/** Kafka's own, by what keeps their lists, and the version; what others read is theirs to say. */
const ofKafka: Record<CoordinationKind, RegExp> = {
  zookeeper: /^kafka\.security\.(authorizer\.AclAuthorizer|auth\.SimpleAclAuthorizer)$/,
  controller: /^org\.apache\.kafka\.metadata\.authorizer\.StandardAuthorizer$/,
};
const standard = 'org.apache.kafka.metadata.authorizer.StandardAuthorizer';

/** One that keeps its lists where this cluster has nothing. */
export const authorizersFit = each(clustersOf, ({ cluster, path }) => {
  const { kind } = coordinatorsIn(cluster);
  const name = plainSettings(cluster.settings)['authorizer.class.name'] ?? '';
  const other = (Object.keys(ofKafka) as CoordinationKind[]).find((each) => ofKafka[each].test(name));
  if (other === undefined || other === kind) return undefined;
  const [has, fix] =
    kind === 'controller'
      ? ['controllers', `Write ${standard}.`]
      : [
          'ZooKeeper',
          'Write kafka.security.authorizer.AclAuthorizer, before 2.4 kafka.security.auth.SimpleAclAuthorizer.',
        ];
  const reason = `${name} does not work in this cluster, which has ${has}.`;
  return { path: [...path, 'settings', 'authorizer.class.name'], reason, fix };
});

/** Properties by which a principal is not the certificate's subject. */
export const mapped = /(^|\.)(ssl\.principal\.mapping\.rules|principal\.builder\.class)$/;

export const brokersAreAuthorized = each(clustersOf, ({ id, cluster, path }) => {
  const settings = plainSettings(cluster.settings);
  const { kind, servers } = coordinatorsIn(cluster);
  const isOwn = ofKafka[kind].test(settings['authorizer.class.name'] ?? '');
  const letsIn = settings['allow.everyone.if.no.acl.found'] === 'true';
  if (!isOwn || letsIn || Object.keys(settings).some((name) => mapped.test(name))) return undefined;
  const supers = (settings['super.users'] ?? '').split(';').map((name) => name.trim());
  const at = [...path, 'settings', 'super.users'];
  const reason = (who: string): string =>
    `The authorizer would refuse ${who}: brokers could not replicate, or accept requests of the controller.`;
  if (cluster.tls?.internal !== true) {
    if (supers.includes('User:ANONYMOUS')) return undefined;
    const fix =
      'Add User:ANONYMOUS, which is every client that connects to that listener. Or set tls.internal: true, and add the subjects of the brokers’ certificates.';
    const who = 'the brokers, which are User:ANONYMOUS on the plain INTERNAL listener,';
    return { path: at, reason: reason(who), fix };
  }
  // The order of a subject's other parts is that of whoever issued it.
  const parts = supers.map((entry) => entry.replace(/^User:/, '').split(','));
  const nodes = [
    ...entries(cluster.brokers).map(([broker]) => `CN=${id}-broker-${broker}`),
    ...(kind === 'controller' ? entries(servers).map(([server]) => `CN=${id}-controller-${server}`) : []),
  ];
  const missing = nodes.filter((name) => !parts.some((own) => own.includes(name)));
  if (missing.length === 0) return undefined;
  const fix = `Add User: and the subject of each one’s certificate (${missing.join('; ')}), as \`openssl x509 -noout -subject -nameopt RFC2253\` prints it.`;
  return { path: at, reason: reason(kind === 'controller' ? 'brokers and controllers' : 'brokers'), fix };
});

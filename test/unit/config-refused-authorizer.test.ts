// Does not prove that Kafka would turn these brokers away itself.
import { describe, expect, it } from 'vitest';
import { problemsOf, referenceValues, set, type Values } from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const path = 'kafka-proxied:clusters.cluster1.settings["super.users"]';

function authorizer(values: Values, settings: Record<string, unknown>, tls?: object): void {
  const own = { 'authorizer.class.name': 'kafka.security.authorizer.AclAuthorizer', ...settings };
  set(values, ['clusters', 'cluster1', 'settings'], own);
  if (tls) set(values, ['clusters', 'cluster1', 'tls'], tls);
}

describe('an authorizer that turns the brokers themselves away: refused with path and reason', () => {
  refuses([
    {
      what: 'plain text between brokers, and nobody in particular is no super user',
      change: (v) => authorizer(v, { 'super.users': 'User:CN=client' }),
      expected: [[path, 'User:ANONYMOUS on the plain INTERNAL listener']],
    },
    {
      what: 'no super user at all',
      change: (v) => authorizer(v, {}),
      expected: [[path, 'User:ANONYMOUS']],
    },
    {
      what: 'TLS between brokers, and one of them is missing',
      change: (v) =>
        authorizer(
          v,
          { 'super.users': 'User:CN=cluster1-broker-1,O=o; User:C=CH,CN=cluster1-broker-2' },
          { internal: true, clientAuth: 'required' },
        ),
      expected: [[path, 'refuse brokers']],
    },
  ]);
});

it.each<[string, Record<string, unknown>, object?]>([
  ['brokers are super users', { 'super.users': 'User:CN=x;User:ANONYMOUS' }],
  ['all clients are admitted where there is no ACL', { 'allow.everyone.if.no.acl.found': true }],
  [
    'rules give principals other names',
    { 'ssl.principal.mapping.rules': 'DEFAULT' },
    { clientAuth: 'required' },
  ],
  ['somebody else’s authorizer', { 'authorizer.class.name': 'com.example.Authorizer' }],
])('%s: taken', (_, settings, tls) => {
  const values = referenceValues();
  authorizer(values, settings, tls);
  expect(problemsOf(values)).toEqual([]);
});

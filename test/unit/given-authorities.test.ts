// Proves what is refused of CAs that their owner brings along; not that clients take what they sign.
import { beforeAll, describe, expect, it } from 'vitest';
import { caId } from '../../config/ca-id.ts';
import { givenAuthorityProblems } from '../../config/given-authorities.ts';
import { deployed, stdinOf } from '../support/deployment.ts';
import { resourceOf } from '../support/mocks.ts';
import { type Authority, makeAuthority, makeIdentity } from '../support/certificates.ts';
import { check, devValues, problemsOf, set } from '../support/config-fixture.ts';
import type { Topology } from '../../config/topology.ts';

let company: Authority;
beforeAll(() => {
  company = makeAuthority('Company CA');
});

const path = 'kafka-proxied:clusters.cluster1.tls.givenAuthorities.2';

function valuesWith(certificate: unknown, key: unknown = { secret: 'companyKey' }) {
  const values = devValues();
  set(values, ['clusters', 'cluster1', 'tls', 'givenAuthorities'], { '2': { certificate, key } });
  set(values, ['clusters', 'cluster1', 'tls', 'authorities'], [1, 2]);
  return values;
}
const withSecret = { secretKeys: ['kafka-proxied:secrets'], secretNames: ['companyKey'] };
function topologyOf(values: ReturnType<typeof valuesWith>): Topology {
  const checked = check(values, undefined, withSecret);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.topology;
}
const problems = (secret: string, now = new Date()) =>
  givenAuthorityProblems(topologyOf(valuesWith(company.certificate)), { companyKey: secret }, now);

describe('a given CA', () => {
  it('is taken with its key, while it holds', () => {
    expect(problems(company.key)).toEqual([]);
  });

  it('is refused with another key, and after its end: both at once', () => {
    const later = new Date(Date.now() + 3 * 24 * 60 * 60 * 1000);
    const found = problems(makeAuthority('other').key, later);
    expect(found.map((problem) => problem.path)).toEqual([`${path}.certificate`, `${path}.key`]);
    expect(found[0]?.reason).toMatch(/^The certificate of CN=Company CA ended on /);
    expect(found[1]?.reason).toContain('is the key of another certificate');
    expect(problems('no key')[0]?.reason).toContain('is not a private key');
    expect(problems(company.key, new Date('2020-01-01'))[0]?.reason).toContain('is not valid before');
  });

  it('must be a CA, readable, and signed by what follows it', () => {
    const reasonFor = (certificate: unknown): string[] =>
      problemsOf(valuesWith(certificate), undefined, withSecret).map(
        ({ path: at, reason }) => `${at}: ${reason}`,
      );
    const node = makeIdentity(company, 'node', 'DNS:node').certificate;
    expect(reasonFor('nothing')).toEqual([
      `${path}.certificate: Contains no certificate, or one that can’t be read.`,
    ]);
    expect(reasonFor(company.certificate.replace(/\n.{20}/, '\n')).join()).toContain('can’t be read');
    expect(reasonFor(node).join()).toContain('"CN=node", is not a CA certificate');
    const stranger = makeAuthority('Stranger');
    expect(reasonFor(company.certificate + stranger.certificate).join()).toContain(
      'but the certificate of that CA does not follow',
    );
  });

  it('has its key among the secrets', () => {
    expect(
      problemsOf(valuesWith(company.certificate), undefined, { ...withSecret, secretNames: [] }).map(
        ({ reason }) => reason,
      ),
    ).toEqual(['There is no secret companyKey.']);
    expect(
      problemsOf(valuesWith(company.certificate, company.key), undefined, withSecret).map(
        (each) => each.path,
      ),
    ).toEqual([`${path}.key`]);
  });

  it('signs what nodes show, and its key goes to no host', async () => {
    const values = valuesWith(company.certificate);
    set(values, ['clusters', 'cluster1', 'tls', 'authorities'], [2, 1]);
    const topology = topologyOf(values);
    const run = await deployed(topology, { secrets: { companyKey: company.key } });
    const { inputs, secrets } = resourceOf(run, 'cluster1-keys-broker-1-certificate');
    expect(inputs).toMatchObject({ caCertPem: company.certificate, caPrivateKeyPem: company.key });
    expect(secrets).toContain('caPrivateKeyPem');
    const stdin = stdinOf(resourceOf(run, 'cluster1-broker-1-secrets'));
    const [tls] = topology.clusters.map((cluster) => cluster.tls);
    expect(stdin).toContain(`set trusts 1 ${tls && caId(tls, 2)}\nset issuer ${tls && caId(tls, 2)}\n`);
    expect(stdin).toContain(company.certificate.split('\n')[3]);
    const keyLine = company.key.split('\n')[1] ?? '';
    const holders = run.resources.filter(
      ({ type, inputs: all }) => type.startsWith('command:') && JSON.stringify(all).includes(keyLine),
    );
    expect(holders).toEqual([]);
    expect(run.resources.map(({ name }) => name)).not.toContain('cluster1-keys-ca-2');
  });
});

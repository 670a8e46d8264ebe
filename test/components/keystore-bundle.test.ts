// Proves which keys and certificates are asked for, and where they go; not that a provider makes them, nor that TLS works.
import { beforeAll, describe, expect, it } from 'vitest';
import { deployed, factsAfter, isRemote, stdinOf } from '../support/deployment.ts';
import { resourceOf, type Run } from '../support/mocks.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const subject = {
  organization: 'kafka-proxied',
  organizationalUnit: 'lab',
  locality: 'Bern',
  province: 'Bern',
};
let run: Run;
beforeAll(async () => {
  run = await deployed(topologyOf(devValues()));
});

const pemOf = (name: string): string => Buffer.from(name).toString('base64');

describe('the certificates of a cluster', () => {
  it('hold for a broker exactly the names that the plan gives it', () => {
    const { inputs } = resourceOf(run, 'cluster1-keys-broker-2-request');
    expect(inputs).toMatchObject({
      subject: { ...subject, country: 'CH', commonName: 'cluster1-broker-2' },
      dnsNames: ['engine2', 'my-public-domain'],
      ipAddresses: ['10.48.1.82', '203.0.113.98'],
    });
  });

  it('hold no names for a client', () => {
    const { inputs } = resourceOf(run, 'cluster1-keys-client-kafkaclientmachine2-request');
    expect(inputs).toMatchObject({ subject: { ...subject, commonName: 'kafkaclientmachine2' } });
    expect(Object.keys(inputs)).not.toContain('dnsNames');
  });

  it('are for clients and for servers, for a year, and renewed a month before', () => {
    const broker = resourceOf(run, 'cluster1-keys-broker-1-certificate').inputs;
    expect(broker).toMatchObject({ validityPeriodHours: 8760, earlyRenewalHours: 720 });
    expect(broker['allowedUses']).toEqual(['digital_signature', 'client_auth', 'server_auth']);
    const client = resourceOf(run, 'cluster1-keys-client-kafkaclientmachine1-certificate').inputs;
    expect(client['allowedUses']).toEqual(['digital_signature', 'client_auth']);
    expect(resourceOf(run, 'cluster1-keys-ca').inputs).toMatchObject({
      isCaCertificate: true,
      subject: { ...subject, commonName: 'cluster1 CA' },
    });
  });

  it('are made for no client where none has to show one', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'tls'], { clientAuth: 'none' });
    const without = await deployed(topologyOf(values));
    expect(without.resources.filter(({ name }) => name.startsWith('cluster1-keys-client-'))).toEqual([]);
    const { secrets, inputs } = resourceOf(without, 'kafkaclientmachine2-client-cluster1-keys');
    expect(secrets).toEqual(['connection']);
    expect(inputs['stdin']).toContain(pemOf('cluster1-keys-ca'));
  });
});

describe('the CAs of a cluster', () => {
  const withAuthorities = (...authorities: number[]): Promise<Run> => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'tls', 'authorities'], authorities);
    return deployed(topologyOf(values));
  };
  const trusted = (of: Run): string =>
    /\nfile tls\.ca\n((?: {2}.*\n)*)/.exec(stdinOf(resourceOf(of, 'cluster1-broker-1-secrets')))?.[1] ?? '';
  const issuer = (of: Run): unknown =>
    resourceOf(of, 'cluster1-keys-broker-1-certificate').inputs['caCertPem'];
  const pemText = (name: string): string =>
    `-----BEGIN CERTIFICATE-----\n${pemOf(name)}\n-----END CERTIFICATE-----\n`;

  it('are all trusted, and the first one issues', async () => {
    const [both, turned] = [await withAuthorities(1, 2), await withAuthorities(2, 1)];
    for (const name of ['cluster1-keys-ca', 'cluster1-keys-ca-2'])
      expect(trusted(both)).toContain(pemOf(name));
    expect(trusted(turned)).toBe(trusted(both));
    expect(issuer(both)).toBe(pemText('cluster1-keys-ca'));
    expect(issuer(turned)).toBe(pemText('cluster1-keys-ca-2'));
    expect(stdinOf(resourceOf(turned, 'cluster1-broker-1-secrets'))).toMatch(
      /^set trusts 1 2\nset issuer 2$/m,
    );
  });

  it('differ in name, and stay as they were made', async () => {
    const { inputs, ignored } = resourceOf(await withAuthorities(3, 1), 'cluster1-keys-ca-3');
    expect(inputs['subject']).toMatchObject({ ...subject, commonName: 'cluster1 CA 3' });
    expect(ignored).toEqual(['subject']);
  });

  it('go with what they signed', async () => {
    const last = await withAuthorities(2);
    expect(last.resources.map(({ name }) => name)).not.toContain('cluster1-keys-ca');
    expect(trusted(last)).not.toContain(`${pemOf('cluster1-keys-ca')}\n`);
  });
});

describe('certificates that end soon', () => {
  const at = (now: string): Promise<Run> => deployed(topologyOf(devValues()), { now });

  it('are told from 30 days before their end on, and after it', async () => {
    const ofNodes = ({ warnings }: Run): string[] => warnings.filter((text) => !text.includes('the CA of'));
    expect(ofNodes(await at('2026-12-03T03:04:05Z'))).toEqual([]);
    const warnings = ofNodes(await at('2026-12-03T03:04:06Z'));
    expect(warnings).toHaveLength(6);
    expect(warnings).toContainEqual(
      'The certificate of cluster1-broker-2 ends on 2027-01-02, in 29 days. It is renewed by an `up` 30 days before its end (kafka-proxied:clusters.cluster1.tls.renewDays).',
    );
    expect((await at('2027-01-02T03:04:06Z')).warnings).toContainEqual(
      expect.stringMatching(/^The certificate of cluster1-broker-1 ended on 2027-01-02\. It is renewed/),
    );
  });

  it('are told half a year before, where a CA ends', async () => {
    expect((await at('2026-07-06T03:04:05Z')).warnings).toEqual([]);
    expect((await at('2026-07-06T03:04:06Z')).warnings).toEqual([
      'The certificate of the CA of cluster1 ends on 2027-01-02, in 179 days. Replace it in steps, as kafka-proxied:clusters.cluster1.tls.authorities says: all that connect must trust a new one first.',
    ]);
  });
});

describe('other certificates alone', () => {
  it('run the step of their service, also where they arrived in a run that ended before it', async () => {
    const values = devValues();
    set(values, ['clusters', 'cluster1', 'tls'], { zookeeper: 'only' });
    const topology = topologyOf(values);
    const facts = factsAfter(topology, await deployed(topology));
    const stampsOf = async (): Promise<Record<string, string>> => {
      const next = await deployed(topology, { facts, now: '2026-02-02T02:02:02.222Z' });
      const fresh = next.resources.filter((one) => isRemote(one) && stdinOf(one).includes('2026-02-02'));
      return Object.fromEntries([
        ...fresh.map((one) => [one.name, stdinOf(one).split('\n')[0] ?? '']),
        ['notes', next.notes.toSorted().join('\n')],
      ]) as Record<string, string>;
    };
    expect(await stampsOf()).toEqual({ notes: '' });
    const services = { ...facts['engine1']?.services };
    for (const service of Object.values(services)) service.stores = 'others';
    expect(await stampsOf()).toEqual({
      'cluster1-broker-1-roll': expect.stringMatching(/ other certificates$/) as string,
      'cluster1-zookeeper-1-service': expect.stringMatching(/ other certificates$/) as string,
      notes: [
        'kafka-cluster1-1 on engine1 will get new certificates, and goes on running',
        'zookeeper-cluster1-1 on engine1 will be restarted: its certificates change',
      ].join('\n'),
    });
    for (const service of Object.values(services)) service.active = 'failed';
    expect(await stampsOf()).toEqual({ notes: '' });
  });
});

describe('keys on their way', () => {
  it('go to their own host alone, and the authority’s to none', () => {
    const holders = (key: string): string[] =>
      run.resources
        .filter(isRemote)
        .filter((resource) => stdinOf(resource).includes(pemOf(key)))
        .map(({ name }) => name);
    expect(holders('cluster1-keys-ca-key')).toEqual([]);
    expect(holders('cluster1-keys-broker-3-key')).toEqual(['cluster1-broker-3-secrets']);
    expect(holders('cluster1-keys-client-kafkaclientmachine1-key')).toEqual([
      'kafkaclientmachine1-client-cluster1-keys',
    ]);
    expect(holders('cluster1-keys-ca').sort()).toEqual([
      'cluster1-broker-1-secrets',
      'cluster1-broker-2-secrets',
      'cluster1-broker-3-secrets',
      'kafkaclientmachine1-client-cluster1-keys',
      'kafkaclientmachine2-client-cluster1-keys',
      'mirror-to-cluster2-keys',
    ]);
  });

  it('have a password for each host', () => {
    for (const id of [1, 2, 3])
      expect(stdinOf(resourceOf(run, `cluster1-broker-${id}-secrets`))).toContain(
        `ssl.keystore.password=password of cluster1-keys-password-engine${id}\n`,
      );
  });
});

// Doesn't prove: that the official plugins use these names too; it holds the stand-ins to what the npm SDKs register.
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import * as tls from '@pulumi/tls';
import { beforeAll, expect, it } from 'vitest';
import { newRandomProvider } from '../../plugins/random/src/provider.ts';
import type { Props } from '../../plugins/shared/wire.ts';
import { newTlsProvider } from '../../plugins/tls/src/provider.ts';
import { make, urns } from '../support/value-plugin.ts';

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => ({ id: name, state: inputs as Props }),
    call: () => ({}),
  });
});

const subject = { commonName: 'a' };
const key = { algorithm: 'ECDSA', ecdsaCurve: 'P256' };
const authority = {
  subject,
  isCaCertificate: true,
  allowedUses: ['cert_signing'],
  validityPeriodHours: 2,
};
const leaf = { allowedUses: ['server_auth'], validityPeriodHours: 2 };

/** Inputs that only the official plugins serve, and one output. */
const unserved = [
  ...['bcryptHash', 'keepers', 'maxPathLength', 'overrideSpecial', 'uris'],
  ...['dnsNames', 'ipAddresses'],
];

it('gives every output that the packages have', async () => {
  const provider = newTlsProvider();
  const made = await make(provider, urns.privateKey, key);
  const { privateKeyPem } = made.outs;
  const ca = await make(provider, urns.selfSignedCert, { ...authority, privateKeyPem });
  const asked = await make(provider, urns.certRequest, { subject, privateKeyPem });
  const signed = {
    ...leaf,
    caCertPem: ca.outs['certPem'] as string,
    caPrivateKeyPem: privateKeyPem,
    certRequestPem: asked.outs['certRequestPem'] as string,
  };
  const certificate = await make(provider, urns.locallySignedCert, signed);
  const password = await make(newRandomProvider(), urns.password, { length: 10 });

  const given = ({ outs }: { outs: Props }): string[] =>
    Object.keys(outs)
      .filter((name) => name !== '__meta')
      .sort();
  const registered = (resource: pulumi.CustomResource): string[] =>
    Object.keys(resource)
      .filter((name) => pulumi.Output.isInstance(Reflect.get(resource, name)))
      .filter((name) => name !== 'urn' && !/Wo(Version)?$/.test(name) && !unserved.includes(name))
      .sort();
  expect(given(made)).toEqual(registered(new tls.PrivateKey('y', key)));
  expect(given(ca)).toEqual(registered(new tls.SelfSignedCert('y', { ...authority, privateKeyPem: 'k' })));
  expect(given(asked)).toEqual(registered(new tls.CertRequest('y', { subject, privateKeyPem: 'k' })));
  expect(given(certificate)).toEqual(
    registered(new tls.LocallySignedCert('y', { ...signed, caPrivateKeyPem: 'k' })),
  );
  expect(given(password)).toEqual(registered(new random.RandomPassword('y', { length: 10 })));
});

// Doesn't prove: that the official plugins use these names too; it holds the stand-ins to what the npm SDKs register.
import { readFileSync } from 'node:fs';
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import * as tls from '@pulumi/tls';
import { beforeAll, expect, it } from 'vitest';
import { passwordInputs } from '../../plugins/random/src/password.ts';
import { newRandomProvider, packageVersion as randomVersion } from '../../plugins/random/src/provider.ts';
import type { Props } from '../../plugins/shared/wire.ts';
import { certRequestInputs } from '../../plugins/tls/src/cert-request.ts';
import { locallySignedCertInputs } from '../../plugins/tls/src/locally-signed-cert.ts';
import { subjectFields } from '../../plugins/tls/src/names.ts';
import { privateKeyInputs } from '../../plugins/tls/src/private-key.ts';
import { newTlsProvider, packageVersion as tlsVersion } from '../../plugins/tls/src/provider.ts';
import { selfSignedCertInputs } from '../../plugins/tls/src/self-signed-cert.ts';
import { make, types, urns } from '../support/value-plugin.ts';

const registered = new Map<string, Props>();

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ type, name, inputs }) => {
      registered.set(type, inputs as Props);
      return { id: name, state: inputs as Props };
    },
    call: () => ({}),
  });
});

/** Every input, so that a new one of the package fails to compile; write-only ones are refused. */
type Known<Args> = Record<Exclude<keyof Args, `${string}Wo` | `${string}WoVersion`>, unknown>;

const subject: Required<tls.types.input.SelfSignedCertSubject> = {
  commonName: 'a',
  country: 'b',
  emailAddress: 'c',
  locality: 'd',
  organization: 'e',
  organizationalUnit: 'f',
  postalCode: 'g',
  province: 'h',
  serialNumber: 'i',
  streetAddresses: ['j'],
};
const named = { dnsNames: ['a'], ipAddresses: ['192.0.2.1'], subject, uris: ['a:b'] };
const key: Known<tls.PrivateKeyArgs> & tls.PrivateKeyArgs = {
  algorithm: 'ECDSA',
  ecdsaCurve: 'P256',
  rsaBits: 2048,
};
const request: Known<tls.CertRequestArgs> & tls.CertRequestArgs = { ...named, privateKeyPem: 'k' };
const common = {
  allowedUses: ['server_auth'],
  earlyRenewalHours: 1,
  isCaCertificate: true,
  maxPathLength: 1,
  setSubjectKeyId: true,
  validityPeriodHours: 2,
};
const selfSigned: Known<tls.SelfSignedCertArgs> & tls.SelfSignedCertArgs = {
  ...common,
  ...named,
  privateKeyPem: 'k',
  setAuthorityKeyId: true,
};
const signed: Known<tls.LocallySignedCertArgs> & tls.LocallySignedCertArgs = {
  ...common,
  caCertPem: 'c',
  caPrivateKeyPem: 'k',
  certRequestPem: 'r',
};
const password: Known<random.RandomPasswordArgs> & random.RandomPasswordArgs = {
  keepers: { a: 'b' },
  length: 10,
  lower: true,
  minLower: 1,
  minNumeric: 1,
  minSpecial: 1,
  minUpper: 1,
  number: true,
  numeric: true,
  overrideSpecial: '_',
  special: true,
  upper: true,
};

it.each([
  [types.privateKey, () => new tls.PrivateKey('x', key), privateKeyInputs],
  [types.certRequest, () => new tls.CertRequest('x', request), certRequestInputs],
  [types.selfSignedCert, () => new tls.SelfSignedCert('x', selfSigned), selfSignedCertInputs],
  [types.locallySignedCert, () => new tls.LocallySignedCert('x', signed), locallySignedCertInputs],
  [types.password, () => new random.RandomPassword('x', password), passwordInputs],
])('knows every input of %s', async (type, newResource, inputs) => {
  const { urn } = newResource();
  await new Promise((resolve) => urn.apply(resolve));
  expect(Object.keys(registered.get(type) ?? {}).sort()).toEqual(Object.keys(inputs).sort());
});

it('knows every field of a subject', () => {
  expect(Object.keys(subjectFields).sort()).toEqual(Object.keys(subject).sort());
});

it('gives every output that the packages have', async () => {
  const provider = newTlsProvider();
  const outputsOf = (resource: pulumi.CustomResource): string[] =>
    Object.keys(resource).filter(
      (name) => pulumi.Output.isInstance(Reflect.get(resource, name)) && name !== 'urn',
    );
  const made = await make(provider, urns.privateKey, { ...key });
  const { privateKeyPem } = made.outs;
  const ca = await make(provider, urns.selfSignedCert, { ...selfSigned, privateKeyPem });
  const asked = await make(provider, urns.certRequest, { ...request, privateKeyPem });
  const leaf = await make(provider, urns.locallySignedCert, {
    ...signed,
    caCertPem: ca.outs['certPem'],
    caPrivateKeyPem: privateKeyPem,
    certRequestPem: asked.outs['certRequestPem'],
  });
  const pass = await make(newRandomProvider(), urns.password, { ...password });
  const given = (outs: Props): string[] =>
    Object.keys(outs)
      .filter((name) => name !== '__meta')
      .sort();
  const served = (resource: pulumi.CustomResource): string[] =>
    outputsOf(resource)
      .filter((name) => !/Wo(Version)?$/.test(name) && name !== 'bcryptHash')
      .sort();
  expect(given(made.outs)).toEqual(served(new tls.PrivateKey('y', key)));
  expect(given(ca.outs)).toEqual(served(new tls.SelfSignedCert('y', selfSigned)));
  expect(given(asked.outs)).toEqual(served(new tls.CertRequest('y', request)));
  expect(given(leaf.outs)).toEqual(served(new tls.LocallySignedCert('y', signed)));
  expect(given(pass.outs)).toEqual(served(new random.RandomPassword('y', password)));
});

it('has the versions that the packages ask for', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Props };
  expect(dependencies).toMatchObject({ '@pulumi/random': randomVersion, '@pulumi/tls': tlsVersion });
});

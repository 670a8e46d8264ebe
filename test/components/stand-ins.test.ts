// Proves that the stand-in plugins take what the components give, and know nothing that nobody gives; not what they do with it.
import { readFileSync } from 'node:fs';
import { beforeAll, expect, it } from 'vitest';
import type { CheckResult } from '@pulumi/pulumi/provider/provider.js';
import { subjectOf } from '../../components/authority.ts';
import { CommandProvider } from '../../plugins/command/src/provider.ts';
import {
  commandInputs,
  connectionFields,
  copyInputs,
  localInputs,
} from '../../plugins/command/src/fields.ts';
import { passwordInputs } from '../../plugins/random/src/password.ts';
import { newRandomProvider, packageVersion as randomVersion } from '../../plugins/random/src/provider.ts';
import type { Props } from '../../plugins/shared/wire.ts';
import { certRequestInputs } from '../../plugins/tls/src/cert-request.ts';
import { locallySignedCertInputs } from '../../plugins/tls/src/locally-signed-cert.ts';
import { subjectFields } from '../../plugins/tls/src/names.ts';
import { privateKeyInputs } from '../../plugins/tls/src/private-key.ts';
import { newTlsProvider, packageVersion as tlsVersion } from '../../plugins/tls/src/provider.ts';
import { selfSignedCertInputs } from '../../plugins/tls/src/self-signed-cert.ts';
import { deployed } from '../support/deployment.ts';
import type { Registered } from '../support/mocks.ts';
import { types } from '../support/value-plugin.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const providers: Record<string, { check(urn: string, olds: Props, news: Props): Promise<CheckResult> }> = {
  command: new CommandProvider({ status: () => {}, drained: async () => {} }),
  random: newRandomProvider(),
  tls: newTlsProvider(),
};

let resources: Registered[];
beforeAll(async () => {
  resources = (await deployed(topologyOf(devValues()))).resources.filter(({ custom }) => custom);
});

it('take every resource of the reference topology', async () => {
  expect(resources.length).toBeGreaterThan(80);
  for (const { urn, type, inputs } of resources) {
    const checked = await providers[type.split(':')[0] ?? '']?.check(urn, {}, inputs);
    expect(checked?.failures, urn).toEqual([]);
  }
});

const given = (type: string, within?: string): string[] => {
  const all = resources.filter((resource) => resource.type === type).map(({ inputs }) => inputs);
  const seen = within === undefined ? all : all.map((inputs) => inputs[within] as Props);
  return [...new Set(seen.flatMap((inputs) => Object.keys(inputs)))].sort();
};

it.each([
  ['command:remote:Command', commandInputs],
  ['command:local:Command', localInputs],
  ['command:remote:CopyToRemote', copyInputs],
  [types.privateKey, privateKeyInputs],
  [types.certRequest, certRequestInputs],
  // A renewed CA would be trusted by nobody yet, so none is.
  [types.selfSignedCert, Object.keys(selfSignedCertInputs).filter((name) => name !== 'earlyRenewalHours')],
  [types.locallySignedCert, locallySignedCertInputs],
  [types.password, passwordInputs],
])('know no other inputs of %s than the components give', (type, served) => {
  const names = Array.isArray(served) ? served : Object.keys(served);
  expect(given(type)).toEqual(names.sort());
});

it('know no other fields of a connection and of a subject', () => {
  // By key and by agent: one stack has one of them.
  const fields = given('command:remote:Command', 'connection');
  const keys = ['agentSocketPath', 'privateKey'];
  expect(fields.some((name) => keys.includes(name))).toBe(true);
  expect([...new Set([...fields, ...keys])].sort()).toEqual(Object.keys(connectionFields).sort());
  const whole = subjectOf({ O: 'o', OU: 'u', L: 'l', ST: 's', C: 'c' }, 'name');
  expect(Object.keys(whole).sort()).toEqual(Object.keys(subjectFields).sort());
});

it('have the versions that the packages ask for', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Props };
  expect(dependencies).toMatchObject({ '@pulumi/random': randomVersion, '@pulumi/tls': tlsVersion });
});

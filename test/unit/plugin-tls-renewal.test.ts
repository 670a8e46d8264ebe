// Doesn't prove: that the engine replaces in the right order; it is told what has to be replaced, and when.
import { unknownValue } from '@pulumi/pulumi/runtime/rpc.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { secret, type Props } from '../../plugins/shared/wire.ts';
import { newTlsProvider } from '../../plugins/tls/src/provider.ts';
import { make, urns, type Made } from '../support/value-plugin.ts';

const hour = 3_600_000;
const start = Date.parse('2030-01-01T00:00:00Z');
let now = start;
const provider = newTlsProvider(() => now);

const none = { changes: false, replaces: [] };
const due = { changes: true, replaces: ['readyForRenewal'] };
// Without a verdict: the engine then compares the inputs itself, and shows which changed.
const replaced = (...replaces: string[]) => ({ replaces });
const updated = replaced();

let inputs: Props;
let made: Made;
const diff = (news: Props, olds: Props = made.outs) =>
  provider.diff(made.id, urns.selfSignedCert, olds, news);

beforeAll(async () => {
  const { outs } = await make(provider, urns.privateKey, { algorithm: 'ED25519' });
  inputs = {
    privateKeyPem: outs['privateKeyPem'],
    subject: { commonName: 'a' },
    isCaCertificate: true,
    allowedUses: ['cert_signing'],
    validityPeriodHours: 100,
    earlyRenewalHours: 10,
  };
  made = await make(provider, urns.selfSignedCert, inputs);
});

describe('a certificate', () => {
  it('is replaced from the hour on in which its renewal is due, and not a second earlier', async () => {
    now = start + 90 * hour - 1000;
    expect(await diff(inputs)).toEqual(none);
    now = start + 90 * hour;
    expect(await diff(inputs)).toEqual(due);
    now = start + 1000 * hour;
    expect(await diff(inputs)).toEqual(due);
    now = start;
  });

  it('that is replaced is good for its whole time again', async () => {
    now = start + 95 * hour;
    const next = await make(provider, urns.selfSignedCert, inputs);
    expect(next.outs).toMatchObject({ validityEndTime: '2030-01-09T03:00:00Z', readyForRenewal: false });
    expect(await diff(inputs, next.outs)).toEqual(none);
    now = start;
  });

  it('is due at once when it is asked to be renewed before it begins, or never was valid', async () => {
    for (const never of [{ earlyRenewalHours: 100 }, { validityPeriodHours: 0, earlyRenewalHours: 0 }]) {
      const old = await make(provider, urns.selfSignedCert, { ...inputs, ...never });
      expect(old.outs['readyForRenewal']).toBe(true);
      expect(await diff({ ...inputs, ...never }, old.outs)).toEqual(due);
    }
  });

  it('says after a refresh whether it is due', async () => {
    now = start + 99 * hour;
    const read = await provider.read(made.id, urns.selfSignedCert, made.outs);
    expect(read.props).toEqual({ ...made.outs, readyForRenewal: true });
    now = start;
    expect((await provider.read(made.id, urns.selfSignedCert, made.outs)).props).toEqual(made.outs);
  });

  it('is kept when only the hours of its renewal change, and judged by the new ones', async () => {
    const later = { ...inputs, earlyRenewalHours: 20 };
    expect(await diff(later)).toEqual(updated);
    const outs = (await provider.update(made.id, urns.selfSignedCert, made.outs, later)).outs as Props;
    expect(outs).toEqual({ ...made.outs, earlyRenewalHours: 20 });
    expect(await diff(later, outs)).toEqual(none);
    now = start + 85 * hour;
    expect(await diff(later)).toEqual(due);
    expect(await diff({ ...inputs, earlyRenewalHours: unknownValue })).toEqual(updated);
    now = start;
  });

  it.each([
    ['allowedUses', ['client_auth']],
    ['privateKeyPem', secret('another')],
    ['privateKeyPem', secret(unknownValue)],
    ['setSubjectKeyId', true],
    ['subject', { commonName: 'b' }],
    ['subject', { commonName: 'a', organization: 'o' }],
    ['validityPeriodHours', 101],
  ])('is replaced for another %s: %j', async (name, value) => {
    expect(await diff({ ...inputs, [name]: value })).toEqual(replaced(name));
  });

  it('is left alone where the official plugin recorded what it was not given', async () => {
    const recorded = { ...made.outs, maxPathLength: -1, dnsNames: null, uris: [] };
    expect(await diff(inputs, recorded)).toEqual(none);
  });

  it('accepts what a preview does not know yet', async () => {
    for (const name of Object.keys(inputs)) {
      const unknown = { ...inputs, [name]: unknownValue };
      expect((await provider.check(urns.selfSignedCert, {}, unknown)).failures, name).toEqual([]);
    }
    const uses = { ...inputs, allowedUses: [unknownValue] };
    expect((await provider.check(urns.selfSignedCert, {}, uses)).failures).toEqual([]);
    const { privateKeyPem, subject } = inputs;
    for (const names of [unknownValue, [unknownValue]]) {
      const request = { privateKeyPem, subject, dnsNames: names, ipAddresses: names };
      expect((await provider.check(urns.certRequest, {}, request)).failures).toEqual([]);
    }
  });
});

describe('a signed certificate and a request', () => {
  it('are replaced with what they are made from', async () => {
    const signed = { caCertPem: 'a', caPrivateKeyPem: secret('b'), certRequestPem: 'c', ...inputs };
    const olds = { ...made.outs, ...signed };
    for (const name of ['caCertPem', 'caPrivateKeyPem', 'certRequestPem']) {
      const news = { ...signed, [name]: unknownValue };
      expect(await provider.diff('', urns.locallySignedCert, olds, news)).toEqual(replaced(name));
    }
    now = start + 95 * hour;
    expect(await provider.diff('', urns.locallySignedCert, olds, signed)).toEqual(due);
    now = start;
    const request = { privateKeyPem: secret('a'), dnsNames: ['a'] };
    expect(await provider.diff('', urns.certRequest, request, request)).toEqual(none);
    expect(await provider.diff('', urns.certRequest, request, { ...request, dnsNames: ['b'] })).toEqual(
      replaced('dnsNames'),
    );
  });
});

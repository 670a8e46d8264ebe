// Does not prove: given CAs that other CAs signed. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { renderBody } from '../../../templates/document.ts';
import type { Identity } from '../../../templates/identity.ts';
import { hostProgram } from '../../../config/host-paths.ts';
import { storesDocument } from '../../../templates/stores.ts';
import { makeAuthority, makeIdentity } from '../../support/certificates.ts';
import { faultCase, type FaultRun } from '../../support/fault-case.ts';
import { shownByBrokers } from '../../support/lab-certificates.ts';
import { host, onHost, runAt } from '../../support/lab-places.ts';
import { pulumiHere } from '../../support/lab-secret-config.ts';
import { pids, serversOf } from '../../support/lab-services.ts';
import { cluster, stack, withoutDebug } from '../../support/lab-stack.ts';

const victim = 'engine2';
const unit = `kafka-${cluster}-2`;
const names = ['engine2', '10.48.1.82'];
const inCertificate = 'DNS:engine2,IP:10.48.1.82';
const authority = makeAuthority('test CA');
const good = makeIdentity(authority, 'good', inCertificate);
const foreign = makeIdentity(makeAuthority('another CA'), 'foreign', inCertificate);

const wrong: [Identity, RegExp][] = [
  [makeIdentity(authority, 'other name', 'DNS:engine3,IP:10.48.1.82'), /does not hold the name engine2\. N/],
  [makeIdentity(authority, 'ended', inCertificate, -1), /certificate has expired\. Nothing was changed/],
  [{ ...good, key: foreign.key }, /it is not of the key that came with it\. Nothing was changed/],
  [{ ...foreign, authorities: authority.certificate }, /unable to get local issuer certificate\. Nothing/],
];

/** Everything of the broker's that its group reads. */
const files = (): Promise<string> =>
  onHost(
    victim,
    `cd /etc/kafka-proxied/${unit} && find . -type f -o -type l | sort | xargs stat -c '%n %Y %i'`,
  );

async function hand(run: FaultRun, identity: Identity): Promise<unknown> {
  const [own] = run.dev.topology.clusters;
  if (!own) throw new Error('no cluster');
  const document = storesDocument(own.tls, {}, { ...identity, password: 'not used', names });
  const input = `stamp test\n${renderBody(document)}`.trimEnd().split('\n');
  return runAt(host(victim), [hostProgram, 'converge', 'secrets', unit], { input });
}

/** Makes the state say that a certificate has ended. */
async function endInState(run: FaultRun, name: string): Promise<void> {
  const text = await pulumiHere(run.dev, ['stack', 'export', '--stack', stack]);
  const state = JSON.parse(text) as {
    deployment: { resources: { urn: string; outputs?: Record<string, unknown> }[] };
  };
  const found = state.deployment.resources.find(({ urn }) => urn.endsWith(`::${name}`));
  if (!found?.outputs) throw new Error(`the state holds no ${name}`);
  found.outputs['validityEndTime'] = '2026-01-02T03:04:05Z';
  await pulumiHere(run.dev, ['stack', 'import', '--stack', stack], JSON.stringify(state));
}

/** A config that brings along CA 2. */
async function given(run: FaultRun, certificate: string, key: string, authorities = [1, 2]): Promise<string> {
  const file = await run.changed((own) => {
    const givenAuthorities = { '2': { certificate, key: { secret: 'company' } } };
    own.tls = { ...own.tls, authorities, givenAuthorities };
  });
  const place = ['--path', 'kafka-proxied:secrets.company', '--stack', stack, '--config-file', file];
  await pulumiHere(run.dev, ['config', 'set', '--secret', ...place], key);
  return file;
}

const company = makeAuthority('Company CA');
const past = makeAuthority('Past CA', -1);
const refused: [certificate: string, key: string, reason: RegExp][] = [
  [past.certificate, past.key, /givenAuthorities\.2\.certificate\n.*The certificate of CN=Past CA ended on/],
  [company.certificate, past.key, /givenAuthorities\.2\.key\n.*is the key of another certificate/],
  [good.certificate, good.key, /"CN=good", is not a CA certificate/],
  [foreign.certificate + company.certificate, foreign.key, /is not a CA certificate/],
];

const fault = {
  faults: [30],
  title: 'certificates that nobody would accept are not taken; an ended one is renewed',
};

faultCase(fault, async (run) => {
  const { topology } = run.dev;
  const before = {
    pids: await pids(serversOf(topology)),
    shown: await shownByBrokers(run.dev),
    files: await files(),
  };
  for (const [certificate, key, reason] of refused) {
    const update = await run.tryUp(await given(run, certificate, key));
    expect(update).toMatchObject({ code: 1, done: {} });
    expect(withoutDebug(update.output)).toMatch(reason);
  }
  for (const [identity, reason] of wrong) await expect(hand(run, identity)).rejects.toThrow(reason);
  expect(await files()).toBe(before.files);
  expect(await shownByBrokers(run.dev)).toEqual(before.shown);
  // Whoever touches a resource by hand takes its stamp; nothing else differs.
  expect((await run.up()).done).toEqual({ update: [`${cluster}-broker-2-secrets`] });

  const certificate = `${cluster}-keys-broker-3-certificate`;
  await endInState(run, certificate);
  const { done } = await run.up();
  expect(Object.values(done).flat()).toContain(certificate);
  const [first, second, third] = await shownByBrokers(run.dev);
  expect([first, second]).toEqual(before.shown.slice(0, 2));
  expect(third).toMatchObject({ verified: true, names: before.shown[2]?.names });
  expect(third?.serial).not.toBe(before.shown[2]?.serial);

  for (const [authorities, issuer] of [
    [[1, 2], 'cluster1 CA'],
    [[2, 1], 'Company CA'],
    [[1, 2], 'cluster1 CA'],
  ] as const) {
    await run.up(await given(run, company.certificate, company.key, [...authorities]));
    const shown = await shownByBrokers(run.dev);
    expect(shown.map((each) => [each.issuer, each.verified])).toEqual(shown.map(() => [issuer, true]));
  }
  await run.up();
  expect(await pids(serversOf(topology))).toEqual(before.pids);
});

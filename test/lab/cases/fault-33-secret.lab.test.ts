// Does not prove: that memory or environments of Pulumi's own processes, which root alone reads, are free of the secret. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { labDir, localDir } from '../../../lib/paths.ts';
import { certificateFiles, keySecrets } from '../../support/lab-certificates.ts';
import { mirrorHost, mirrorUnit } from '../../support/lab-mirror.ts';
import { onHost } from '../../support/lab-places.ts';
import { filesOnHost, filesShowing, journalLines, shows, watchProcesses } from '../../support/lab-secret.ts';
import { configWithSecret, pulumiHere, secretProperty } from '../../support/lab-secret-config.ts';
import {
  changedConfig,
  cluster,
  devStack,
  type DevStack,
  run,
  stack,
  tryUp,
  up,
} from '../../support/lab-stack.ts';
import { client as tunnelClient, unit as tunnelUnit } from '../../support/lab-tunnel.ts';

const ids = [1, 2, 3];
const clients = ['kafkaclientmachine1', 'kafkaclientmachine2'];
const secret = `s3cret-${randomBytes(12).toString('hex')}`;
const outputs: Record<string, string> = {};
let dev: DevStack;
let config: string;

beforeAll(async () => {
  await up();
  dev = await devStack();
  config = await configWithSecret(dev, secret);
});
afterAll(async () => {
  await up();
});

/** Where a broker's key and password may show: its own files, for root and the service's group alone. */
const passwordFiles = (id: number): string[] =>
  ['etc/kafka-proxied', 'run/kafka-proxied'].map(
    (place, index) =>
      `640 root:kafka-proxied /${place}/kafka-${cluster}-${id}/${index === 0 ? 'secret' : 'server'}.properties`,
  );

test('private keys and passwords of stores are where they are used, and show nowhere else', async () => {
  const before = Object.values(await keySecrets(dev)).flat();
  const processes = watchProcesses(before);
  const renewed = changedConfig((own) => (own.tls = { ...own.tls, certificateDays: 363 }));
  const said = [
    (await run('preview', '--diff', '--config-file', renewed)).output,
    (await run('up', '--yes', '--diff', '--config-file', renewed)).output,
    await pulumiHere(dev, ['stack', 'export', '--stack', stack]),
  ];
  const { showing } = await processes.stop();
  expect(showing).toEqual([]);
  const secrets = await keySecrets(dev);
  const all = Object.values(secrets).flat();
  // Each host's password, and two forms of each key: of the CA, of three brokers, of two clients, the mirror and the
  // tunnel, whose key has a third one.
  expect(all).toHaveLength(3 + 2 * 8 + 1);
  expect(before.sort()).toEqual([...all].sort());
  for (const secret of all) {
    expect(said.map((text) => shows(text, secret))).toEqual(said.map(() => false));
    for (const folder of ['pulumi/state', 'test', 'ssh']) {
      // Clients of tests get copies of a host's keys, which only the operator reads.
      const found = filesShowing(join(localDir, folder), secret).filter(
        (path) => !/\/test\/keys-/.test(path),
      );
      expect(found).toEqual([]);
    }
    expect(filesShowing(join(labDir, 'workstation'), secret)).toEqual([]);
  }

  const own = (what: string): string[] => secrets[`${cluster}-keys-${what}`] ?? [];
  for (const host of ['engine1', 'engine2', 'engine3', 'gateway', ...clients]) {
    expect(await journalLines(host, ...all)).toEqual([]);
    expect(await filesOnHost(host, ...own('ca-key'))).toEqual([]);
    const used = /^engine/.test(host) ? passwordFiles(Number(host.slice(-1))) : [];
    const kept = clients.includes(host)
      ? [`640 root:kafka-proxied /etc/kafka-proxied/client/${cluster}/keystore.pem`]
      : [];
    expect(await filesOnHost(host, ...own(`password-${host}`))).toEqual(used);
    const mirrored =
      host === mirrorHost
        ? [`640 root:kafka-proxied /etc/kafka-proxied/${mirrorUnit}/tls/HASH/${cluster}/keystore.pem`]
        : [];
    const tunnelled =
      host === tunnelClient ? [`640 root:kafka-proxied /etc/kafka-proxied/${tunnelUnit}/keys/HASH`] : [];
    // The stores of before stay until the next change.
    const found = new Set(
      (await filesOnHost(host, ...all)).map((line) => line.replace(/\/(tls|keys)\/[0-9a-f]{16}/, '/$1/HASH')),
    );
    expect([...found].sort()).toEqual([...used, ...kept, ...mirrored, ...tunnelled].sort());
  }
});

const mirrorEtc = `/etc/kafka-proxied/${mirrorUnit}`;
const mirrorFiles = [
  `640 root:kafka-proxied ${mirrorEtc}/secret.properties`,
  ...['tls', 'tls/HASH', `tls/HASH/${cluster}`].map(
    (folder) => `750 root:kafka-proxied ${mirrorEtc}/${folder}`,
  ),
  ...['authorities', 'ca.pem', 'keystore.pem'].map(
    (file) => `640 root:kafka-proxied ${mirrorEtc}/tls/HASH/${cluster}/${file}`,
  ),
  `777 root:root ${mirrorEtc}/tls/current`,
  `600 root:root /run/kafka-proxied/${mirrorUnit}/stores`,
];

test('every file of certificates has its mode and owner', async () => {
  for (const id of ids) {
    const etc = `/etc/kafka-proxied/kafka-${cluster}-${id}`;
    const stores = ['authorities', 'certificate.pem', 'keystore.p12', 'truststore.p12'];
    expect(await certificateFiles(`engine${id}`)).toEqual(
      [
        `640 root:kafka-proxied ${etc}/secret.properties`,
        `750 root:kafka-proxied ${etc}/tls`,
        `750 root:kafka-proxied ${etc}/tls/HASH`,
        ...stores.map((file) => `640 root:kafka-proxied ${etc}/tls/HASH/${file}`),
        `777 root:root ${etc}/tls/current`,
        `600 root:root /run/kafka-proxied/kafka-${cluster}-${id}/stores`,
      ].sort(),
    );
  }
  for (const host of clients) {
    const folder = `/etc/kafka-proxied/client/${cluster}`;
    const client = [
      `640 root:kafka-proxied ${folder}/keystore.pem`,
      `644 root:root ${folder}/authorities`,
      `644 root:root ${folder}/ca.pem`,
    ];
    const mirrored = host === mirrorHost ? mirrorFiles : [];
    expect(await certificateFiles(host)).toEqual([...client, ...mirrored].sort());
  }
  expect(await certificateFiles('gateway')).toEqual(['']);
});

test('a secret setting reaches each broker by a file that its group alone reads, and shows nowhere else', async () => {
  const processes = watchProcesses(secret);
  outputs['preview --diff'] = (await run('preview', '--diff', '--config-file', config)).output;
  outputs['up --diff'] = (await run('up', '--yes', '--diff', '--config-file', config)).output;
  const again = await up(config);
  outputs['up --json'] = again.output;
  outputs['stack export'] = await pulumiHere(dev, ['stack', 'export', '--stack', stack]);
  expect(again.done).toEqual({});

  // The broker's preparation can't write: the step fails with its whole document at hand.
  const place = `/etc/kafka-proxied/kafka-${cluster}-2/secret.properties`;
  await onHost('engine2', `rm ${place} && mkdir -p ${place}/in-the-way`);
  const failing = await tryUp(config);
  outputs['failing up'] = failing.output;
  expect(failing.failed).toEqual([`${cluster}-broker-2-secrets`]);
  await onHost('engine2', `rm -r ${place}`);
  // A broker that exits at its start: its log is quoted.
  const broken = await configWithSecret(dev, secret, (own) => {
    own.settings['log.cleaner.dedupe.buffer.size'] = 1;
  });
  const exiting = await tryUp(broken);
  outputs['exiting broker'] = exiting.output;
  expect(exiting.failed).toHaveLength(1);
  outputs['healing up'] = (await up(config)).output;
  outputs['stack export at last'] = await pulumiHere(dev, ['stack', 'export', '--stack', stack]);

  const { showing, seen } = await processes.stop();
  expect(seen).toBeGreaterThan(100);
  expect(showing).toEqual([]);
  for (const [name, output] of Object.entries(outputs))
    expect({ name, shows: shows(output, secret) }).toEqual({ name, shows: false });
  for (const folder of ['pulumi/state', 'test', 'ssh', 'workstation']) {
    expect(filesShowing(join(localDir, folder), secret)).toEqual([]);
  }
  expect(filesShowing(join(labDir, 'workstation'), secret)).toEqual([]);
  expect(shows(readFileSync(config, 'utf8'), secret)).toBe(false);
  for (const host of ['gateway', 'kafkaclientmachine1', 'kafkaclientmachine2']) {
    expect(await filesOnHost(host, secret)).toEqual([]);
    expect(await journalLines(host, secret)).toEqual([]);
  }
  for (const id of ids) {
    const unit = `kafka-${cluster}-${id}`;
    expect(await journalLines(`engine${id}`, secret)).toEqual([]);
    expect(await filesOnHost(`engine${id}`, secret)).toEqual([
      `640 root:kafka-proxied /etc/kafka-proxied/${unit}/secret.properties`,
      `640 root:kafka-proxied /run/kafka-proxied/${unit}/server.properties`,
    ]);
    const described = await onHost(
      `engine${id}`,
      `kafka configs --cluster ${cluster} --entity-type brokers --entity-name ${id} --describe --all | grep -oE ' ${secretProperty}=.*'`,
    );
    expect(described).toContain(`STATIC_BROKER_CONFIG:${secretProperty}=null`);
  }
});

// Does not prove: services that the lab's hosts lack, such as NetworkManager and systemd-resolved. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ruleset } from '../../support/lab-firewall.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { devStack, runOk, up } from '../../support/lab-stack.ts';
import { answers, client, until } from '../../support/lab-tunnel.ts';

/** Of the RPM family with firewalld, and of the Debian family with nftables; both have brokers. */
const rpm = 'engine2';
const debian = 'kafkaclientmachine1';

/** What an owner, an upgrade or a timer does to what lies below our services. */
const below = [
  'systemctl restart ssh',
  'systemctl reload ssh',
  'systemctl restart systemd-logind',
  'systemctl restart systemd-journald',
  'journalctl --rotate --vacuum-size=1M',
  'systemctl daemon-reload',
  'systemctl daemon-reexec',
  'systemd-tmpfiles --create --remove',
  'systemd-tmpfiles --clean',
  // Most keys are the machine's, and not a container's to set.
  'sysctl --system || true',
  'systemctl restart polkit || true',
];

const ofRpm = [
  'dnf --quiet --assumeyes reinstall java-17-openjdk-headless',
  'dnf --quiet --assumeyes reinstall nftables openssl',
];
const ofDebian = ['openjdk-17-jre-headless', 'nftables', 'openssl'].map(
  (name) => `apt-get -qq install --yes --reinstall ${name} >/dev/null`,
);

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await up();
});

describe.each([
  [rpm, [...below, ...ofRpm]],
  [debian, [...below, ...ofDebian]],
])('%s', (host, commands) => {
  test.each(commands)('runs on as it was, with our rules in force: %s', async (command) => {
    const { topology } = await devStack();
    const [running, rules] = [await pids(topology), await ruleset(host)];
    await onHost(host, command);
    expect(await pids(topology)).toEqual(running);
    expect(await ruleset(host)).toBe(rules);
    await until('cluster 2 answers through the tunnel', () => answers(client));
  });
});

test('up has nothing to do after that, and what runs on another Java’s files starts again', async () => {
  expect((await up()).done).toEqual({});
  await runOk('restart', 'kafka-cluster1-2');
  await runOk('restart', 'kafka-cluster2-1');
  expect((await up()).done).toEqual({});
});

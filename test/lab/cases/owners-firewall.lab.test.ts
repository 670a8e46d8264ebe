// Does not prove: what the owner changes while a run works. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, expect, test } from 'vitest';
import { filterTable } from '../../../templates/firewall.ts';
import { openingOf, ownersRules, persisted, rulesOf, withNewRules } from '../../support/lab-firewall.ts';
import { onHost } from '../../support/lab-places.ts';
import { findingsIn } from '../../support/lab-refused.ts';
import { runOk, stack, stackFile, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';
import { afterTrial, firstRule } from '../../support/lab-wrong-rules.ts';

/** By firewalld, and by nftables. */
const hosts = ['engine2', 'gateway'];
const table =
  'table inet owners_own { chain input { type filter hook input priority 10; tcp dport 9999 drop; }; }';
const ownersZone = `
  for change in --new-zone=owners '--zone=owners --add-source=10.99.0.0/24' '--zone=owners --add-service=http' \\
    '--zone=public --add-port=8080/tcp' '--new-policy=owners-door' '--policy=owners-door --add-ingress-zone=owners' \\
    '--policy=owners-door --add-egress-zone=HOST' '--policy=owners-door --add-service=https'; do
    firewall-cmd --quiet --permanent $change
  done
  firewall-cmd --quiet --reload`;
const noOwnersZone = `
  for change in --delete-policy=owners-door --delete-zone=owners '--zone=public --remove-port=8080/tcp'; do
    firewall-cmd --quiet --permanent $change || true
  done
  firewall-cmd --quiet --reload`;

const theirs = (): Promise<string[][]> => Promise.all(hosts.map(ownersRules));
const destroy = (): Promise<string> => runOk('destroy', '--yes', '--skip-preview');

afterAll(async () => {
  for (const host of hosts) await onHost(host, 'nft delete table inet owners_own 2>/dev/null || true');
  await onHost('engine2', noOwnersZone);
  await up();
});

test('what its owner has is the same after an apply, a rollback and a destroy, by firewalld and by nftables', async () => {
  // The state may be that of an earlier lab.
  await up();
  await destroy();
  for (const host of hosts) await onHost(host, `nft '${table}'`);
  await onHost('engine2', ownersZone);
  const before = await theirs();
  expect(before[0]?.join()).toMatch(/10\.99\.0\.0\/24/);

  // What a reload would lose is refused before anything is changed.
  await onHost('engine2', 'firewall-cmd --quiet --add-service=imaps');
  const refused = await tryUp();
  // After a destroy, the stack itself is new.
  expect(refused.done).toEqual({ create: [`kafka-proxied-${stack}`] });
  expect(findingsIn(withoutDebug(refused.output))).toEqual([
    expect.stringMatching(
      /^engine2: runs firewalld, which must be reloaded once .*\(only at run time: public: services: imaps\)/,
    ),
  ]);
  await onHost('engine2', 'firewall-cmd --quiet --remove-service=imaps');
  expect(await theirs()).toEqual(before);

  await up();
  expect(await theirs()).toEqual(before);
  for (const host of hosts) expect(await persisted(host)).not.toBe('');

  const mends = await Promise.all(hosts.map(async (host) => afterTrial(host, await firstRule(host, 'drop'))));
  try {
    expect((await tryUp(withNewRules(stackFile, hosts))).failed.sort()).toEqual(openingOf(hosts));
  } finally {
    for (const mend of mends) await mend();
  }
  expect(await theirs()).toEqual(before);

  await destroy();
  expect(await theirs()).toEqual(before);
  for (const host of hosts) expect(await persisted(host)).toBe('');
  expect(await onHost('engine2', 'firewall-cmd --get-policies')).toBe('allow-host-ipv6 owners-door');
});

test('the rules of a host move to nftables when firewalld is stopped, and back when it is started', async () => {
  await up();
  const byFirewalld = await persisted('engine3');
  const moved = { update: rulesOf(['engine3']) };
  try {
    await onHost('engine3', 'systemctl stop firewalld');
    expect((await up()).done).toEqual(moved);
    // The guard holds the rules while the owner reloads, or flushes, the ruleset.
    expect((await onHost('engine3', 'nft list tables')).split('\n').sort()).toEqual([
      `table inet ${filterTable}`,
      `table inet ${filterTable}_guard`,
    ]);
    expect(await persisted('engine3')).toContain(`table inet ${filterTable}`);
  } finally {
    await onHost('engine3', 'systemctl start firewalld');
  }
  expect((await up()).done).toEqual(moved);
  expect(await onHost('engine3', 'nft list tables')).toBe('table inet firewalld');
  expect(await persisted('engine3')).toBe(byFirewalld);
  expect((await up()).done).toEqual({});
});

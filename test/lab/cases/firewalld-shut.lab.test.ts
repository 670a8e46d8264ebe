// Does not prove: zones by interface, which the lab's hosts don't have. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { renderFirewalldPolicy } from '../../../templates/firewalld.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { answering } from '../../support/lab-endpoints.ts';
import { networkOf, onHost } from '../../support/lab-places.ts';
import { findingsIn } from '../../support/lab-refused.ts';
import { pids } from '../../support/lab-services.ts';
import { devStack, stackFile, tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const host = 'engine2';
const off = editedConfig(stackFile, (config) => {
  const hosts = config['kafka-proxied:hosts'];
  hosts[host] = { ...(hosts[host] as object), firewall: 'off' };
});

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  // The zone's own file is firewalld's, until somebody changes it.
  await onHost(host, 'rm -f /etc/firewalld/zones/public.xml*; firewall-cmd --quiet --reload');
  await up();
});

test('where firewall is off, firewalld is named beforehand, and the commands that are given open what the plan needs', async () => {
  const { topology } = await devStack();
  const running = await pids(topology);
  const refused = await tryUp(off);
  expect(refused.done).toEqual({});
  const [finding = '', ...more] = findingsIn(withoutDebug(refused.output));
  expect(more).toEqual([]);
  expect(finding).toMatch(
    /^engine2: runs firewalld, whose zone public rejects what the stack needs: .*TCP 9092 \(broker 2 of cluster1, INTERNAL\) from engine1, engine3, workstation/,
  );
  expect(refused.output).toContain('(firewalld-shut)');

  const commands = /Open these ports permanently: (.*)\. Or let/.exec(finding)?.[1] ?? '';
  await onHost(host, commands);
  expect((await up(off)).done).toEqual({
    delete: expect.arrayContaining([`${host}-firewall-rules`]) as string[],
  });
  expect(await pids(topology)).toEqual(running);
  expect(await onHost(host, 'firewall-cmd --get-policies')).not.toContain('kafka-proxied');
  // For the plan's sources alone.
  const inside = '10.48.1.82 9092';
  expect(await answering(networkOf('engine1'), [inside, '10.48.1.82 9192'])).toEqual([inside]);
  expect(await answering(networkOf('gateway'), [inside])).toEqual([]);
  expect(await answering(networkOf('kafkaclientmachine2'), ['203.0.113.98 19092'])).toEqual([
    '203.0.113.98 19092',
  ]);
});

test('firewalld takes a policy with a cluster whose name has two dashes', async () => {
  const allow = ['10.48.1.0/24'];
  const policy = renderFirewalldPolicy({
    mode: 'closed',
    openings: [{ port: 9, what: 'broker 1 of a--b', allow }],
  });
  const file = '/etc/firewalld/policies/trial.xml';
  const checked = (text: string): Promise<string> =>
    onHost(
      host,
      `mkdir -p /etc/firewalld/policies; cat >${file} <<'EOF'\n${text}\nEOF\nfirewall-cmd --check-config 2>&1 || true; rm ${file}`,
    );
  expect(await checked(policy)).toBe('success');
  expect(await checked(policy.replace('a- -b', 'a--b'))).not.toBe('success');
});

// Does not prove: an nft or a kernel that can't hold a guard. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { filterTable } from '../../../templates/firewall.ts';
import { portMapTable } from '../../../templates/port-map.ts';
import { answering, outsideAll } from '../../support/lab-endpoints.ts';
import { runsFirewalld } from '../../support/lab-firewall.ts';
import { floodWhile } from '../../support/lab-flood.ts';
import { networkOf, onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { devStack, run, up } from '../../support/lab-stack.ts';

/** A machine on the internet, shut but for the plan's ports. */
const shut = { host: 'kafkaclientmachine2', address: '198.51.100.141' };
const gateway = 'gateway';
const engine = 'engine2';
const endpoint = '203.0.113.98 19092';

/** What owners do; each leaves their own rules as they were. */
const flushes = [
  'systemctl restart nftables',
  'systemctl stop nftables; systemctl start nftables',
  'systemctl reload nftables',
  'nft flush ruleset; nft --file /etc/nftables.conf',
];

const appears = (table: string): string =>
  `for _ in $(seq 100); do if nft list table ${table} 2>/dev/null; then exit; fi; sleep 0.02; done; echo none`;
/** Our table there, waited for during 2 s. */
const filterOn = (host: string): Promise<string> => onHost(host, appears(`inet ${filterTable}`));
const map = (): Promise<string> => onHost(gateway, appears(`ip ${portMapTable}`));

/** A file that flushes everything before it sets the owner's rules, as most do. */
const flushing = `[ -e /etc/nftables.conf.kept ] || cp /etc/nftables.conf /etc/nftables.conf.kept
  sed -i '2i flush ruleset' /etc/nftables.conf`;
const unflushing = '[ ! -e /etc/nftables.conf.kept ] || mv /etc/nftables.conf.kept /etc/nftables.conf';

beforeAll(async () => {
  await up();
  await onHost(shut.host, 'systemctl --quiet enable --now nftables');
  await onHost(gateway, flushing);
  // Right after the first `up`, before any reboot; its own start flushed everything once.
  await filterOn(shut.host);
});
afterAll(async () => {
  await onHost(gateway, `${unflushing}; systemctl start nftables`);
  await onHost(shut.host, 'systemctl --quiet disable --now nftables');
  await up();
});

test.each(flushes)('a machine that is shut lets nothing in while its owner does: %s', async (command) => {
  const before = await filterOn(shut.host);
  expect(before).toContain('policy drop');
  const { sent, arrived } = await floodWhile(shut, 'kafkaclientmachine1', async () => {
    for (let times = 0; times < 5; times++) {
      // systemd itself starts no unit more than five times within ten seconds.
      await onHost(shut.host, `systemctl reset-failed nftables; ${command}`);
      expect(await filterOn(shut.host)).toBe(before);
    }
  });
  expect(sent).toBeGreaterThan(10_000);
  expect(arrived).toBe(0);
});

test('it would be seen that something came in', async () => {
  const open = `systemctl stop kafka-proxied-filter; nft delete table inet ${filterTable}; sleep 0.2`;
  const { arrived } = await floodWhile(shut, 'kafkaclientmachine1', () =>
    onHost(shut.host, `${open}; systemctl start kafka-proxied-filter`),
  );
  expect(arrived).toBeGreaterThan(10);
});

test.each([...flushes, 'systemctl stop nftables', 'systemctl start nftables'])(
  'a gateway has its map and its filter at once, and answers the same, after: %s',
  async (command) => {
    const [filter, mapped] = [await filterOn(gateway), await map()];
    await onHost(gateway, command);
    expect([await filterOn(gateway), await map()]).toEqual([filter, mapped]);
    // Without its owner's rules, it forwards without limit, and does not hide the LAN: that is its owner's.
    if (command === 'systemctl stop nftables') return;
    expect(await answering(networkOf(shut.host), [endpoint, '203.0.113.98 22'])).toEqual([endpoint]);
    expect(await answering(outsideAll, [endpoint, '203.0.113.98 22'])).toEqual([]);
  },
);

test.each([
  'firewall-cmd --reload',
  'firewall-cmd --complete-reload',
  'systemctl restart firewalld',
  'systemctl reload firewalld',
])('a host with firewalld has our policy, with its rules, after: %s', async (command) => {
  expect(await runsFirewalld(engine)).toBe(true);
  const rules = (): Promise<string> =>
    onHost(engine, 'firewall-cmd --policy=kafka-proxied --list-rich-rules | sort');
  const before = await rules();
  expect(before).toContain('port port="9092"');
  await onHost(engine, command);
  expect(await rules()).toBe(before);
});

test('without what keeps them the rules stay as well, until they are taken away', async () => {
  const before = await filterOn(shut.host);
  await onHost(shut.host, 'systemctl stop kafka-proxied-filter');
  try {
    expect(await filterOn(shut.host)).toBe(before);
    expect(await onHost(shut.host, 'nft list tables')).not.toContain('_guard');
    // The next `up` notices, and says why.
    const preview = await run('preview', '--diff');
    expect(preview.output).toContain('kafka-proxied-filter does not run');
  } finally {
    await onHost(shut.host, 'systemctl start kafka-proxied-filter');
  }
});

test('after all that up has nothing to do', async () => {
  const { topology } = await devStack();
  const running = await pids(topology);
  expect((await up()).done).toEqual({});
  expect(await pids(topology)).toEqual(running);
});

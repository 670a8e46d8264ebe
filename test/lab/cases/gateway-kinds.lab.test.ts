// Does not prove: a router that is no Linux machine. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { answering, outsideAll } from '../../support/lab-endpoints.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { networkOf, onHost } from '../../support/lab-places.ts';
import { run, stackFile, up, withoutDebug } from '../../support/lab-stack.ts';

const withGateway = (change: object): string =>
  editedConfig(stackFile, (config) => {
    const hosts = config['kafka-proxied:hosts'];
    hosts['gateway'] = { ...(hosts['gateway'] as object), ...change };
  });
const foreign = withGateway({ managePortMap: false });
const masquerading = withGateway({ sourceAddresses: 'masqueraded' });

const clients = ['kafkaclientmachine1', 'kafkaclientmachine2'];
const ports = [12181, 19091, 19092, 19093];
const endpoints = ports.map((port) => `203.0.113.98 ${port}`);
const owners = 'table ip owners_map';
const map = [
  ...[12181, 19091, 19092, 19093].map((port, index) => {
    const to = port === 12181 ? '10.48.1.81:2181' : `10.48.1.8${index}:919${index}`;
    return `nft add rule ip owners_map prerouting ip daddr 203.0.113.98 tcp dport ${port} dnat to ${to}`;
  }),
];
const ownersMap = `nft add ${owners}; nft 'add chain ip owners_map prerouting { type nat hook prerouting priority dstnat; }'; ${map.join('; ')}`;
const inward = `nft 'add ${owners}_out; add chain ip owners_map_out post { type nat hook postrouting priority 90; }; add rule ip owners_map_out post ip daddr 10.48.1.0/24 ip saddr != 10.48.1.0/24 masquerade'`;
const remove = (table: string): Promise<string> =>
  onHost('gateway', `nft delete ${table} 2>/dev/null || true`);

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await remove(owners);
  await remove(`${owners}_out`);
  await up();
});

const found = async (config: string): Promise<string[]> =>
  (await doctorSays(config)).findings.map((each) => `${each.id} ${each.hosts.join()}: ${each.found}`);

test('a port map that its owner enters is printed, tried, and missed where it is missing', async () => {
  const preview = await run('preview', '--config-file', foreign);
  expect(preview.code, preview.output).toBe(0);
  expect(withoutDebug(preview.output)).toContain('TCP 203.0.113.98:19092 to 10.48.1.82:9192');
  await up(foreign);
  const entries = ports.map((port) => `TCP 203\\.0\\.113\\.98:${port} to `).join('.*');
  expect(await found(foreign)).toEqual([
    expect.stringMatching(new RegExp(`^port-map-missing gateway: .*${entries}`)),
  ]);

  await onHost('gateway', ownersMap);
  expect(await found(foreign)).toEqual([]);
  expect((await run('status', '--config-file', foreign)).code).toBe(0);
  expect((await up(foreign)).done).toEqual({});

  // Broker 2's port leads to broker 3.
  await onHost(
    'gateway',
    `nft flush chain ip owners_map prerouting; ${map.map((rule) => rule.replace('10.48.1.82:9192', '10.48.1.83:9193')).join('; ')}`,
  );
  expect(await found(foreign)).toEqual([
    expect.stringMatching(
      /^port-map-leads-elsewhere gateway: broker 3 answers\. .*:19092 to 10\.48\.1\.82:9192/,
    ),
  ]);
  await onHost('gateway', `nft flush chain ip owners_map prerouting; ${map.join('; ')}`);
});

test('a gateway that masquerades inward is noticed, and filters by itself where it is ours', async () => {
  await onHost('gateway', inward);
  expect(await found(foreign)).toEqual([
    expect.stringMatching(/^source-address-masqueraded gateway: .*with this gateway's address/),
  ]);

  await remove(owners);
  await up(masquerading);
  for (const client of clients) expect(await answering(networkOf(client), endpoints)).toEqual(endpoints);
  expect(await answering(outsideAll, endpoints)).toEqual([]);
  expect((await up(masquerading)).done).toEqual({});
});

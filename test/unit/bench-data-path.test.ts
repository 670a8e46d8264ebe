// Proves what is read off Kafka's tools, and what the page makes of it; no rate, and not that clients take these ways.
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { paths } from '../../bench/data-path/paths.ts';
import { dataPathPage, type Sample } from '../../bench/data-path/report.ts';
import { stackFile } from '../../bench/data-path/stack.ts';
import { rateIn, records } from '../../bench/data-path/throughput.ts';
import { operator } from '../../lab/names.ts';
import { problemsOf, type Values } from '../support/config-fixture.ts';

describe('the rate', () => {
  it('of a producer is that of all records', () => {
    const early = '99001 records sent, 19800.2 records/sec (18.88 MB/sec), 900.1 ms avg latency\n';
    const last = `${records} records sent, 51921.0 records/sec (49.52 MB/sec), 512.3 ms avg latency\n`;
    expect(rateIn('produce', `${early}${last}`)).toBe(49.52);
    expect(() => rateIn('produce', early)).toThrow(/No rate/);
  });

  it('of a consumer leaves out the time in which its group comes together', () => {
    const head = 'start.time, end.time, data.consumed.in.MB, MB.sec, data.consumed.in.nMsg, nMsg.sec, …\n';
    const line = (count: number): string =>
      `2026-01-01 10:00:00:000, 2026-01-01 10:00:05:000, 190.7, 38.1, ${count}, 40000.0, 3200, 1800, 105.9, 111111.1\n`;
    expect(rateIn('consume', `${head}${line(records)}`)).toBe(105.9);
    // It gave up before it had them all.
    expect(() => rateIn('consume', `${head}${line(records - 1)}`)).toThrow(/No rate/);
  });
});

it('the page sets each way against a client on the broker’s own host', () => {
  const rates = { 'own host': 100, inside: 90, outside: 81 };
  const samples = Object.entries(rates).flatMap(([path, rate]): Sample[] => [
    { transport: 'plain', path, direction: 'produce', round: 1, rate },
    { transport: 'plain', path, direction: 'consume', round: 1, rate: 2 * rate },
  ]);
  const machine = { cpus: 2, memoryGiB: 24, node: '24', plugins: 'none', commit: 'abc' };
  const page = dataPathPage(samples, paths.slice(0, 3), machine);
  expect(page).toContain('through the gateway | 81.0 | 0.81 | 162.0 | 0.81 |');
  expect(page).toContain('Outside to inside: produce 0.90, consume 0.90.');
  expect(page).not.toContain('## TLS');
});

it.each(['plain', 'tls'] as const)('the stack for %s is a good config', (transport) => {
  const { config } = parse(stackFile(transport)) as { config: Record<string, unknown> };
  const values: Values = Object.fromEntries(
    Object.entries(config).map(([name, value]) => [name.replace('kafka-proxied:', ''), value]),
  );
  const hosts = Object.values(values['hosts'] as Record<string, { address: string }>);
  const pins = hosts.map(({ address }) => `${address} ssh-ed25519 ${key}\n`).join('');
  expect(problemsOf(values, { [operator.knownHostsFile]: pins })).toEqual([]);
});
const key = 'AAAAC3NzaC1lZDI1NTE5AAAAIMbVKnIqDO6jaBEtFEvDi2XwdUSp1j9Vh6PvxJyQ4ozN';

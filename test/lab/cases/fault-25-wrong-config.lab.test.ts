// Does not prove: every rule of the config; test/unit/config-*.test.ts do. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { faultCase } from '../../support/fault-case.ts';
import { connectionsSince, refusedUp, timeOf } from '../../support/lab-refused.ts';
import { managedHosts } from '../../support/lab-stack.ts';

type Loose = Record<string, Record<string, Record<string, unknown>>>;

const fault = {
  faults: [25],
  title: 'all mistakes of a config are named at once, and no connection is made',
};

faultCase(fault, async (run) => {
  const hosts = managedHosts(run.dev);
  const wrong = await run.changed((own) => {
    const { brokers = {}, topics = {} } = own as unknown as Loose;
    brokers['01'] = { host: 'engine2', port: 9099 };
    Object.assign(brokers['1'] ?? {}, { port: 2181 });
    own.settings['min.insync.replicas'] = 4;
    topics['records'] = { partitions: 6, replicationFactor: 3, config: { 'min.insync.replicas': 3 } };
    topics['copies'] = { partitions: 1, replicationFactor: 7 };
    Object.assign(own, { retention: 12 });
  });
  const began = new Map<string, string>();
  for (const host of hosts) began.set(host, await timeOf(host));
  const said = await refusedUp(run, wrong);
  expect(said).toMatch(/\d problems in the config of stack dev; no host was contacted/);
  const at = 'kafka-proxied:clusters.cluster1';
  const lines = said.split('\n').map((line) => line.trim());
  for (const [path, reason] of [
    [`${at}.brokers.01`, /Is broker id 1 again/],
    [`${at}.brokers.1.port`, /Port 2181 of engine1 is used by/],
    [`${at}.settings["min.insync.replicas"]`, /is 4, with 3 copies: writes with acks=all can never succeed/],
    [`${at}.topics.records.config["min.insync.replicas"]`, /is 3, as many as there are copies/],
    [`${at}.topics.copies.replicationFactor`, /7 replicas are impossible on/],
    [`${at}.retention`, /\S/],
  ] as const) {
    const line = lines.indexOf(path);
    expect(line, `${path} in:\n${said}`).toBeGreaterThan(-1);
    expect(lines[line + 1]).toMatch(reason);
  }
  for (const host of hosts) expect(await connectionsSince(host, began.get(host) ?? ''), host).toEqual({});
  expect((await run.up()).done).toEqual({});
  // A run that is not refused leaves its traces there.
  for (const host of hosts) expect(await connectionsSince(host, began.get(host) ?? ''), host).not.toEqual({});
});

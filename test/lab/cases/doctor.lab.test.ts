// Does not prove breakages beside these; test/unit/doctor-judge.test.ts has one of each kind. Starts from any lab that is up; leaves the dev stack up.
import { beforeAll, describe, expect, test } from 'vitest';
import { execa } from 'execa';
import { projectRoot } from '../../../tools/paths.ts';
import type { Finding } from '../../../doctor/findings.ts';
import { onHost } from '../../support/lab-places.ts';
import { run, up } from '../../support/lab-stack.ts';

interface Breakage {
  id: string;
  host: string;
  /** What breaks it there. */
  script: string;
}

const breakages: Breakage[] = [
  { id: 'service-down', host: 'engine2', script: 'systemctl stop kafka-cluster1-2' },
  {
    id: 'service-frozen',
    host: 'engine3',
    script: 'systemctl kill --kill-whom=main --signal=STOP kafka-cluster1-3',
  },
  { id: 'tunnel-down', host: 'kafkaclientmachine2', script: 'systemctl stop kafka-proxied-tunnel-cluster2' },
  { id: 'port-map-missing', host: 'gateway', script: 'nft delete table ip kafka_proxied_portmap' },
  {
    id: 'name-resolves-elsewhere',
    host: 'kafkaclientmachine2',
    script: "sed -i 's/^203\\.0\\.113\\.98 /203.0.113.99 /' /etc/hosts",
  },
];

/** What doctor finds; its exit code must say the same. */
async function findings(): Promise<Finding[]> {
  const { code, output } = await run('doctor', '--json');
  const text = output.slice(output.indexOf('{\n'));
  const { findings: found } = JSON.parse(text) as { findings: Finding[] };
  expect(code).toBe(found.length === 0 ? 0 : 1);
  return found;
}

/** Types what a finding says, where it says. */
async function type({ fix, at }: Finding): Promise<void> {
  if (at === undefined) await execa('bash', ['-c', fix], { cwd: projectRoot, stdin: 'ignore' });
  else await onHost(at, fix);
}

beforeAll(async () => {
  await up();
});

test('a healthy stack has no finding, three times in a row', async () => {
  for (let look = 1; look <= 3; look++) expect(await findings()).toEqual([]);
});

describe.each(breakages)('$id on $host', ({ id, host, script }) => {
  test('is named, nothing else is, and its fix mends it', async () => {
    await onHost(host, script);
    const found = await findings();
    expect(found.map((each) => ({ id: each.id, hosts: each.hosts }))).toEqual([{ id, hosts: [host] }]);
    for (const each of found) await type(each);
    expect(await findings()).toEqual([]);
  });
});

// Does not prove a name server's AAAA: hosts files stand for it. Starts from any lab that is up; leaves cluster 1 up.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { workstationEtcDir } from '../../../lab/names.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { changedConfig, cluster, run, up } from '../../support/lab-stack.ts';

const written = clusterOf('3.9.2');
const left = changedConfig((own, all) => {
  all['kafka-proxied:clusters'] = { [cluster]: own };
  delete all['kafka-proxied:mirrors'];
  const hosts = (all as unknown as Record<string, Record<string, Record<string, unknown>>>)[
    'kafka-proxied:hosts'
  ];
  Object.assign(hosts?.['gateway'] ?? {}, { publicNameFrom: 'dns' });
});
const ipv6 = '2001:db8::98';
const clients = ['kafkaclientmachine1', 'kafkaclientmachine2'];
const operators = join(workstationEtcDir, 'hosts');

describe('an IPv6 address beside the IPv4 address of the public name', () => {
  const before = readFileSync(operators, 'utf8');
  beforeAll(async () => {
    await up(written);
  });
  afterAll(async () => {
    writeFileSync(operators, before);
    for (const host of clients) await onHost(host, "sed -i '/ my-public-domain # test/d' /etc/hosts");
    await up(written);
  });

  test('in a hosts file that we write to is told by doctor, whose fix takes it away', async () => {
    await onHost('kafkaclientmachine2', `echo '${ipv6} my-public-domain # test' >>/etc/hosts`);
    const { findings } = await doctorSays(written);
    expect(findings).toMatchObject([
      {
        id: 'ipv6-beside-ipv4',
        hosts: ['kafkaclientmachine2'],
        fix: expect.stringMatching(/^npm run up/) as string,
      },
    ]);
    expect(findings[0]?.found).toMatch(/^it resolves to 2001:db8::98 as well; /);
    expect((await up(written)).done).toEqual({
      update: ['kafkaclientmachine2-base', 'kafkaclientmachine2-names-withdrawn'],
    });
    expect((await doctorSays(written)).findings).toEqual([]);
    await onHost('kafkaclientmachine2', "sed -i '/ my-public-domain # test/d' /etc/hosts");
  });

  test('in what is left to DNS is told by preview and doctor, for each machine that gets it', async () => {
    for (const host of clients)
      await onHost(host, `printf '%s my-public-domain # test\\n' 203.0.113.98 ${ipv6} >>/etc/hosts`);
    writeFileSync(operators, `${before}203.0.113.98 my-public-domain\n${ipv6} my-public-domain\n`);
    await up(left);
    const { output, code } = await run('preview', '--config-file', left);
    expect(code).toBe(0);
    expect(output).toMatch(
      /kafkaclientmachine1, kafkaclientmachine2, this machine: my-public-domain has 2001:db8::98 in addition to 203\.0\.113\.98.*\(ipv6-beside-ipv4\)/,
    );
    const { findings } = await doctorSays(left);
    expect(findings.map(({ id, hosts }) => `${id} ${hosts.join()}`)).toEqual(
      clients.map((host) => `ipv6-beside-ipv4 ${host}`),
    );
    for (const { fix, at } of findings) await onHost(at ?? '', fix);
    expect((await doctorSays(left)).findings).toEqual([]);
  });

  test('of another form of the same address is nobody’s trouble', async () => {
    await onHost('kafkaclientmachine2', "echo '::ffff:203.0.113.98 my-public-domain # test' >>/etc/hosts");
    expect((await doctorSays(left)).findings).toEqual([]);
    expect((await run('preview', '--config-file', left)).output).not.toContain(
      'kafkaclientmachine2: my-public',
    );
  });
});

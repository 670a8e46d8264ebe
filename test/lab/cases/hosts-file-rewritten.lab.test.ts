// Does not prove cloud-init itself: a unit of the owner's stands for what it does. Starts from any lab that is up; leaves cluster 1 up.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { powerOff } from '../../support/lab-faults.ts';
import { awaitRegistered } from '../../support/lab-brokers.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { devStack, run, runOk, up } from '../../support/lab-stack.ts';

const config = clusterOf('3.9.2');
const unit = '/etc/systemd/system/template-hosts.service';
const owners = `[Unit]
DefaultDependencies=no
After=local-fs.target
Before=sysinit.target
[Service]
Type=oneshot
ExecStart=/bin/cp /etc/hosts.template /etc/hosts
[Install]
WantedBy=sysinit.target
`;
const hosts = { engine2: 'engine3 10.48.1.83', kafkaclientmachine2: 'my-public-domain 203.0.113.98' };

const resolved = (name: string): string =>
  `getent --no-addrconfig ahosts ${name} | awk '{ print "${name}", $1 }' | sort -u`;

describe('a file that something writes anew', () => {
  beforeAll(async () => {
    await up(config);
    for (const host of Object.keys(hosts)) {
      const template = `127.0.0.1 localhost\\n127.0.1.1 ${host}\\n::1 localhost ${host}\\n`;
      await onHost(
        host,
        `printf '${template}' >/etc/hosts.template; printf '%s' '${owners}' >${unit}; systemctl enable --quiet template-hosts`,
      );
    }
  });
  afterAll(async () => {
    for (const host of Object.keys(hosts))
      await onHost(host, `systemctl disable --quiet template-hosts; rm -f ${unit} /etc/hosts.template`);
  });

  test('is named by preview, with what writes it', async () => {
    const { output, code } = await run('preview', '--config-file', config);
    expect(code).toBe(0);
    for (const host of Object.keys(hosts))
      expect(output).toMatch(
        new RegExp(`${host}: ${unit} has a line that writes /etc/hosts\\..*\\(hosts-file-overwritten\\)`),
      );
  });

  test('at boot has our lines again before the broker starts', async () => {
    for (const host of Object.keys(hosts)) await powerOff(host);
    await runOk('lab', 'up');
    await awaitRegistered(await devStack(config), 2, true);
    for (const [host, found] of Object.entries(hosts)) {
      const [name = ''] = found.split(' ');
      expect(await onHost(host, resolved(name))).toBe(found);
      expect(await onHost(host, 'cat /etc/hosts')).toContain('127.0.1.1');
    }
    const moment = (of: string, what: string): string =>
      `systemctl show --property=${what}TimestampMonotonic --value ${of}`;
    const times = `${moment('template-hosts', 'InactiveEnter')}; ${moment('kafka-proxied-hosts', 'InactiveEnter')}; ${moment('kafka-cluster1-2', 'InactiveExit')}`;
    const [template = 0, ours = 0, broker = 0] = (await onHost('engine2', times)).split('\n').map(Number);
    expect(template).toBeGreaterThan(0);
    expect(ours).toBeGreaterThan(template);
    expect(broker).toBeGreaterThan(ours);
    expect((await doctorSays(config)).findings).toEqual([]);
    expect((await up(config)).done).toEqual({});
  });

  test('later is told by doctor, with when and by what', async () => {
    await onHost('engine2', 'cp /etc/hosts.template /etc/hosts');
    const [finding, ...more] = (await doctorSays(config)).findings;
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ id: 'hosts-file-overwritten', hosts: ['engine2'] });
    expect(finding?.found).toMatch(/written without our block at .*Z, \d+ s after this host started/);
    expect(finding?.found).toContain(unit);
  });

  test('has our lines again when a broker is started there', async () => {
    await onHost('engine2', 'systemctl restart kafka-cluster1-2');
    expect(await onHost('engine2', resolved('engine2'))).toBe('engine2 10.48.1.82');
    await awaitRegistered(await devStack(config), 2, true);
  });
});

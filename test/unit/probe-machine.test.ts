// Proves what the probe says of the machine below the services, here and with stand-ins for commands; not that a read-only place is told: the lab does.
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { type Asked, probedOn, probeHost } from '../support/probed.ts';

const host = probeHost();

const probed = (asked?: Asked): Promise<HostFacts> => probedOn(host, asked);

describe('Java', () => {
  const version = async (): Promise<string | undefined> => (await probed()).system?.java;

  it('is known by the file beside it, without a start', async () => {
    host.write('/jvm/release', 'IMPLEMENTOR="x"\nJAVA_VERSION="17.0.13"\n');
    host.write('/jvm/bin/java', '#!/bin/sh\nexit 1\n', 0o755);
    mkdirSync(host.path('/usr/bin'), { recursive: true });
    symlinkSync(host.path('/jvm/bin/java'), host.path('/usr/bin/java'));
    expect(await version()).toBe('17.0.13');
  });

  it('is asked where no file says it, and may be broken or not there', async () => {
    host.write('/usr/bin/java', '#!/bin/sh\necho \'openjdk version "11.0.25" 2024-10-15\' >&2\n', 0o755);
    expect(await version()).toBe('11.0.25');
    host.write('/usr/bin/java', '#!/bin/sh\nexit 127\n', 0o755);
    expect(await version()).toBe('broken');
    rmSync(host.path('/usr/bin/java'));
    expect(await version()).toBe('');
  });
});

describe('firewalld', () => {
  const runs = (policies: string, services = ''): void => {
    host.command('systemctl', 'true');
    host.command(
      'busctl',
      `case $* in
         *getPolicies*) ${policies} ;;
         *checkPermanentConfig*) echo 'Call failed: INVALID_ZONE: not a valid zone file' >&2; exit 1 ;;
         *getSettings*) echo '(x) 0 0 0' ;;
         *) echo 'x 0' ;;
       esac`,
    );
    host.command(
      'firewall-cmd',
      `case $* in
         --list-all-zones) printf 'home\\n  services: ssh${services}\\n' ;;
         *--list-all-zones) printf 'home\\n  services: ssh\\n' ;;
       esac`,
    );
  };

  it('is not response of where it does not run', async () =>
    expect((await probed()).firewalld).toBeUndefined());

  it('tells what is broken, and what a reload for our policy would lose', async () => {
    runs('echo as 0', ' http');
    expect((await probed()).firewalld).toEqual({
      knowsPolicies: true,
      broken: expect.stringMatching(/^\S+: INVALID_ZONE: not a valid zone file$/) as string,
      unsaved: 'only at run time: home: services: http',
    });
  });

  it('needs no reload where it knows our policy, and may know none at all', async () => {
    runs(`echo 'as 1 "kafka-proxied"'`, ' http');
    expect((await probed()).firewalld).toMatchObject({ knowsPolicies: true, unsaved: '' });
    runs('exit 1', ' http');
    expect((await probed()).firewalld).toMatchObject({ knowsPolicies: false, unsaved: '' });
  });
});

describe('the system', () => {
  it('has a package manager, and lacks commands', async () => {
    const here = await probed();
    expect(here.lacks).not.toContain('awk');
    host.command('apt-get', '');
    expect((await probed()).system?.packages).toBe('apt-get');
  });
});

describe('a place', () => {
  it('is measured where it is, or where it would be made', async () => {
    host.write('/etc/kafka-proxied/owner', 'x');
    const places = ['/etc/kafka-proxied', '/etc/kafka-proxied/a/b', '/nowhere-at-all/x'];
    const facts = await probed({
      places: [host.path(places[0] ?? ''), host.path(places[1] ?? ''), places[2]].join(),
    });
    const [own, below, root] = Object.values(facts.places);
    expect(own?.freeKib).toBeGreaterThan(0);
    expect(below?.mount).toBe(own?.mount);
    expect(root).toMatchObject({ mount: '/', writable: true });
  });

  it('has a file system that counts inodes, or does not', async () => {
    host.command('df', 'echo; echo "5 0 0 /read-only"');
    const uncounted = await probed({ places: '/' });
    expect(uncounted.places['/']).toMatchObject({ mount: '/read-only', freeKib: 5, freeInodes: NaN });
    host.command('df', 'echo; echo "5 0 9 /full"');
    expect((await probed({ places: '/' })).places['/']?.freeInodes).toBe(0);
  });

  it('lets code run, or is on a mount with noexec', async () => {
    const runs = async () => (await probed({ places: '/' })).places['/']?.runsCode;
    host.command('findmnt', 'echo rw,nosuid,noexec,relatime');
    expect(await runs()).toBe(false);
    host.command('findmnt', 'echo rw,relatime');
    expect(await runs()).toBe(true);
  });
});

describe('a port', () => {
  async function listening(address: string, look: (port: number) => Promise<void>): Promise<void> {
    const server = createServer();
    server.listen(0, address);
    await new Promise((resolve) => server.once('listening', resolve));
    await look((server.address() as AddressInfo).port);
    server.close();
  }
  /** As on a host that has no ss: the kernel's own tables are read. */
  const withoutSs = (): void => {
    const script = host.probe();
    host.write('/probe-without-ss.sh', host.read('/probe.sh').replace('command -v ss ', 'command -v no-ss '));
    const probe = vi.spyOn(host, 'probe').mockReturnValue(script.replace('probe.sh', 'probe-without-ss.sh'));
    onTestFinished(() => probe.mockRestore());
  };

  it.each([
    ['ss', () => {}],
    ['the kernel', withoutSs],
  ])('that is held is told by %s with its address and process', async (_, prepare) => {
    prepare();
    await listening('127.0.0.1', async (port) => {
      const { listeners } = await probed({ ports: `1,${port}` });
      expect(listeners).toEqual([
        { address: '127.0.0.1', port, process: expect.any(String) as string, pid: process.pid },
      ]);
    });
    await listening('0.0.0.0', async (port) => {
      const { listeners } = await probed({ ports: String(port) });
      expect(listeners).toMatchObject([{ address: '0.0.0.0', port, pid: process.pid }]);
    });
    await listening('::', async (port) => {
      const { listeners } = await probed({ ports: String(port) });
      expect(listeners).toMatchObject([{ address: '*', port, pid: process.pid }]);
    });
    // Java binds IPv4 addresses by IPv6 sockets.
    await listening('::ffff:127.0.0.1', async (port) => {
      const { listeners } = await probed({ ports: String(port) });
      expect(listeners).toMatchObject([{ address: '127.0.0.1', port, pid: process.pid }]);
    });
  });

  it('that nobody asked for is not told', async () => {
    await listening('127.0.0.1', async () => expect((await probed({ ports: '1' })).listeners).toEqual([]));
  });
});

describe('a way', () => {
  it.each([
    [
      '198.51.100.211 from 10.48.1.81 via 10.48.1.1 dev host0 uid 0 \n    cache',
      { via: '10.48.1.1', dev: 'host0' },
    ],
    ['198.51.100.211 from 10.48.1.81 dev host0 uid 0 \n    cache', { via: '', dev: 'host0' }],
  ])('as %j is read', async (said, way) => {
    host.command('ip', `[ "$*" = '-4 route get 198.51.100.211 from 10.48.1.81' ] && echo '${said}'`);
    expect((await probed({ replies: '198.51.100.211@10.48.1.81' })).ways).toEqual({ '198.51.100.211': way });
  });

  it('from an address that is not here is asked without it; there may be none', async () => {
    host.command(
      'ip',
      `[ "$*" = '-4 route get 198.51.100.211' ] && echo '198.51.100.211 via 10.0.0.1 dev eth0 src 10.0.0.2'`,
    );
    expect((await probed({ replies: '198.51.100.211@10.48.1.81' })).ways).toEqual({
      '198.51.100.211': { via: '10.0.0.1', dev: 'eth0' },
    });
    host.command('ip', 'exit 2');
    expect((await probed({ replies: '198.51.100.211@10.48.1.81' })).ways).toEqual({
      '198.51.100.211': { via: '', dev: '' },
    });
  });
});

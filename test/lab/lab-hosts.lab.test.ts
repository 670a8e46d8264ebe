// Does not prove: reboots, crashes and port maps (lab-network and lab-crashes break a lab of their own for that); this
// file leaves the shared lab up and as it was.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { beforeAll, describe, expect, test } from 'vitest';
import { isLabUp, workstationCommand } from '../../lab/enter.ts';
import { labStatus, type LabStatus } from '../../lab/status.ts';
import { up } from '../../lab/up.ts';
import { projectRoot } from '../../lib/paths.ts';

let status: LabStatus;
const machines = () => status.hosts.filter(({ role }) => role !== 'workstation');

beforeAll(async () => {
  await up();
  status = await labStatus();
});

function exec<O extends Options = { encoding: 'utf8' }>(name: string, argv: readonly string[], options?: O) {
  const main = join(projectRoot, 'lab/main.ts');
  return execa('node', [main, 'exec', name, '--', ...argv], {
    ...options,
    reject: false as const,
  } as O & { reject: false });
}

async function onWorkstation(...argv: string[]) {
  const [file, ...rest] = workstationCommand(argv) as [string, ...string[]];
  return execa(file, rest, { reject: false, stdin: 'ignore' });
}

const ssh = (...args: string[]) => onWorkstation('ssh', '-F', status.ssh.configFile, ...args);

describe('status', () => {
  test('says that the lab is up, with every host of the reference topology', async () => {
    expect(status.state).toBe('up');
    expect(await isLabUp()).toBe(true);
    expect(status.hosts.map(({ name, addresses }) => `${name} ${addresses.join(' ')}`)).toEqual([
      'engine1 10.48.1.81 fd10:48:1::81',
      'engine2 10.48.1.82 fd10:48:1::82',
      'engine3 10.48.1.83 fd10:48:1::83',
      'gateway 10.48.1.1 fd10:48:1::1 203.0.113.98 2001:db8:113::98',
      'workstation 10.48.1.85 fd10:48:1::85',
      'kafkaclientmachine1 198.51.100.211 2001:db8:198::211',
      'kafkaclientmachine2 198.51.100.141 2001:db8:198::141',
    ]);
  });

  test('names the namespace, root and init that a host really has', () => {
    for (const { name, netns, root, pid } of machines()) {
      expect(readFileSync(join(root, 'etc/hostname'), 'utf8')).toBe(`${name}\n`);
      expect(readlinkSync(`/proc/${pid}/ns/net`)).toBe(`net:[${statSync(netns as string).ino}]`);
      expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('systemd\n');
      expect(readFileSync(join('/proc', String(pid), 'root', 'etc/machine-id'), 'utf8')).toBe(
        readFileSync(join(root, 'etc/machine-id'), 'utf8'),
      );
    }
  });

  test('prints the same as a command', async () => {
    const args = [join(projectRoot, 'lab/main.ts'), 'status', '--json'];
    expect(JSON.parse((await execa('node', args)).stdout)).toEqual(status);
  });
});

describe('exec', () => {
  test('gives the exit code of the command', async () => {
    expect((await exec('engine1', ['sh', '-c', 'exit 42'])).exitCode).toBe(42);
    expect((await exec('workstation', ['sh', '-c', 'exit 43'])).exitCode).toBe(43);
    expect((await exec('engine1', ['sh', '-c', 'kill -TERM $$'])).exitCode).toBe(143);
    expect((await exec('engine1', ['no-such-command'])).exitCode).toBe(127);
    expect((await exec('nowhere', ['true'])).stderr).toContain('no host nowhere');
  });

  test.each(['engine1', 'workstation'])('passes bytes unchanged through %s', async (name) => {
    const input = randomBytes(300_000);
    // One random end in 256 is a line break.
    const whole = { input, encoding: 'buffer', stripFinalNewline: false } as const;
    const { stdout } = await exec(name, ['cat'], whole);
    expect(Buffer.from(stdout).equals(input)).toBe(true);
  });

  test('keeps the streams and the arguments apart', async () => {
    const script = 'echo "$1"; echo "$2" >&2';
    const { stdout, stderr } = await exec('engine1', ['sh', '-c', script, 'sh', `a 'b' "$c"`, '-- *']);
    expect([stdout, stderr]).toEqual([`a 'b' "$c"`, '-- *']);
  });

  test('is root on the host, in its own name and processes', async () => {
    const { stdout } = await exec('engine2', [
      'sh',
      '-c',
      'id -un; hostname; cat /proc/1/comm; echo $HOME; pwd',
    ]);
    expect(stdout.split('\n')).toEqual(['root', 'engine2', 'systemd', '/root', '/root']);
  });
});

describe('hosts', () => {
  test('run systemd without a failed unit, with a journal', async () => {
    for (const { name } of machines()) {
      expect((await exec(name, ['systemctl', 'is-system-running'])).stdout).toBe('running');
      expect(
        (await exec(name, ['journalctl', '-b', '-q', '-n', '1', '-o', 'cat', '_PID=1'])).stdout,
      ).not.toBe('');
    }
  });

  test('have no DNS to wait for, and only packages to install from', async () => {
    const sources = {
      kafkaclientmachine1: [
        'cat /etc/apt/sources.list; ls /etc/apt/sources.list.d',
        'deb [trusted=yes] file:/srv/packages ./',
      ],
      engine3: ['grep -h ^baseurl= /etc/yum.repos.d/*', 'baseurl=file:///srv/packages/rpm'],
    };
    for (const [host, [command = '', expected]] of Object.entries(sources)) {
      expect((await exec(host, ['getent', 'hosts', 'unknown.example'])).exitCode).toBe(2);
      expect((await exec(host, ['sh', '-c', command])).stdout).toBe(expected);
      expect((await exec(host, ['touch', '/srv/packages/x'])).stderr).toContain('Read-only file system');
    }
  });

  test('have the package manager of their own family, and no other', async () => {
    const managers = async (name: string): Promise<string> => {
      const script = 'for name in apt-get dpkg dnf rpm; do type -P $name; done; ls -d /var/lib/dpkg';
      return (await exec(name, ['bash', '-c', script])).stdout;
    };
    expect(await managers('engine1')).toBe('/usr/bin/dnf\n/usr/bin/rpm');
    for (const name of ['gateway', 'kafkaclientmachine2'])
      expect(await managers(name)).toBe('/usr/bin/apt-get\n/usr/bin/dpkg\n/var/lib/dpkg');
  });

  // Once a stack is there, its rules let nobody in by IPv6; lab-network tries that on hosts that no stack has changed.
  test('are let in as an unprivileged operator by key, on all their IPv4 addresses', async () => {
    for (const { name, addresses } of machines()) {
      for (const address of addresses.filter(isIPv4)) {
        const { stdout, stderr } = await ssh(
          '-o',
          `HostName=${address}`,
          name,
          'id -un; sudo -n id -un; hostname',
        );
        expect(stdout, stderr).toBe(`operator\nroot\n${name}`);
      }
    }
  });

  test('are known by an ed25519 pin under their names and addresses; another host is refused', async () => {
    const pins = readFileSync(status.ssh.knownHostsFile, 'utf8').trim().split('\n');
    for (const { name, addresses } of machines()) {
      expect(pins.some((pin) => pin.startsWith(`${[name, ...addresses].join(',')} ssh-ed25519 AAAA`))).toBe(
        true,
      );
    }
    const { exitCode, stderr } = await ssh('-o', 'HostKeyAlias=engine2', 'engine1', 'true');
    expect(exitCode).toBe(255);
    expect(stderr).toContain('Host key verification failed');
  });

  test('take the key from the agent alone', async () => {
    const { user, agentSocket, knownHostsFile } = status.ssh;
    const options = ['-F', 'none', '-o', 'BatchMode=yes', '-o', `UserKnownHostsFile="${knownHostsFile}"`];
    const { stdout, stderr } = await onWorkstation(
      ...['ssh', ...options, '-o', `IdentityAgent="${agentSocket}"`, '-i', '/dev/null'],
      ...[`${user}@10.48.1.81`, 'hostname'],
    );
    expect(stdout, stderr).toBe('engine1');
  });
});

describe('networks', () => {
  test('hide the LAN behind the gateway', async () => {
    const { stdout } = await ssh('kafkaclientmachine1', 'echo $SSH_CONNECTION');
    expect(stdout).toMatch(/^203\.0\.113\.98 \d+ 198\.51\.100\.211 22$/);
    const v6 = await ssh('-o', 'HostName=2001:db8:198::211', 'kafkaclientmachine1', 'echo $SSH_CONNECTION');
    expect(v6.stdout).toMatch(/^2001:db8:113::98 \d+ 2001:db8:198::211 22$/);
  });

  test('let the client machines reach the gateway, and each other, but not the LAN', async () => {
    const ping = async (address: string) =>
      (await exec('kafkaclientmachine2', ['ping', '-n', '-c', '1', '-W', '2', address])).exitCode;
    expect(await ping('203.0.113.98')).toBe(0);
    expect(await ping('198.51.100.211')).toBe(0);
    expect(await ping('10.48.1.81')).toBe(1);
    expect(await ping('fd10:48:1::81')).toBe(1);
  });

  test('have nothing in the network of this machine', async () => {
    const ports = status.hosts
      .flatMap(({ interfaces }) => interfaces.map(({ port, bridge }) => [port, bridge]))
      .flat();
    const links = JSON.parse((await execa('ip', ['-json', 'link'])).stdout) as { ifname: string }[];
    expect(links.map(({ ifname }) => ifname).filter((name) => ports.includes(name))).toEqual([]);
    const { stdout } = await execa('ip', ['route', 'show', '10.48.1.0/24']);
    expect(stdout).toBe('');
  });

  test("give the workstation one way out, the LAN's names, and no others", async () => {
    const { stdout: route } = await onWorkstation('ip', 'route', 'show', 'default');
    expect(route.trim()).toBe('default via 10.48.1.1 dev eth0');
    const { stdout: links } = await onWorkstation('ip', '-json', 'link');
    expect((JSON.parse(links) as { ifname: string }[]).map(({ ifname }) => ifname)).toEqual(['lo', 'eth0']);
    expect((await onWorkstation('getent', 'hosts', 'engine1')).stdout).toMatch(/^10\.48\.1\.81\s+engine1$/);
    expect((await onWorkstation('getent', 'hosts', 'kafkaclientmachine1')).exitCode).toBe(2);
    expect((await onWorkstation('hostname')).stdout).toBe('workstation');
  });

  test("leave the machine's own /etc/hosts as it is", async () => {
    const before = readFileSync('/etc/hosts', 'utf8');
    await onWorkstation('true');
    expect(readFileSync('/etc/hosts', 'utf8')).toBe(before);
    expect(existsSync('/etc/netns')).toBe(false);
  });
});

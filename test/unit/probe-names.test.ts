// Proves what the probe says of names and of what writes /etc/hosts, with temporary folders and a stand-in for getent; not of a real host.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { parseFacts } from '../../probe/parse-facts.ts';
import type { NameFacts } from '../../probe/name-facts.ts';
import { projectRoot } from '../../lib/paths.ts';
import { scriptHost } from '../support/script-host.ts';

const host = scriptHost();
beforeEach(() => {
  host.write('/etc/hosts', '127.0.0.1 localhost\n');
});

/** Facts by these functions of the probe, on a host whose /etc and /var are those of the temporary one. */
function naming(...functions: string[]): NameFacts {
  const text = readFileSync(join(projectRoot, 'probe', 'names.sh'), 'utf8');
  const moved = text.replaceAll(/(?<![\w/])\/(etc|var)\//g, `${host.root}/$1/`);
  const fact = `fact() { (IFS=$'\\t'; printf '%s\\n' "$*"); }`;
  const script = [
    'set -uo pipefail',
    `PATH=${host.path('/bin')}:$PATH`,
    fact,
    moved,
    ...functions,
    'fact done',
  ];
  const { stdout, stderr } = spawnSync('bash', ['-c', script.join('\n')], { encoding: 'utf8' });
  expect(stderr).toBe('');
  const facts = parseFacts(stdout);
  if (!facts) throw new Error(`this is not whole: ${stdout}`);
  return facts.naming;
}

describe('names', () => {
  it('have IPv6 addresses in the order of clients, told apart by whether /etc/hosts gives them', () => {
    host.write('/etc/nsswitch.conf', 'passwd: files\nhosts: files dns # both\n');
    host.command(
      'getent',
      `case "$*" in
        *--service=hosts:files*) echo '::1 STREAM a' ;;
        *' ahosts a') printf '%s\\n' '::1 STREAM a' '::1 DGRAM' '10.0.0.1 STREAM' 'fe80::1%eth0 RAW' ;;
        *) exit 2 ;;
      esac`,
    );
    expect(naming('name_facts a,b')).toMatchObject({
      order: 'files dns',
      before: {},
      resolvedReadsHosts: true,
      ipv6: { a: { all: ['::1', 'fe80::1%eth0'], inFile: ['::1'] } },
    });
  });

  it('are asked of each service that comes before /etc/hosts, but of systemd-resolved, which reads that file', () => {
    host.write(
      '/etc/nsswitch.conf',
      'hosts: resolve [!UNAVAIL=return] myhostname mdns4_minimal [NOTFOUND=return] files dns\n',
    );
    host.write('/etc/systemd/resolved.conf.d/own.conf', '[Resolve]\nReadEtcHosts=no\n');
    host.command(
      'getent',
      `case "$*" in *hosts:myhostname*) echo '127.0.0.2 STREAM a'; echo '::1 STREAM' ;; *) exit 2 ;; esac`,
    );
    expect(naming('name_facts a')).toMatchObject({
      before: { myhostname: { a: ['127.0.0.2', '::1'] }, mdns4_minimal: { a: [] } },
      resolvedReadsHosts: false,
    });
  });
});

describe('what writes /etc/hosts', () => {
  const cloud = (value: string): void => {
    host.write('/etc/cloud/cloud.cfg', 'cloud_init_modules:\n - update_etc_hosts\nmanage_etc_hosts: false\n');
    host.write('/etc/cloud/cloud.cfg.d/90.cfg', `manage_etc_hosts: ${value} # by the image\n`);
  };

  it.each(['true', 'True', '"localhost"', 'template'])(
    'is cloud-init, told %s by the last of its files',
    (value) => {
      cloud(value);
      const place = host.path('/etc/cloud/cloud.cfg.d/90.cfg');
      const told = value.replaceAll('"', '');
      expect(naming('hosts_file_facts').writers).toEqual([{ kind: 'cloud-init', place, value: told }]);
    },
  );

  it('is cloud-init, told by the provider', () => {
    cloud('false');
    const place = '/var/lib/cloud/instance/vendor-cloud-config.txt';
    host.write(place, '#cloud-config\nmanage_etc_hosts: true\n');
    expect(naming('hosts_file_facts').writers).toMatchObject([
      { kind: 'cloud-init', place: host.path(place) },
    ]);
  });

  it('is not a cloud-init that is told not to, is off, or has no such module', () => {
    cloud('false');
    expect(naming('hosts_file_facts').writers).toEqual([]);
    cloud('true');
    host.write('/etc/cloud/cloud-init.disabled', '');
    expect(naming('hosts_file_facts').writers).toEqual([]);
    rmSync(host.path('/etc/cloud/cloud-init.disabled'));
    host.write('/etc/cloud/cloud.cfg', 'cloud_init_modules: []\n');
    expect(naming('hosts_file_facts').writers).toEqual([]);
  });

  it.each([
    ['/etc/rc.local', 'cat /srv/hosts > HOSTS'],
    ['/etc/rc.local', 'cat >>HOSTS <<E'],
    ['/etc/systemd/system/hosts.service', 'ExecStart=/bin/cp /etc/hosts.template HOSTS'],
    ['/etc/cron.d/hosts', '* * * * * root install -m 644 /srv/hosts "HOSTS"'],
    ['/etc/NetworkManager/dispatcher.d/10-hosts', "sed -i '/lan/d' HOSTS; true"],
    ['/etc/dhcp/dhclient-exit-hooks.d/hosts', 'echo "$new_ip_address x" | tee -a HOSTS'],
  ])('is %s: %s', (place, line) => {
    host.write(place, `#!/bin/sh\n${line.replace('HOSTS', host.path('/etc/hosts'))}\n`);
    expect(naming('hosts_file_facts').writers).toEqual([{ kind: 'file', place: host.path(place) }]);
  });

  it.each([
    'cp -p HOSTS /srv/',
    '# cp /srv/hosts HOSTS',
    'grep lan <HOSTS >/run/lan',
    "sed -n '/lan/p' HOSTS",
    'echo ALL >HOSTS.deny',
  ])('is not a line that only reads it, or writes another: %s', (line) => {
    host.write('/etc/rc.local', `${line.replace('HOSTS', host.path('/etc/hosts'))}\n`);
    expect(naming('hosts_file_facts').writers).toEqual([]);
  });
});

describe('/etc/hosts', () => {
  it('is a file, or what a link leads to, or nothing', () => {
    const path = host.path('/etc/hosts');
    expect(naming('hosts_file_facts').file).toEqual({
      path,
      isThere: true,
      writable: true,
      flags: '',
    });
    rmSync(host.path('/etc/hosts'));
    expect(naming('hosts_file_facts').file).toMatchObject({ isThere: false });
  });

  it('that may not be replaced is known by its flags', () => {
    host.command('lsattr', 'echo "----ia--------e------- /etc/hosts"');
    expect(naming('hosts_file_facts').file).toMatchObject({ flags: 'ia' });
  });
});

// Proves what needrestart is told, by Perl where it is there, and that it goes again; not that needrestart goes by it.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { nodeUnit } from '../../config/roles.ts';
import { brokerUnit, mirrorUnit, tunnelUnit } from '../../config/units.ts';
import { baseDocument } from '../../templates/base.ts';
import { renderBody } from '../../templates/document.ts';
import { scriptHost } from '../support/script-host.ts';

const facts = { owner: 'o', names: [], java: [], user: false, openssl: false };
const document = baseDocument({ ...facts, services: false });
const text = document.files['needrestart.conf'] ?? '';
const hasPerl = spawnSync('perl', ['-e', '1']).status === 0;

describe.runIf(hasPerl)('needrestart', () => {
  /** As needrestart reads its files, and finds out about one service: the first expression that fits counts. */
  function restarts(service: string): string {
    const script = `
      use strict; use warnings FATAL => 'all';
      our %nrconf = (override_rc => { qr(^dbus) => 0 });
      my $text = do { local $/; <STDIN> };
      eval $text; die $@ if $@;
      my $restart = 1;
      for my $re (keys %{$nrconf{override_rc}}) { if ($ARGV[0] =~ /$re/) { $restart = $nrconf{override_rc}->{$re}; last } }
      print $restart;`;
    const { stdout, stderr } = spawnSync('perl', ['-e', script, service], { input: text, encoding: 'utf8' });
    expect(stderr).toBe('');
    return stdout;
  }

  it('leaves our units alone, and what it said of others as it was', () => {
    const ours = [
      brokerUnit('cluster1', 1),
      nodeUnit('zookeeper', { cluster: 'cluster1', id: 1 }),
      mirrorUnit('to-cluster2'),
      tunnelUnit('cluster2'),
      'kafka-proxied-filter',
    ];
    expect(ours.map((unit) => restarts(`${unit}.service`))).toEqual(ours.map(() => '0'));
    const others = ['ssh.service', 'my-kafka-tool.service', 'kafka.service', 'zookeeper.service'];
    expect(others.map(restarts)).toEqual(others.map(() => '1'));
    expect(restarts('dbus.service')).toBe('0');
  });
});

describe('the file for needrestart', () => {
  const host = scriptHost();

  const file = '/etc/needrestart/conf.d/kafka-proxied.conf';
  /** The script's lines with its places in the temporary folder. */
  const run = (lines: string, body = renderBody(document)) => {
    const read = 'read_document; ';
    const { code, stderr, stdout } = host.shell(
      `${lines.includes('write') ? read : ''}${lines}; cat "\${work:-/none}/results" 2>/dev/null || true`,
      ['base'],
      `stamp x\n${body}`,
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

  it('is written where apt-get is, also before needrestart is, and expected by a later look', () => {
    host.command('apt-get', 'true');
    expect(run('write_needrestart')).toMatch(
      /^file [0-9a-f]{64} 644,\S+ \S+needrestart\/conf\.d\/kafka-proxied\.conf$/m,
    );
    expect(host.read(file)).toBe(text);
    run('forget_needrestart');
    expect(host.has('/etc/needrestart')).toBe(false);
  });

  it('goes, and leaves folders that hold something else', () => {
    host.command('apt-get', 'true');
    host.write('/etc/needrestart/conf.d/README.needrestart', 'x');
    run('write_needrestart');
    run('forget_needrestart');
    expect(host.has(file)).toBe(false);
    expect(host.has('/etc/needrestart/conf.d/README.needrestart')).toBe(true);
    run('forget_needrestart');
  });

  it('is not written where no apt-get is', () => {
    run('command() { return 1; }; write_needrestart');
    expect(host.has('/etc/needrestart')).toBe(false);
  });
});

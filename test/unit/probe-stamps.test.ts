// Proves what the probe says of records, with temporary folders and stand-ins for systemctl and nft; not of a real host.
import { createHash } from 'node:crypto';
import { rmSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { probedOn, probeHost } from '../support/probed.ts';

const host = probeHost();

const probed = (): Promise<HostFacts> => probedOn(host);

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
const stamped = (key: string, ...lines: string[]): void =>
  host.write(`/etc/kafka-proxied/stamps/${key}`, ['stamp T why', 'body B', ...lines, ''].join('\n'));

/** Records what holds now by the very functions that host scripts use. */
function recorded(key: string, script: string): void {
  const { code, stderr } = host.shell(
    `read_document\n${script}\nstore_stamp ${key}`,
    ['install'],
    'stamp T why\nend\n',
  );
  if (code !== 0) throw new Error(stderr);
}

/** Drift by stamp; undefined: as recorded. */
async function drifts(): Promise<Record<string, string | undefined>> {
  const { stamps } = await probed();
  return Object.fromEntries(Object.entries(stamps).map(([key, { drift }]) => [key, drift]));
}

/** Shows certificates that are letters. */
const opensslHere = `case "$1 $3" in
  "s_client a:1") echo A ;;
  "s_client b:1") echo B ;;
  "x509 -fingerprint") sed 's/^/sha256 Fingerprint=/' ;;
esac`;

describe('what is recorded', () => {
  it('of a file holds until it is edited, has another mode, or is gone', async () => {
    const files = ['same', 'edited', 'open', 'gone'].map((name) => host.path(`/files/${name}`));
    for (const name of ['same', 'edited', 'open', 'gone']) {
      host.write(`/files/${name}`, 'text\n', 0o640);
      recorded(name, `expect_file ${host.path(`/files/${name}`)}`);
    }
    expect(await drifts()).toEqual({});
    host.write('/files/edited', 'other\n', 0o640);
    host.write('/files/open', 'text\n', 0o644);
    rmSync(host.path('/files/gone'));
    const found = await drifts();
    expect(found['same']).toBeUndefined();
    expect(found['edited']).toBe(`${files[1]} was edited`);
    expect(found['open']).toMatch(
      new RegExp(`^${files[2]} has mode and owner 644,\\w+:\\w+ instead of 640,\\w+:\\w+$`),
    );
    expect(found['gone']).toBe(`${files[3]} is gone`);
  });

  it('of a link holds until it leads elsewhere', async () => {
    const link = host.path('/link');
    host.shell(`ln -s a ${link}`);
    recorded('link', `expect_link ${link}`);
    expect((await drifts())['link']).toBeUndefined();
    host.shell(`ln -sfn b ${link}`);
    expect((await drifts())['link']).toBe(`${link} does not lead to a`);
  });

  it('of an unpacked tree holds until a file in it changes', async () => {
    host.write('/tree/libs/a.jar', 'a');
    recorded(
      'tree',
      `printf 'tree %s %s\\n' "$(tree_hash ${host.path('/tree')})" ${host.path('/tree')} >>"$work/results"`,
    );
    expect((await drifts())['tree']).toBeUndefined();
    host.write('/tree/libs/a.jar', 'ab');
    expect((await drifts())['tree']).toBe(`${host.path('/tree')} differs`);
    rmSync(host.path('/tree'), { recursive: true });
    expect((await drifts())['tree']).toBe(`${host.path('/tree')} differs`);
  });

  it('of commands and users holds while they are there', async () => {
    stamped('command', 'command /bin/sh');
    stamped('no-command', 'command /nowhere/java');
    stamped('user', 'user root');
    stamped('no-user', 'user kafka-proxied-nobody');
    expect(await drifts()).toEqual({
      command: undefined,
      'no-command': '/nowhere/java is gone',
      user: undefined,
      'no-user': 'the user kafka-proxied-nobody is gone',
    });
  });

  it('of services holds while they are enabled, run, and run with the recorded configuration', async () => {
    host.command(
      'systemctl',
      'case "$1 $3" in "is-enabled on.service" | "is-active on.service" | "is-active old.service") ;; *) exit 1 ;; esac',
    );
    host.write('/run/kafka-proxied/on/started', 'HASH\n');
    host.write('/run/kafka-proxied/old/started', 'OTHER\n');
    stamped('enabled', 'enabled on');
    stamped('not-enabled', 'enabled off');
    stamped('started', 'started HASH on');
    stamped('other', 'started HASH old');
    stamped('stopped', 'started HASH off');
    expect(await drifts()).toEqual({
      enabled: undefined,
      'not-enabled': 'off is not enabled',
      started: undefined,
      other: 'old runs with another configuration',
      stopped: 'off does not run',
    });
  });

  it('of certificates holds while the process has read them, and nobody shows others', async () => {
    host.command('openssl', opensslHere);
    host.write('/run/kafka-proxied/on/stores', 'S\n');
    stamped('stores', 'stores S on');
    stamped('others', 'stores T on');
    stamped('shown', 'certificate A a:1');
    stamped('another', 'certificate A b:1');
    stamped('silent', 'certificate A c:1');
    expect(await drifts()).toEqual({
      stores: undefined,
      others: 'on runs with other certificates',
      shown: undefined,
      another: 'b:1 shows another certificate',
      silent: undefined,
    });
  });

  it('of an nftables table holds while it is listed the same', async () => {
    host.command('nft', '[ "$*" = "list table ip ours" ] && echo "table ip ours { }"');
    stamped('table', `table ${sha('table ip ours { }\n')} ours`);
    stamped('other', `table ${sha('')}x theirs`);
    expect(await drifts()).toEqual({ table: undefined, other: 'the nftables table theirs differs' });
  });

  it("of firewalld's policy holds while firewalld runs and lists the same rules, in whatever order", async () => {
    host.command('systemctl', '[ -e "$0.runs" ]');
    host.command('busctl', `echo 'a{sv} 1 "rich_rules" as 2 "rule b" "rule a"'`);
    stamped('policy', `firewalld ${sha('rule a\nrule b\n')} ours`);
    stamped('other', `firewalld ${sha('rule a\n')} ours`);
    expect(await drifts()).toEqual({ policy: 'firewalld does not run', other: 'firewalld does not run' });
    host.write('/bin/systemctl.runs', '');
    expect(await drifts()).toEqual({
      policy: undefined,
      other: "the rules of firewalld's policy ours differ",
    });
  });

  it('of our block in /etc/hosts holds until the block is edited, whatever else is', async () => {
    const block = '# kafka-proxied begin: written\n10.0.0.1 a\n# kafka-proxied end\n';
    stamped('block', `hosts ${sha('10.0.0.1 a\n')}`);
    host.write('/etc/hosts', `${block}127.0.0.1 localhost\n`);
    expect((await drifts())['block']).toBeUndefined();
    host.write('/etc/hosts', `1.2.3.4 new\n${block}`);
    expect((await drifts())['block']).toBeUndefined();
    host.write('/etc/hosts', block.replace('10.0.0.1', '10.0.0.2'));
    expect((await drifts())['block']).toBe(`our block in ${host.path('/etc/hosts')} was edited`);
  });

  it('of our block in /etc/hosts breaks by another line that leads one of its names elsewhere', async () => {
    const block = '# kafka-proxied begin: written\n10.0.0.1 a\n# kafka-proxied end\n';
    stamped('block', `hosts ${sha('10.0.0.1 a\n')}`);
    host.write('/etc/hosts', `${block}10.0.0.1 b a\n# ::1 a\n::1 b # a\n`);
    expect((await drifts())['block']).toBeUndefined();
    host.write('/etc/hosts', `${block}::1 localhost A\n`);
    expect((await drifts())['block']).toBe(`another line of ${host.path('/etc/hosts')} leads A to ::1`);
  });

  it('of our block in /etc/hosts tells a file without it from one that was edited, and when that was written', async () => {
    stamped('block', `hosts ${sha('10.0.0.1 a\n')}`);
    stamped('none', `hosts ${sha('')}`);
    host.write('/etc/hosts', '127.0.0.1 localhost\n');
    host.command(
      'systemctl',
      '[ "$2" = --property=UserspaceTimestamp ] && echo "Fri 2026-01-02 03:04:05 UTC"',
    );
    utimesSync(host.path('/etc/hosts'), 0, Date.parse('2026-01-02T03:05:05Z') / 1000);
    const without = `${host.path('/etc/hosts')} was written without our block at 2026-01-02T03:05:05Z`;
    expect(await drifts()).toEqual({ block: `${without}, 60 s after this host started`, none: undefined });
    utimesSync(host.path('/etc/hosts'), 0, Date.parse('2026-01-02T03:04:04Z') / 1000);
    expect((await drifts())['block']).toBe(
      `${host.path('/etc/hosts')} was written without our block at 2026-01-02T03:04:04Z`,
    );
  });

  it('by another release in words of its own no longer holds', async () => {
    stamped('news', 'news x');
    expect(await drifts()).toEqual({ news: "the record has an unknown line 'news'" });
  });

  it('breaks for one reason, the first', async () => {
    stamped('two', 'command /nowhere/a', 'command /nowhere/b');
    expect((await probed()).stamps).toEqual({
      two: { stamp: 'T why', body: 'B', drift: '/nowhere/a is gone' },
    });
  });
});

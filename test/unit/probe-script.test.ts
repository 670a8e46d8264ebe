// Proves what the probe says of a host, with temporary folders and stand-ins for systemctl and nft; not of a real one.
import { execFile } from 'node:child_process';
import { createHash, X509Certificate } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type HostFacts, parseFacts } from '../../probe/facts.ts';
import { makeAuthority, makeIdentity } from '../support/certificates.ts';
import { ScriptHost } from '../support/script-host.ts';

vi.setConfig({ testTimeout: 60_000 });

let host: ScriptHost;
beforeEach(() => {
  host = new ScriptHost();
  host.command('systemctl', 'exit 1');
  host.command('nft', 'exit 1');
});
afterEach(() => host.remove());

async function probed(names = '-', zookeepers = '-'): Promise<HostFacts> {
  const { stdout } = await promisify(execFile)('bash', [host.probe(), names, zookeepers, '-', '-', '-']);
  const facts = parseFacts(stdout);
  if (!facts) throw new Error(`the probe's output is not whole: ${stdout}`);
  return facts;
}

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

describe('a bare host', () => {
  it('has an operating system, a time, and nothing of ours', async () => {
    const facts = await probed();
    expect(facts.os.id).toMatch(/^[a-z]+$/);
    expect(facts.time).toBeGreaterThan(1_700_000_000);
    expect(facts).toMatchObject({ stamps: {}, services: {}, data: {}, ephemerals: [], names: {} });
    expect(facts).toMatchObject({ places: {}, listeners: [], ways: {}, ensembleData: [] });
    expect(facts).not.toHaveProperty('owner');
    expect(facts).not.toHaveProperty('busy');
  });
});

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
    host.command('firewall-cmd', 'printf "%s\\n" b a');
    stamped('policy', `firewalld ${sha('a\nb\n')} ours`);
    stamped('other', `firewalld ${sha('a\n')} ours`);
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
    host.write('/etc/hosts', '127.0.0.1 localhost\n');
    expect((await drifts())['block']).toBe(`our block in ${host.path('/etc/hosts')} was edited`);
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

describe('the rest of a host', () => {
  it('is its owner, its services and whose data it holds', async () => {
    host.command(
      'systemctl',
      'case $3 in ActiveState) echo active ;; SubState) echo running ;; ActiveEnterTimestamp) echo "Fri 2026-01-02" ;; MainPID) echo 42 ;; esac',
    );
    host.write('/etc/kafka-proxied/owner', 'kafka-proxied/dev\n');
    host.write('/etc/systemd/system/kafka-cluster1-1.service', '');
    host.write('/etc/systemd/system/kafka-proxied-portmap.service', '');
    const current = '/etc/kafka-proxied/kafka-cluster1-1/current';
    host.write(
      `${current}/unit`,
      'ExecStart=/usr/bin/java \\\n  -cp /opt/kafka-proxied/versions/2.8.2/libs/* \\\n',
    );
    host.write(`${current}/server.properties`, 'a=b\ninter.broker.protocol.version=2.7\n');
    host.write('/run/kafka-proxied/kafka-cluster1-1/started', 'HASH\n');
    host.write('/run/kafka-proxied/kafka-cluster1-1/stores', 'S\n');
    host.write('/var/lib/kafka-proxied/kafka-cluster1-1/data/meta.properties', 'cluster.id=C\nbroker.id=1\n');
    host.write('/var/lib/kafka-proxied/zookeeper-cluster1-1/version-2/snapshot.0', '');
    mkdirSync(host.path('/var/lib/kafka-proxied/zookeeper-other-1/version-2'), { recursive: true });
    const service = {
      active: 'active',
      sub: 'running',
      since: 'Fri 2026-01-02',
      pid: 42,
      started: 'HASH',
      stores: 'S',
    };
    expect(await probed()).toMatchObject({
      owner: 'kafka-proxied/dev',
      data: { 'kafka-cluster1-1': { brokerId: '1', clusterId: 'C' } },
      versions: { 'kafka-cluster1-1': { version: '2.8.2', protocol: '2.7' } },
      ensembleData: ['zookeeper-cluster1-1'],
    });
    expect((await probed()).services).toEqual({ 'kafka-cluster1-1': service });
  });

  it('is how often a service ended by itself, with what last error, and with what it will start next', async () => {
    host.command(
      'systemctl',
      'case $3 in ActiveState) echo activating ;; SubState) echo auto-restart ;; NRestarts) echo 7 ;; esac',
    );
    const said = 'java.lang.RuntimeException: Invalid cluster.id in: /x. Expected A, but read B';
    const lines = ['INFO starting', `${said}\tat`, '\tat kafka.Server', 'ERROR Exiting Kafka due to it'];
    host.command('journalctl', `printf '${lines.join('\\n')}\\n'`);
    host.write('/etc/systemd/system/kafka-c-1.service', '');
    const staged = '/etc/kafka-proxied/kafka-c-1/current/server.properties';
    host.write(staged, 'broker.id=3\nssl.key.password=p\n');
    const facts = await probed();
    expect(facts.services['kafka-c-1']?.ended).toEqual({ times: 7, said: `${said} at` });
    expect(facts.properties).toEqual({ 'kafka-c-1': { 'broker.id': '3' } });
  });

  it('is which certificates its services and clients have, and of which authority', async () => {
    const { certificate, key } = makeIdentity(makeAuthority('a CA'), 'somebody', undefined, 400);
    const end = new Date(new X509Certificate(certificate).validTo).toISOString().replace('.000Z', 'Z');
    const [unit, client] = ['/etc/kafka-proxied/kafka-c-1/tls', '/etc/kafka-proxied/client/c'];
    host.write('/run/kafka-proxied/kafka-c-1/stores', '0b\n');
    host.write(`${unit}/0a/authorities`, 'trusts 1\nissuer 1\n');
    host.write(`${unit}/0b/authorities`, 'trusts 1 2\nissuer 2\n');
    host.write(`${unit}/0b/certificate.pem`, certificate);
    host.write(`${client}/authorities`, 'trusts 1\n');
    host.write(`${client}/keystore.pem`, `${key}${certificate}`);
    host.write('/etc/kafka-proxied/client/d/authorities', 'trusts 1\n');
    host.write('/etc/kafka-proxied/client/d/keystore.pem', 'not a certificate\n');
    expect(await probed()).toMatchObject({
      keys: { 'kafka-c-1': { issuer: '2', trusts: ['1', '2'], end } },
      clientKeys: { c: { trusts: ['1'], end }, d: { trusts: ['1'] } },
    });
  });

  it('is what names resolve to', async () => {
    const { names } = await probed('localhost,no-such-name.invalid');
    expect(names).toEqual({ localhost: ['127.0.0.1'], 'no-such-name.invalid': [] });
  });

  it('is who holds its lock', async () => {
    const script = `take_lock converge roll x\n: "$(bash ${host.probe()} - - - - - 9>&- >${host.path('/facts')})"`;
    expect(host.shell(script).code).toBe(0);
    expect(parseFacts(host.read('/facts'))?.busy).toMatch(/^converge roll x \(pid \d+, since /);
    expect(await probed()).not.toHaveProperty('busy');
  });

  it('is who is registered in its ZooKeeper', async () => {
    const dump = [
      'SessionTracker dump:',
      'ephemeral nodes dump:',
      'Sessions with Ephemerals (2):',
      '0x100000a: ',
      '\t/cluster1/brokers/ids/1',
      '\t/cluster1/controller',
      '0x100000b:',
      '\t/cluster1/brokers/ids/2',
      'Connections dump:',
      '',
    ].join('\n');
    const server = createServer((socket) => socket.once('data', () => socket.end(dump)));
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { ephemerals } = await probed('-', `127.0.0.1:${port}`);
    server.close();
    expect(ephemerals).toEqual([
      { session: '0x100000a', path: '/cluster1/brokers/ids/1' },
      { session: '0x100000a', path: '/cluster1/controller' },
      { session: '0x100000b', path: '/cluster1/brokers/ids/2' },
    ]);
  });

  it('has no registrations where its ZooKeeper is down', async () => {
    expect((await probed('-', '127.0.0.1:1')).ephemerals).toEqual([]);
  });
});

// Proves what the probe says of a host, with temporary folders and stand-ins for systemctl and nft; not of a real one.
import { X509Certificate } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { parseFacts } from '../../probe/parse-facts.ts';
import { makeAuthority, makeIdentity } from '../support/certificates.ts';
import { type Asked, probedOn, probeHost } from '../support/probed.ts';

const host = probeHost();

const probed = (asked?: Asked): Promise<HostFacts> => probedOn(host, asked);

describe('a bare host', () => {
  it('has an operating system, a time, and nothing of ours', async () => {
    const facts = await probed();
    expect(facts.os.id).toMatch(/^[a-z]+$/);
    expect(facts.time).toBeGreaterThan(1_700_000_000);
    expect(facts).toMatchObject({
      stamps: {},
      services: {},
      data: {},
      registered: [],
      controllers: [],
      names: {},
    });
    expect(facts).toMatchObject({ places: {}, listeners: [], ways: {}, ensembleData: [] });
    expect(facts).not.toHaveProperty('owner');
    expect(facts).not.toHaveProperty('busy');
  });
});

describe('nftables', () => {
  it('lists each table by itself: nft 1.0 breaks off its JSON at one that has an owner', async () => {
    const listed = (name: string): string =>
      `{"nftables": [{"metainfo": {}}, {"table": {"name": "${name}"}}]}`;
    host.command(
      'nft',
      `case "$*" in
        "list tables") printf 'table inet a\\ntable inet owned # progname nft\\ntable ip b\\n' ;;
        "--json list table inet a") echo '${listed('a')}' ;;
        "--json list table inet owned") echo '{"nftables": [{"table": {"name": "owned", "flags": ' ;;
        "--json list table ip b") echo '${listed('b')}' ;;
        *) exit 1 ;;
      esac`,
    );
    const { nftables } = JSON.parse((await probed()).ruleset ?? '') as {
      nftables: { table?: { name: string } }[];
    };
    expect(nftables.flatMap(({ table }) => table?.name ?? [])).toEqual(['a', 'b']);
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
    // As Kafka writes it without ZooKeeper.
    const kraft = 'version=1\nnode.id=7\ndirectory.id=D\ncluster.id=C\n';
    host.write('/var/lib/kafka-proxied/kafka-cluster1-7/data/meta.properties', kraft);
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
      data: {
        'kafka-cluster1-1': { brokerId: '1', clusterId: 'C' },
        'kafka-cluster1-7': { brokerId: '7', clusterId: 'C' },
      },
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
    const { names } = await probed({ names: 'localhost,no-such-name.invalid' });
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
      '0x100000c:',
      '\t/brokers/ids/3',
      '0x100000d:',
      '\t/other/cluster1/controller',
      'Connections dump:',
      '',
    ].join('\n');
    const server = createServer((socket) => socket.once('data', () => socket.end(dump)));
    server.listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { registered, controllers } = await probed({ zookeepers: `127.0.0.1:${port}` });
    server.close();
    const scope = '/cluster1';
    expect(registered).toEqual([
      { scope, id: 1 },
      { scope, id: 2 },
      { scope: '', id: 3 },
    ]);
    expect(controllers).toEqual([{ scope, id: 1 }]);
  });

  it('has no registrations where its ZooKeeper is down', async () => {
    expect((await probed({ zookeepers: '127.0.0.1:1' })).registered).toEqual([]);
  });
});

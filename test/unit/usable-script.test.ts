// Proves what of a service's files its user can't use, and what does not belong to a broker's data, on temporary folders; that
// systemd's words are these, the lab proves.
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import type { FilesFacts } from '../../probe/facts.ts';
import { probedOn, probeHost } from '../support/probed.ts';

const unit = 'kafka-cluster1-1';
const data = `/var/lib/kafka-proxied/${unit}/data`;
const etc = `/etc/kafka-proxied/${unit}`;

const host = probeHost();
beforeEach(() => {
  host.command('getent', 'exit 0');
  // The service user is nobody where this runs as root, and otherwise whoever runs this: files of mode 000 are nobody's.
  host.command(
    'setpriv',
    'shift 3; [ "$(id -u)" = 0 ] || exec "$@"; exec /usr/bin/setpriv --reuid=65534 --regid=65534 --clear-groups "$@"',
  );
  chmodSync(host.root, 0o755);
  host.write(`/etc/systemd/system/${unit}.service`, '');
  // Records of one partition, and what Kafka keeps beside them.
  for (const file of ['meta.properties', 'recovery-point-offset-checkpoint', 't-0/0.log'])
    host.write(`${data}/${file}`, 'x', 0o666);
  for (const folder of [data, `${data}/t-0`]) chmodSync(host.path(folder), 0o777);
});

const found = async (): Promise<FilesFacts | undefined> => (await probedOn(host)).files[unit];
const unusable = async (): Promise<string[]> =>
  ((await found())?.unusable ?? []).map(
    ({ kind, path, mode }) => `${kind} ${path.slice(host.root.length)} ${mode}`,
  );

describe('files of a service', () => {
  it('are all usable', async () => expect(await unusable()).toEqual([]));

  it.each([
    ['a file of Kafka’s own', `${data}/meta.properties`],
    ['a file of a partition', `${data}/t-0/0.log`],
    ['the folder of a partition', `${data}/t-0`],
    ['the data folder', data],
  ])('are not: %s', async (_, path) => {
    chmodSync(host.path(path), 0o000);
    expect(await unusable()).toEqual([`data ${path} 0`]);
  });

  it('are not where they can be read, and not written', async () => {
    chmodSync(host.path(`${data}/t-0/0.log`), 0o444);
    expect(await unusable()).toEqual([`data ${data}/t-0/0.log 444`]);
  });

  it('are not where a folder above can’t be gone through', async () => {
    const above = `/var/lib/kafka-proxied/${unit}`;
    chmodSync(host.path(above), 0o600);
    const asUser = process.getuid?.() !== 0;
    // Whoever can't look is told of the folder as well, from where he stands.
    expect(await unusable()).toEqual(asUser ? [] : [`way ${above} 600`]);
    chmodSync(host.path(above), 0o755);
  });

  it('are none of its business where somebody else put them among its data', async () => {
    for (const name of ['backup.tar', 'lost+found/x']) host.write(`${data}/${name}`, 'x', 0o000);
    symlinkSync('/nowhere', host.path(`${data}/t-0/link`));
    chmodSync(host.path(`${data}/lost+found`), 0o000);
    expect(await unusable()).toEqual([]);
    chmodSync(host.path(`${data}/lost+found`), 0o700);
  });

  it('are usable with snapshots of the metadata, which Kafka makes read-only', async () => {
    const folder = `${data}/__cluster_metadata-0`;
    host.write(`${folder}/00000000000000000000-0000000000.checkpoint`, 'x', 0o444);
    chmodSync(host.path(folder), 0o777);
    expect(await unusable()).toEqual([]);
    host.write(`${folder}/00000000000000000000.log`, 'x', 0o444);
    expect(await unusable()).toEqual([`data ${folder}/00000000000000000000.log 444`]);
  });

  it('are its folder of keys, whose files get their mode by themselves', async () => {
    host.write(`${etc}/tls/a/keystore.p12`, 'x', 0o000);
    expect(await unusable()).toEqual([]);
    chmodSync(host.path(`${etc}/tls/a`), 0o000);
    expect(await unusable()).toEqual([`keys ${etc}/tls/a 0`]);
    chmodSync(host.path(`${etc}/tls/a`), 0o755);
  });

  it('are those of a ZooKeeper as well', async () => {
    const other = 'zookeeper-cluster1-1';
    host.write(`/etc/systemd/system/${other}.service`, '');
    host.write(`/var/lib/kafka-proxied/${other}/version-2/log.1`, 'x', 0o000);
    for (const folder of ['', '/version-2'])
      chmodSync(host.path(`/var/lib/kafka-proxied/${other}${folder}`), 0o777);
    expect((await probedOn(host)).files[other]?.unusable).toMatchObject([
      { kind: 'data', path: host.path(`/var/lib/kafka-proxied/${other}/version-2/log.1`) },
    ]);
  });
});

describe('data of a broker', () => {
  it('holds partitions alone, or a folder that Kafka would refuse', async () => {
    for (const name of ['a-b-12', 'a.0123456789abcdef0123456789abcdef-delete', 'remote-log-index-cache'])
      mkdirSync(host.path(`${data}/${name}`));
    expect(await found()).not.toHaveProperty('strange');
    mkdirSync(host.path(`${data}/lost+found`));
    expect(await found()).toMatchObject({ strange: host.path(`${data}/lost+found`) });
  });

  it('is gone where the broker was ready once, and not before', async () => {
    const empty = (): void => {
      rmSync(host.path(data), { recursive: true });
      mkdirSync(host.path(`${data}/lost+found`), { recursive: true });
    };
    host.write(`${etc}/conf/h/unit`, '');
    symlinkSync('conf/h', host.path(`${etc}/good`));
    expect(await found()).toMatchObject({ emptied: false });
    empty();
    expect(await found()).toMatchObject({ emptied: true, unusable: [] });
    rmSync(host.path(`${etc}/good`));
    expect(await found()).toMatchObject({ emptied: false });
  });

  it('belongs on a disk that fstab has, or that it lay on, and nothing is mounted there', async () => {
    expect(await found()).not.toHaveProperty('unmounted');
    host.write('/etc/fstab', `# UUID=1 ${host.path(data)} ext4\nUUID=2 /elsewhere ext4\nUUID=3 / ext4\n`);
    expect(await found()).not.toHaveProperty('unmounted');
    host.write('/etc/fstab', `UUID=1 ${host.path('/var/lib/kafka-proxied')} ext4 defaults 0 2\n`);
    expect(await found()).toMatchObject({ unmounted: host.path('/var/lib/kafka-proxied') });
    host.write('/etc/fstab', '');
    host.write(`${etc}/data-mount`, `${host.path(data)}\n`);
    expect(await found()).toMatchObject({ unmounted: host.path(data) });
    host.write(`${etc}/data-mount`, '/\n');
    expect(await found()).not.toHaveProperty('unmounted');
  });
});

describe('a service that systemd starts again and again', () => {
  const systemd = (restarts: number, state: string, secondsAgo: number): void =>
    host.command(
      'systemctl',
      `case $* in *NRestarts*) echo ${restarts} ;; *ActiveState*) echo ${state} ;; *ActiveEnterTimestamp*) date -d '-${secondsAgo} seconds' '+%a %F %T' ;; esac`,
    );
  const endsAgain = (): boolean => host.shell(`ends_again ${unit}`).code === 0;

  it.each([
    ['between two starts', 5, 'activating', 0, true],
    ['in the seconds in which it is there', 5, 'active', 3, true],
    ['once', 1, 'active', 3, false],
    ['long ago', 5, 'active', 600, false],
  ])('is told by its restarts: %s', (_, restarts, state, secondsAgo, ends) => {
    systemd(restarts, state, secondsAgo);
    expect(endsAgain()).toBe(ends);
  });
});

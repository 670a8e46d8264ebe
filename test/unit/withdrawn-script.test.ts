// Proves what hosts keep until every broker has moved, and what is left then, with stand-ins for nft and systemd; not packets.
import { beforeEach, describe, expect, it } from 'vitest';
import type { PortMapEntry } from '../../config/plan/types.ts';
import { renderBody } from '../../templates/document.ts';
import { filterDocument, filterTable } from '../../templates/firewall.ts';
import { portMapDocument, portMapTable } from '../../templates/port-map.ts';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const host = scriptHost();
beforeEach(() => {
  host.command(
    'nft',
    `case $1 in
       --file) cp "$2" ${host.path('/table')} ;;
       list) cat ${host.path('/table')} 2>/dev/null ;;
     esac`,
  );
  host.command('systemctl', `case $1 in is-active | is-enabled) exit 3 ;; esac`);
  host.command('systemd-run', `echo "$*" >>${host.path('/armed')}`);
  for (const name of ['chown', 'sync']) host.command(name, 'true');
  host.command('stat', 'case $* in *%U*) echo "644 root:root" ;; *) exec /usr/bin/stat "$@" ;; esac');
});

function runs(kind: string, call: string, body: string): ShellResult {
  const result = host.shell(`read_document\n${call}`, [kind], `stamp T why\n${body}`);
  expect(result, result.stderr).toMatchObject({ code: 0 });
  return result;
}

const rowsIn = (path: string): string[] =>
  host
    .read(path)
    .split('\n')
    .filter((line) => /accept$|drop$| dnat /.test(line) && !line.includes('"lo"'))
    .map((line) => line.trim());

describe('a firewall', () => {
  const login = { name: 'h', address: '10.0.0.1', port: 22, user: 'o', hostKey: 'k' };
  const body = (port: number): string =>
    renderBody(
      filterDocument(
        { mode: 'ports', openings: [{ port, what: 'broker', allow: ['10.0.0.0/24'] }] },
        'nftables',
        login,
      ),
    );
  const kept = '/etc/kafka-proxied/firewall/filter.nft';
  const stamp = `/etc/kafka-proxied/stamps/firewall--${filterTable}`;
  const withdrawnStamp = `/etc/kafka-proxied/stamps/firewall-withdrawn--${filterTable}`;
  const opens = (port: number): void => {
    runs('firewall', `try_firewall ${filterTable} c me@here`, body(port));
    runs('firewall', `converge_firewall ${filterTable} c; store_stamp firewall--${filterTable}`, body(port));
  };
  const tries = (port: number): ShellResult =>
    runs('firewall-withdrawn', `try_firewall_withdrawn ${filterTable} w me@here`, body(port));
  const withdraws = (port: number): ShellResult =>
    runs(
      'firewall-withdrawn',
      `converge_firewall_withdrawn ${filterTable} w; store_stamp firewall-withdrawn--${filterTable}`,
      body(port),
    );
  const [first, second] = [9092, 9292].map((port) => `ip saddr { 10.0.0.0/24 } tcp dport ${port} accept`);

  it('without earlier rules gets exactly what is wanted, and nothing is tried again', () => {
    opens(9092);
    expect(rowsIn(kept)).toEqual([first, 'tcp dport { 9092 } drop']);
    const armed = host.read('/armed');
    expect(tries(9092).stderr).toBe('nothing to take back\n');
    expect(host.read('/armed')).toBe(armed);
    expect(host.read(withdrawnStamp)).toContain(`inet-table `);
  });

  it('keeps what it let in, now and at the next boot, until that is taken back', () => {
    opens(9092);
    opens(9292);
    const both = [second, first, 'tcp dport { 9092, 9292 } drop'];
    expect(rowsIn(kept)).toEqual(both);
    expect(rowsIn('/table')).toEqual(both);
    // A run that is broken off here, and begins again, changes nothing of it.
    opens(9292);
    expect(rowsIn(kept)).toEqual(both);

    expect(tries(9292).stderr).toBe('the rules are tried for 45 s\n');
    expect(rowsIn(kept)).toEqual(both);
    withdraws(9292);
    expect(rowsIn(kept)).toEqual([second, 'tcp dport { 9292 } drop']);
    expect(rowsIn('/table')).toEqual(rowsIn(kept));
    // The first step's record holds for what the second one left.
    const lines = (place: string): string[] => host.read(place).split('\n').slice(2);
    expect(lines(stamp)).toEqual(lines(withdrawnStamp));
    expect(tries(9292).stderr).toBe('nothing to take back\n');
  });

  it('goes back to what the config says when that is put back', () => {
    opens(9092);
    opens(9292);
    opens(9092);
    tries(9092);
    withdraws(9092);
    expect(rowsIn(kept)).toEqual([first, 'tcp dport { 9092 } drop']);
  });

  it('that somebody changed at run time is put in force again', () => {
    opens(9092);
    host.write('/table', 'table of somebody else\n');
    expect(tries(9092).stderr).toBe('the rules are tried for 45 s\n');
    withdraws(9092);
    expect(rowsIn('/table')).toEqual([first, 'tcp dport { 9092 } drop']);
  });
});

it('a port map leads from the old ports and the new ones until the old ones are taken back', () => {
  const entry = (port: number): PortMapEntry => ({
    ...{
      gateway: 'g',
      publicAddress: '203.0.113.9',
      port,
      to: { host: 'h', address: '10.0.0.2', port: 9192 },
    },
    service: { kind: 'broker', cluster: 'c', id: 1, listener: 'EXTERNAL' },
  });
  const converge = (kind: string, port: number): void => {
    const call = `converge_${kind.replace('-', '_')} ${portMapTable}; store_stamp ${kind}--${portMapTable}`;
    runs(kind, call, renderBody(portMapDocument([entry(port)])));
  };
  const row = (port: number): string => `ip daddr 203.0.113.9 tcp dport ${port} dnat to 10.0.0.2:9192`;
  converge('portmap', 19092);
  expect(rowsIn('/table')).toEqual([row(19092)]);
  converge('portmap', 19192);
  expect(rowsIn('/table')).toEqual([row(19192), row(19092)]);
  expect(rowsIn('/etc/kafka-proxied/gateway/portmap.nft')).toEqual(rowsIn('/table'));
  converge('portmap-withdrawn', 19192);
  expect(rowsIn('/table')).toEqual([row(19192)]);
  const lines = (kind: string): string[] =>
    host.read(`/etc/kafka-proxied/stamps/${kind}--${portMapTable}`).split('\n').slice(2);
  expect(lines('portmap')).toEqual(lines('portmap-withdrawn'));
});

describe('names', () => {
  const block = (): string[] =>
    host
      .read('/etc/hosts')
      .split('\n')
      .filter((line) => /^\d/.test(line));
  const writes = (kind: 'base' | 'base-withdrawn', ...names: string[]): void => {
    const call =
      kind === 'base'
        ? 'keep_earlier_names; write_hosts_block; echo "user x" >>"$work/results"; store_stamp base--host'
        : 'converge_base_withdrawn host';
    const body = renderBody({ params: {}, files: { hosts: names.map((name) => `${name}\n`).join('') } });
    // The names of a block resolve once it is in the real /etc/hosts.
    runs(kind, `getent() { awk -v name="$2" '$2 == name' ${host.path('/etc/hosts')}; }; ${call}`, body);
  };

  it('that go, and addresses that names lose, stay below the new ones until they are taken back', () => {
    host.write('/etc/hosts', '127.0.0.1 localhost\n');
    writes('base', '10.0.0.1 box1', '203.0.113.9 old');
    writes('base', '10.0.0.1 box1', '203.0.113.9 new', '203.0.113.10 box1');
    writes('base', '10.0.0.1 box1', '203.0.113.9 new', '203.0.113.10 box1');
    expect(block()).toEqual([
      ...['10.0.0.1 box1', '203.0.113.9 new', '203.0.113.10 box1', '203.0.113.9 old', '127.0.0.1 localhost'],
    ]);
    writes('base-withdrawn', '10.0.0.1 box1', '203.0.113.9 new');
    expect(block()).toEqual(['10.0.0.1 box1', '203.0.113.9 new', '127.0.0.1 localhost']);
    const stamp = host.read('/etc/kafka-proxied/stamps/base--host').split('\n');
    expect(stamp.slice(2).map((line) => line.split(' ')[0])).toEqual(['user', 'hosts', 'file', '']);
  });

  it('all go where none is wanted any more', () => {
    host.write('/etc/hosts', '127.0.0.1 localhost\n');
    writes('base', '10.0.0.1 box1');
    writes('base');
    expect(block()).toEqual(['10.0.0.1 box1', '127.0.0.1 localhost']);
    writes('base-withdrawn');
    expect(block()).toEqual(['127.0.0.1 localhost']);
    // The record of what wrote them asks for nothing that is gone.
    const stamp = host.read('/etc/kafka-proxied/stamps/base--host').split('\n');
    expect(stamp.slice(2).map((line) => line.split(' ')[0])).toEqual(['user', 'hosts', '']);
  });
});

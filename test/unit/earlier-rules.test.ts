// Proves which rules stand while brokers move, as text, and that nft takes them where there is one; not packets.
import { spawnSync } from 'node:child_process';
import { afterAll, describe, expect, it } from 'vitest';
import type { HostPolicy, Opening, PortMapEntry } from '../../config/plan/types.ts';
import { renderFilter } from '../../templates/firewall.ts';
import { renderFirewalldPolicy } from '../../templates/firewalld.ts';
import { renderPortMap } from '../../templates/port-map.ts';
import { ScriptHost } from '../support/script-host.ts';

const host = new ScriptHost().begin();
afterAll(() => host.remove());

function joined(what: string, before: string, now: string): string {
  host.write('/before', before);
  host.write('/now', now);
  const call = `. ${host.scripts}/earlier-rules.sh; with_earlier_${what} ${host.path('/before')} ${host.path('/now')}`;
  const { code, stdout, stderr } = host.shell(call);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

const opening = (port: number, ...allow: string[]): Opening => ({ port, what: `port ${port}`, allow });
const anywhere = (port: number): Opening => ({ port, what: 'sshd', allow: 'anywhere' });
const policy = (mode: HostPolicy['mode'], ...openings: Opening[]): HostPolicy => ({ mode, openings });

const lan = '10.0.0.0/24';
const before = policy('ports', opening(22, lan), opening(9192, '198.51.100.1/32', '198.51.100.2/32'));
const moved = policy('ports', opening(22, lan), opening(9292, '198.51.100.1/32'));
const closed = policy('closed', anywhere(22), opening(9292, '198.51.100.1/32'));
const canCheck = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], { input: '' }).status === 0;

describe('rules of nftables', () => {
  const kept = (from: HostPolicy, to: HostPolicy): string =>
    joined('filter', renderFilter(from), renderFilter(to));
  const rules = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => /accept$|drop$|;$/.test(line) && line.includes('port'))
      .map((line) => line.trim());

  it('let in whom either lets in, and drop the ports of both for the rest', () => {
    const text = kept(before, moved);
    expect(rules(text)).toEqual([
      'ip saddr { 10.0.0.0/24 } tcp dport 22 accept',
      'ip saddr { 198.51.100.1 } tcp dport 9292 accept',
      'ip saddr { 198.51.100.1-198.51.100.2 } tcp dport 9192 accept',
      'tcp dport { 22, 9192, 9292 } drop',
    ]);
    expect(text).toContain('policy accept;');
  });

  it('keep a port that nobody is let in to any more from everybody but those', () => {
    expect(rules(kept(policy('closed', opening(9192, lan)), policy('ports', opening(22, lan))))).toEqual([
      'ip saddr { 10.0.0.0/24 } tcp dport 22 accept',
      'ip saddr { 10.0.0.0/24 } tcp dport 9192 accept',
      'tcp dport { 22, 9192 } drop',
    ]);
  });

  it('close a machine last', () => {
    const text = kept(before, closed);
    expect(text).toContain('policy accept;');
    expect(text).toContain('ct state established ct direction reply accept');
    expect(rules(text).slice(-3)).toEqual([
      'ip saddr { 10.0.0.0/24 } tcp dport 22 accept',
      'ip saddr { 198.51.100.1-198.51.100.2 } tcp dport 9192 accept',
      'tcp dport { 22, 9192, 9292 } drop',
    ]);
  });

  it('stay closed where both close everything else', () => {
    const text = kept(policy('closed', anywhere(22), opening(9192, lan)), closed);
    expect(text).toContain('policy drop;');
    expect(rules(text)).not.toContainEqual(expect.stringContaining('drop'));
    expect(rules(text).at(-1)).toBe('ip saddr { 10.0.0.0/24 } tcp dport 9192 accept');
  });

  it.each([
    ['nothing changes', before, before],
    [
      'more is let in',
      policy('ports', opening(22, lan)),
      policy('ports', opening(22, lan), opening(9292, lan)),
    ],
    ['a closed machine stays as it is', closed, closed],
  ])('are the new ones alone, as they are, where %s', (_, from, to) => {
    expect(kept(from, to)).toBe(renderFilter(to));
  });

  it.each([
    [before, moved],
    [before, closed],
    [closed, moved],
    [policy('closed', anywhere(22), opening(9192, lan)), closed],
  ])('are the same when they are joined again, and nft takes them (%#)', (from, to) => {
    const once = kept(from, to);
    expect(joined('filter', once, renderFilter(to))).toBe(once);
    if (!canCheck) return;
    const checked = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], { input: once });
    expect(checked.stderr.toString()).toBe('');
  });

  it('take nothing from a damaged file but rules of ours', () => {
    const row = '    ip saddr { 10.9.9.9/32 } tcp dport 9192 accept\n';
    const damaged = `  garbage; policy accept;\n    tcp dport 1 foo accept\n${row}`;
    expect(rules(joined('filter', damaged, renderFilter(moved)))).toEqual([
      ...rules(renderFilter(moved)).slice(0, 2),
      'ip saddr { 10.9.9.9/32 } tcp dport 9192 accept',
      'tcp dport { 22, 9192, 9292 } drop',
    ]);
  });
});

describe('rules of firewalld', () => {
  const kept = (from: HostPolicy, to: HostPolicy): string =>
    joined('policy', renderFirewalldPolicy(from), renderFirewalldPolicy(to));
  const rules = (text: string): string[] =>
    [...text.matchAll(/<rule [^>]*>(.*)<\/rule>/g)].map(([, rule = '']) =>
      rule.replaceAll(/<source address="([^"]*)"\/>/g, '$1 ').replaceAll(/<port port="(\d+)"[^>]*>/g, '$1 '),
    );

  it('let in whom either lets in, and drop the ports of both for the rest', () => {
    expect(rules(kept(before, moved))).toEqual([
      '10.0.0.0/24 22 <accept/>',
      '198.51.100.1/32 9292 <accept/>',
      '198.51.100.1/32 9192 <accept/>',
      '198.51.100.2/32 9192 <accept/>',
      '22 <drop/>',
      '9192 <drop/>',
      '9292 <drop/>',
    ]);
  });

  it('close a machine last, and open one at once but for the ports of ours', () => {
    expect(rules(kept(before, closed))).toContain('9192 <drop/>');
    expect(rules(kept(before, closed))).not.toContain('<drop/>');
    expect(rules(kept(closed, moved))).not.toContain('<drop/>');
    expect(rules(kept(policy('closed', anywhere(22)), closed))).toContain('<drop/>');
  });

  it('are the new ones alone, as they are, where nothing goes', () => {
    expect(kept(before, before)).toBe(renderFirewalldPolicy(before));
    expect(kept(closed, closed)).toBe(renderFirewalldPolicy(closed));
  });

  it.each([
    [before, moved],
    [before, closed],
    [closed, moved],
  ])('are the same when they are joined again (%#)', (from, to) => {
    const once = kept(from, to);
    expect(joined('policy', once, renderFirewalldPolicy(to))).toBe(once);
  });
});

describe('a port map', () => {
  const entry = (
    port: number,
    to: string,
    allow?: string[],
    publicAddress = '203.0.113.9',
  ): PortMapEntry => ({
    gateway: 'g',
    publicAddress,
    port,
    to: { host: 'h', address: to.split(':')[0] ?? '', port: Number(to.split(':')[1]) },
    service: { kind: 'broker', cluster: 'c', id: 1, listener: 'EXTERNAL' },
    ...(allow && { allow }),
  });
  const kept = (from: PortMapEntry[], to: PortMapEntry[]): string =>
    joined('map', renderPortMap(from), renderPortMap(to));
  const rows = (text: string): string[] =>
    text
      .split('\n')
      .filter((line) => line.startsWith('    ip '))
      .map((line) => line.trim());

  const first = entry(19092, '10.0.0.2:9192');
  const other = entry(19192, '10.0.0.2:9192');

  it('leads from the old port and from the new one, also of two public addresses', () => {
    const elsewhere = entry(19092, '10.0.0.2:9192', undefined, '203.0.113.10');
    expect(rows(kept([first], [other]))).toEqual([
      'ip daddr 203.0.113.9 tcp dport 19192 dnat to 10.0.0.2:9192',
      'ip daddr 203.0.113.9 tcp dport 19092 dnat to 10.0.0.2:9192',
    ]);
    expect(rows(kept([first], [elsewhere]))).toHaveLength(2);
  });

  it('leads from one port to one place, the new one', () => {
    expect(rows(kept([first], [entry(19092, '10.0.0.3:9192')]))).toEqual([
      'ip daddr 203.0.113.9 tcp dport 19092 dnat to 10.0.0.3:9192',
    ]);
  });

  const from = (...allow: string[]): PortMapEntry => entry(19092, '10.0.0.2:9192', allow);

  it('lets in the clients of both, and filters what one of both filters', () => {
    const drops = (text: string): string[] => rows(text).filter((row) => row.endsWith('drop'));
    expect(drops(kept([from('1.1.1.1', '2.2.2.2')], [from('2.2.2.2', '3.3.3.3')]))).toEqual([
      'ip daddr 203.0.113.9 tcp dport 19092 ip saddr != { 2.2.2.2, 3.3.3.3, 1.1.1.1 } drop',
    ]);
    expect(drops(kept([first], [from('2.2.2.2')]))).toEqual(rows(renderPortMap([from('2.2.2.2')])).slice(1));
    expect(drops(kept([from('2.2.2.2')], [first]))).toEqual(rows(renderPortMap([from('2.2.2.2')])).slice(1));
    expect(drops(kept([from('2.2.2.2')], [other]))).toEqual(rows(renderPortMap([from('2.2.2.2')])).slice(1));
    expect(drops(kept([from()], [from('2.2.2.2')]))).toEqual(rows(renderPortMap([from('2.2.2.2')])).slice(1));
  });

  it.each([
    [[first], [other]],
    [[first], [first]],
    [[first, from('1.1.1.1')], [other]],
    [[from('1.1.1.1')], [from('2.2.2.2'), other]],
    [[from('1.1.1.1')], [first]],
  ])('is the same when it is joined again, and nft takes it (%#)', (old, now) => {
    const once = kept(old, now);
    expect(joined('map', once, renderPortMap(now))).toBe(once);
    if (!canCheck) return;
    const checked = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], { input: once });
    expect(checked.stderr.toString()).toBe('');
  });

  it('is the new one alone, as it is, where nothing goes', () => {
    expect(kept([first], [first, other])).toBe(renderPortMap([first, other]));
    expect(kept([from('1.1.1.1')], [from('1.1.1.1', '2.2.2.2')])).toBe(
      renderPortMap([from('1.1.1.1', '2.2.2.2')]),
    );
  });
});

it('an empty file keeps nothing, and takes nothing away', () => {
  expect(joined('filter', '', renderFilter(closed))).toBe(renderFilter(closed));
  expect(joined('policy', '', renderFirewalldPolicy(closed))).toBe(renderFirewalldPolicy(closed));
  expect(joined('filter', '', renderFilter(moved))).toBe(renderFilter(moved));
  expect(joined('policy', '', renderFirewalldPolicy(moved))).toBe(renderFirewalldPolicy(moved));
  expect(joined('map', '', renderPortMap([]))).toBe(renderPortMap([]));
});

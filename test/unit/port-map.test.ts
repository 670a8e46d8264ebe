// Proves the gateway's table as text, and that nft takes it where there is one; not that packets are forwarded.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { portMapDocument, renderPortMap } from '../../templates/port-map.ts';
import { devValues, topologyOf } from '../support/config-fixture.ts';

const { portMap } = makePlan(topologyOf(devValues()));

const table = `# managed by kafka-proxied: edits are undone by the next pulumi up
table ip kafka_proxied_portmap
delete table ip kafka_proxied_portmap
table ip kafka_proxied_portmap {
  chain prerouting {
    type nat hook prerouting priority dstnat; policy accept;
    ip daddr 203.0.113.98 tcp dport 12181 dnat to 10.48.1.81:2181
    ip daddr 203.0.113.98 tcp dport 19091 dnat to 10.48.1.81:9191
    ip daddr 203.0.113.98 tcp dport 19092 dnat to 10.48.1.82:9192
    ip daddr 203.0.113.98 tcp dport 19093 dnat to 10.48.1.83:9193
  }
}
`;

describe('the port map', () => {
  it('is this table for the reference topology, in the order of ports', () => {
    expect(renderPortMap(portMap)).toBe(table);
    expect(renderPortMap([...portMap].reverse())).toBe(table);
  });

  it('rewrites no source address, and touches no other table', () => {
    expect(table).not.toMatch(/masquerade|snat|flush/);
    expect(new Set(table.match(/table ip \S+/g))).toEqual(new Set(['table ip kafka_proxied_portmap']));
  });

  const canCheck =
    spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], { input: '' }).status === 0;
  it.skipIf(!canCheck)('is taken by nft (needs nft and root, in a network namespace of its own)', () => {
    const { status, stderr } = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], {
      input: table,
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is loaded at boot before the network counts as online', () => {
    const { files, params } = portMapDocument(portMap);
    expect(params).toEqual({});
    expect(Object.keys(files)).toEqual(['portmap.nft', 'unit']);
    expect(files['unit']).toContain(
      `\nExecStartPre=/bin/sh -c '/usr/sbin/nft list table ip kafka_proxied_portmap >/dev/null 2>&1 || exec /usr/sbin/nft --file /etc/kafka-proxied/gateway/portmap.nft'\n`,
    );
    expect(files['unit']).toContain('\nBefore=network-online.target\n');
  });

  it('is kept, without a guard: a connection that finds no map for milliseconds is tried again by its client', () => {
    const { files } = portMapDocument(portMap);
    expect(files['unit']).toContain(
      '\nExecStart=/opt/kafka-proxied/bin/host keep ip kafka_proxied_portmap /etc/kafka-proxied/gateway/portmap.nft\n',
    );
    expect(files['unit']).toContain('\nRestart=always\n');
  });
});

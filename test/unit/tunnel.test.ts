// Does not prove that OpenSSH takes these files, or that sshd holds to them: the lab's case `tunnel` does.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import { tunnelDocument, tunnelDoorsDocument, tunnelKeyDocument } from '../../templates/tunnel.ts';
import {
  cluster2Values,
  hostKey,
  referenceValues,
  set,
  topologyOf,
  type Values,
} from '../support/config-fixture.ts';

function facts(change: (values: Values) => void = () => undefined) {
  const values = referenceValues();
  set(values, ['clusters', 'cluster2'], cluster2Values());
  change(values);
  const topology = topologyOf(values);
  const plan = makePlan(topology);
  const server = topology.hosts.find(({ id }) => id === 'kafkaclientmachine1');
  const [tunnel] = plan.tunnels;
  if (!server || !tunnel) throw new Error('no tunnel');
  return { topology, plan, server, tunnel, publicKey: 'ssh-ed25519 AAAA\n' };
}

describe('a tunnel on its client', () => {
  const own = facts();
  const { files, params } = tunnelDocument(own);

  it('goes to the address of the machine, whose pinned key it knows by its id, and takes nothing of the host', () => {
    const lines = (files['ssh_config'] ?? '').split('\n').map((line) => line.trim());
    expect(lines).toEqual(
      expect.arrayContaining([
        'HostName 198.51.100.211',
        'Port 22',
        'User kafka-tunnel',
        'HostKeyAlias kafkaclientmachine1',
        'StrictHostKeyChecking yes',
        'GlobalKnownHostsFile /dev/null',
        'IdentityAgent none',
        'IdentitiesOnly yes',
        'ExitOnForwardFailure yes',
      ]),
    );
    expect(files['known_hosts']).toBe(`kafkaclientmachine1 ${hostKey()}\n`);
    expect(files['unit']).toContain(
      '-F /etc/kafka-proxied/kafka-proxied-tunnel-cluster2/current/ssh_config ',
    );
  });

  it('has the ports of the cluster, at the same address and ports', () => {
    expect(files['ssh_config']?.match(/LocalForward .*/g)).toEqual(
      [2181, 9091, 9092].map((port) => `LocalForward 127.0.2.1:${port} 127.0.2.1:${port}`),
    );
  });

  it('is started again for ever', () => {
    expect(files['unit']).toMatch(/^StartLimitIntervalSec=0$/m);
    expect(files['unit']).toMatch(/^Restart=always$/m);
  });

  it('changes with its key, which lies beside the old one until then', () => {
    const other = { ...own, publicKey: 'ssh-ed25519 BBBB\n' };
    expect(tunnelDocument(other).params['conf']).not.toBe(params['conf']);
    const placed = tunnelKeyDocument(own.publicKey, 'PRIVATE');
    expect(placed.params['key']).toBe(params['key']);
    expect(files['ssh_config']).toContain(`/keys/${params['key']}\n`);
    expect(tunnelKeyDocument(other.publicKey, 'PRIVATE').params['key']).not.toBe(params['key']);
    expect(JSON.stringify(tunnelDocument(own))).not.toContain('PRIVATE');
  });

  it('follows the port and the pinned key of sshd', () => {
    const { files: moved } = tunnelDocument(
      facts((values) => {
        set(values, ['hosts', 'kafkaclientmachine1', 'ssh'], { port: 2222 });
        set(values, ['hosts', 'kafkaclientmachine1', 'hostKey'], hostKey(9));
      }),
    );
    expect(moved['ssh_config']).toContain('  Port 2222\n');
    expect(moved['known_hosts']).toBe(`kafkaclientmachine1 ${hostKey(9)}\n`);
  });
});

describe('the ports on the machine', () => {
  it('are opened to a key from its client alone, for the ports of the cluster and nothing else', () => {
    const { server, tunnel, publicKey } = facts();
    const { files, params } = tunnelDoorsDocument(server, [{ tunnel, publicKey }]);
    expect(files['authorized_keys']?.split('\n')[1]).toBe(
      'restrict,port-forwarding,permitopen="127.0.2.1:2181",permitopen="127.0.2.1:9091",permitopen="127.0.2.1:9092",' +
        'permitlisten="127.0.0.1:1",command="/bin/false",from="198.51.100.141" ssh-ed25519 AAAA cluster2-from-kafkaclientmachine2',
    );
    expect(params).toEqual({ address: '198.51.100.211', port: 22, from: '198.51.100.141' });
  });

  it('know a client behind a gateway by the address of the gateway', () => {
    const { server, tunnel, publicKey } = facts((values) =>
      set(values, ['clusters', 'cluster2', 'clients'], ['engine1']),
    );
    const { files } = tunnelDoorsDocument(server, [{ tunnel, publicKey }]);
    expect(files['authorized_keys']).toContain('from="203.0.113.98"');
  });

  it('are passed by the firewall, also where few may log in', () => {
    const sshd = (change?: (values: Values) => void) =>
      facts(change).plan.policies['kafkaclientmachine1']?.openings.find(({ what }) => what === 'sshd')?.allow;
    expect(sshd()).toBe('anywhere');
    expect(sshd((values) => set(values, ['ssh', 'allow'], ['203.0.113.98/32']))).toEqual([
      '198.51.100.141/32',
      '203.0.113.98/32',
    ]);
    const elsewhere = facts((values) => set(values, ['ssh', 'allow'], ['203.0.113.98/32'])).plan;
    const other = elsewhere.policies['kafkaclientmachine2']?.openings.find(({ what }) => what === 'sshd');
    expect(other?.allow).toEqual(['203.0.113.98/32']);
  });
});

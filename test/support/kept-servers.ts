// Servers on the loopback that a test opens, and how doctor speaks at them; all end with the test.
import { connect } from 'node:net';
import { afterEach } from 'vitest';
import type { ConnectTarget } from '../../doctor/gather/connect.ts';
import { makeAuthority } from './certificates.ts';
import type { FakeServer } from './fake-servers.ts';

const open: { close: () => unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Closes it after the test. */
export function keep<T extends { close: () => unknown }>(one: T): T {
  open.push(one);
  return one;
}

export const authority = makeAuthority('the plan’s CA');
/** Milliseconds that a port may keep silent. */
export const patienceMs = 1_500;

/** A broker’s port, plain text unless told otherwise. */
export function endpointAt(
  { port }: Pick<FakeServer, 'port'>,
  of: Partial<ConnectTarget> = {},
): ConnectTarget {
  return {
    service: { kind: 'broker', cluster: 'cluster1', id: 1, listener: 'EXTERNAL' },
    security: { transport: 'plain', authentication: 'none' },
    ...{ name: 'localhost', tls: { authorities: authority.certificate } },
    open: async () => {
      const socket = connect(port, '127.0.0.1').on('error', () => undefined);
      await new Promise((resolve) => socket.once('connect', resolve));
      return socket;
    },
    ...of,
  };
}

// Proves what is understood of servers of these kinds on the loopback; that real brokers speak in the same way, the lab
// proves.
import { describe, expect, it } from 'vitest';
import { type ConnectTarget, connect } from '../../doctor/gather/connect.ts';
import { Forbidden } from '../../ssh/client.ts';
import { makeAuthority, makeIdentity } from '../support/certificates.ts';
import { fakeCluster, serveBroker } from '../support/fake-broker.ts';
import { type FakeServer, startServer, startTlsServer } from '../support/fake-servers.ts';
import { authority, endpointAt, keep, patienceMs } from '../support/kept-servers.ts';

const node = makeIdentity(authority, 'node', 'DNS:localhost,IP:127.0.0.1');
const client = makeIdentity(authority, 'client');
const cluster = fakeCluster([{ id: 1, host: 'localhost', port: 9 }]);

async function responseAt(server: FakeServer, of: Partial<ConnectTarget> = {}) {
  const { response, session } = await connect(endpointAt(keep(server), of), patienceMs);
  session?.close();
  return response;
}

const tls = { security: { transport: 'tls', authentication: 'clientCertificate' } } as const;
const told = { id: 1, clusterId: 'fake', controller: 1, brokers: [{ id: 1, name: 'localhost', port: 9 }] };

describe('an open port', () => {
  it('is a broker that tells who it is, and of the others', async () => {
    expect(await responseAt(await startServer(serveBroker(1, cluster)))).toEqual({
      ...{ kind: 'answered', transport: 'plain', broker: { ...told, partitions: [] } },
    });
  });

  it('is another broker than the one that is expected', async () => {
    const response = await responseAt(await startServer(serveBroker(3, cluster)));
    expect(response).toMatchObject({ kind: 'answered', broker: { id: 3 } });
  });

  it('stays silent, in plain text and in TLS', async () => {
    expect(await responseAt(await startServer(() => undefined))).toEqual({ kind: 'silent' });
    expect(await responseAt(await startServer(() => undefined), tls)).toEqual({ kind: 'silent' });
  });

  it('ends every connection, in whichever transport', async () => {
    const server = await startServer((socket) => socket.end());
    expect(await responseAt(server)).toMatchObject({ kind: 'closed' });
    expect(server.met()).toBe(2);
  });

  it('speaks plain text where TLS is due', async () => {
    // As Kafka does with a size that no request has.
    const serve = serveBroker(1, cluster);
    const server = await startServer((socket) => {
      socket.once('data', (first: Buffer) => void (first[0] === 22 && socket.destroy()));
      serve(socket);
    });
    expect(await responseAt(server, tls)).toMatchObject({
      ...{ kind: 'answered', transport: 'plain', broker: { id: 1 } },
    });
  });

  it('speaks TLS where plain text is due', async () => {
    const response = await responseAt(await startTlsServer(node, serveBroker(1, cluster)));
    expect(response).toMatchObject({ kind: 'answered', transport: 'tls', broker: { id: 1 } });
  });

  it('is another program', async () => {
    const server = await startServer((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    expect(await responseAt(server)).toEqual({
      ...{ kind: 'answered', transport: 'plain', stranger: '"HTTP/1.1 400 Bad Request"' },
    });
  });

  it('is ZooKeeper, or says in its own words that it does not tell', async () => {
    const service = { kind: 'zookeeper', cluster: 'c', id: 1, transport: 'plain' } as const;
    const answering = (text: string) =>
      startServer((socket) =>
        socket.once('data', (asked: Buffer) => socket.end(`${text} ${asked.toString()}`)),
      );
    const answered = { kind: 'answered', transport: 'plain' };
    expect(await responseAt(await answering('Zookeeper version: 3.8.4'), { service })).toEqual(answered);
    expect(await responseAt(await answering('srvr is not executed because'), { service })).toEqual(answered);
    expect(await responseAt(await answering('SSH-2.0-x'), { service })).toMatchObject({
      stranger: '"SSH-2.0-x srvr"',
    });
  });

  it('tells a sshd that opens no connections for others', async () => {
    const server = endpointAt({ port: 1 }, { open: () => Promise.reject(new Forbidden('no forwarding')) });
    expect(await connect(server)).toEqual({ forbidden: 'no forwarding' });
  });
});

describe('a certificate', () => {
  const certificateAt = async (identity: typeof node) => {
    const response = await responseAt(await startTlsServer(identity, serveBroker(1, cluster)), tls);
    return response?.kind === 'answered' ? response.certificate : undefined;
  };

  it('is of the plan’s CA, for this name, and valid', async () => {
    const found = await certificateAt(node);
    expect(found).toMatchObject({ subject: 'CN=node', names: ['localhost', '127.0.0.1'], coversName: true });
    expect(found).not.toHaveProperty('chain');
    expect(found?.protocol).toBe('TLSv1.3');
  });

  it('is not for this name', async () => {
    const found = await certificateAt(makeIdentity(authority, 'node', 'DNS:elsewhere'));
    expect(found).toMatchObject({ names: ['elsewhere'], coversName: false });
    expect(found).not.toHaveProperty('chain');
  });

  it('has ended', async () => {
    const ended = makeIdentity(authority, 'node', 'DNS:localhost', -1);
    expect(await certificateAt(ended)).toMatchObject({ coversName: true, chain: 'CERT_HAS_EXPIRED' });
  });

  it('is of another CA', async () => {
    const other = makeIdentity(makeAuthority('another'), 'node', 'DNS:localhost');
    expect(await certificateAt(other)).toMatchObject({
      ...{ coversName: true, chain: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' },
    });
  });

  it('is asked of us, and taken or turned away', async () => {
    const start = () => startTlsServer(node, serveBroker(1, cluster), authority.certificate);
    const refused = await responseAt(await start(), tls);
    expect(refused).toMatchObject({
      kind: 'answered',
      alert: expect.stringMatching(/certificate/) as string,
    });
    const identity = `${client.key}${client.certificate}`;
    const taken = await responseAt(await start(), {
      ...tls,
      tls: { authorities: authority.certificate, identity },
    });
    expect(taken).toMatchObject({ kind: 'answered', broker: { id: 1 } });
    expect(taken).not.toHaveProperty('alert');
  });
});

// Does not prove: how long the far end takes to give a dead connection up. Starts from any lab that is up; brings the dev stack up first, and back at the end.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clientDir } from '../../../config/host-paths.ts';
import { editedConfig } from '../../support/lab-config.ts';
import { onHost } from '../../support/lab-places.ts';
import { pids } from '../../support/lab-services.ts';
import { cluster, devStack, type DevStack, stackFile, up } from '../../support/lab-stack.ts';

const leaves = 'kafkaclientmachine2';
/** The mirror runs there, so it reaches the brokers in any case. */
const stays = 'kafkaclientmachine1';
const both = [leaves, stays];
const port = 19091;
const pipe = '/run/withdrawn-rule';
const unit = 'withdrawn-rule';
/** Connections to the broker, each with its program: a mirror may have others. */
const ours = `ss --no-header --tcp --numeric --processes state established dport = :${port}`;

const without = editedConfig(stackFile, (config) => {
  const own = config['kafka-proxied:clusters'][cluster] as unknown as { clients: string[] };
  own.clients = own.clients.filter((client) => client !== leaves);
});

let dev: DevStack;
beforeAll(async () => {
  await up();
  dev = await devStack();
});
afterAll(async () => {
  for (const client of both)
    await onHost(client, `systemctl stop ${unit} 2>/dev/null || true; rm -rf ${pipe}`);
  await up();
});

/** A TLS connection to broker 1 that stays open, and sends what is written to a pipe. */
async function connect(client: string): Promise<void> {
  const keys = `${clientDir}/${cluster}`;
  await onHost(
    client,
    `mkdir -p ${pipe}; cp ${keys}/*.pem ${pipe}; mkfifo ${pipe}/in
     systemd-run --quiet --unit=${unit} bash -c 'exec 4<>${pipe}/in; exec openssl s_client -quiet \\
       -connect my-public-domain:${port} -CAfile ${pipe}/ca.pem -cert ${pipe}/keystore.pem -key ${pipe}/keystore.pem <&4'
     for try in {1..20}; do
       sleep 0.5
       if ${ours} | grep -q openssl; then exit; fi
     done; exit 1`,
  );
}

/** Whether a byte that is sent now is acknowledged within three seconds. */
async function isAlive(client: string): Promise<boolean> {
  const unsent = await onHost(
    client,
    // Nobody reads the pipe where the connection was ended.
    `timeout 2 bash -c 'printf x >${pipe}/in' || true; sleep 3; ${ours} | awk '/openssl/ { print $2 }'`,
  );
  return unsent === '0';
}

test('a connection ends when its rule is withdrawn, the others go on, and no broker restarts', async () => {
  for (const client of both) await connect(client);
  expect(await Promise.all(both.map(isAlive))).toEqual([true, true]);
  const running = await pids(dev.topology);
  await up(without);
  expect(await pids(dev.topology)).toEqual(running);
  expect(await Promise.all(both.map(isAlive))).toEqual([false, true]);
});

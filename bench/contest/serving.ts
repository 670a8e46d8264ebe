// Waits until the cluster serves a client inside and a client outside, and lets both exchange records.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationCommand } from '../../lab/enter.ts';
import { netnsPath } from '../../lab/names.ts';
import { programArgv } from '../../lib/own-program.ts';
import { engines, gateway, outsideClient, publicName, servers } from './cluster.ts';

/** Clients that have started, and wait to be told that they may look. */
export interface Clients {
  /**
   * @returns the moment at which the cluster served both, by performance.now()
   * @throws Error if it does not within two minutes, or if a record is lost
   */
  untilServing: () => Promise<number>;
  /** Ends those that were never told. */
  end: () => void;
}

/** A command in the network of the client outside, which knows the public name. @param folder for its hosts file */
function outsideCommand(folder: string, argv: readonly string[]): string[] {
  const hosts = join(folder, 'hosts');
  writeFileSync(hosts, `127.0.0.1 localhost\n${gateway.publicAddress} ${publicName}\n`);
  return [
    ...['nsenter', `--net=${netnsPath(outsideClient.name)}`, 'unshare', '--mount'],
    ...['sh', '-ec', 'mount --bind "$0" /etc/hosts; exec "$@"', hosts, ...argv],
  ];
}

/**
 * Starts a client inside and one outside, so that their own start is not measured.
 * @param value of the property that changes, which all brokers must have
 * @param folder for files
 */
export function startClients(value: number, folder: string): Clients {
  const client = (of: readonly string[]): string[] =>
    programArgv('bench/contest/client.ts', String(value), ...of);
  const commands = [
    workstationCommand(client(servers.inside)),
    outsideCommand(folder, client(servers.outside)),
  ];
  const ending = new AbortController();
  const running = commands.map(([file = '', ...args]) => {
    const child = execa(file, args, { cancelSignal: ending.signal });
    // Who waits for it gets its error; nobody else needs to.
    child.catch(() => undefined);
    return child;
  });
  const served = async (child: (typeof running)[number]): Promise<number> => {
    child.stdin.end('look\n');
    let moment = NaN;
    for await (const line of child.iterable()) if (line === 'serves') moment = performance.now();
    await child;
    return moment;
  };
  return {
    untilServing: async () => {
      try {
        return Math.max(...(await Promise.all(running.map(served))));
      } finally {
        ending.abort();
      }
    },
    end: () => ending.abort(),
  };
}

/** @throws Error if something still answers at a port of the cluster */
export async function requireGone(): Promise<void> {
  for (const { name, port, externalPort } of engines)
    for (const each of [port, externalPort]) {
      const [file = '', ...args] = workstationCommand(['bash', '-c', `: </dev/tcp/${name}/${each}`]);
      const { failed } = await execa(file, args, { reject: false, timeout: 10_000 });
      if (!failed) throw new Error(`After the removal, ${name}:${each} still answers.`);
    }
}

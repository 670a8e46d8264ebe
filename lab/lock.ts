// One `up` or `down` at a time. The lock is an abstract socket: the kernel frees it when its holder ends, however it
// ends, so there is no stale lock to judge after a kill -9.
import { createConnection, createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../lib/progress.ts';
import { labPrefix } from './names.ts';

const address = `\0${labPrefix}lock`;
const pollMs = 300;

function tryToListen(holder: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.on('error', () => undefined).end(holder));
    server.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(address, () => resolve(server));
  });
}

/** What the holder says about itself; empty if it has just gone. */
function askHolder(): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    createConnection(address)
      .on('data', (chunk) => (text += chunk.toString()))
      .on('error', () => resolve(text))
      .on('close', () => resolve(text));
  });
}

/**
 * Runs `work` while no other process changes the lab; waits for one that does.
 * @param title what is being done, told to whoever waits
 */
export async function withLabLock<T>(title: string, work: () => Promise<T>): Promise<T> {
  const holder = `${title} (process ${process.pid})`;
  let told = false;
  for (;;) {
    const server = await tryToListen(holder);
    if (server) {
      try {
        return await work();
      } finally {
        server.close();
      }
    }
    if (!told) {
      const other = await askHolder();
      if (other) say(`Waiting for ${other} to end.`);
      told = other !== '';
    }
    await sleep(pollMs);
  }
}

// Whether a host that is shut lets a single packet in, over a while.
import { execa } from 'execa';
import { networkOf, onHost } from './lab-places.ts';

/** A port that nobody listens on: the host counts what its rules let in as a datagram that finds nobody. */
const port = 7777;
const counted = "awk '/^Udp:/ && $3 ~ /^[0-9]/ { print $3 }' /proc/net/snmp";

/** Sends datagrams as fast as it can until its input ends, then prints how many. */
const sender = (address: string): string => `
  const socket = require('node:dgram').createSocket('udp4');
  let sent = 0, isEnded = false;
  process.stdin.on('end', () => { isEnded = true; }).resume();
  const next = () => {
    if (isEnded) { console.log(sent); socket.close(); return; }
    socket.send('x', ${port}, '${address}', () => { if (sent++ === 0) console.log('begun'); setImmediate(next); });
  };
  next();`;

export interface Flood {
  sent: number;
  /** How many the rules let in. */
  arrived: number;
}

/** What comes in on a host from another one's network while something is done there. */
export async function floodWhile(
  target: { host: string; address: string },
  from: string,
  action: () => Promise<unknown>,
): Promise<Flood> {
  const before = Number(await onHost(target.host, counted));
  const [file = '', ...args] = await networkOf(from)([process.execPath, '-e', sender(target.address)]);
  const flood = execa(file, args, { stdin: 'pipe' });
  try {
    await new Promise((resolve) => flood.stdout.once('data', resolve));
    await action();
  } finally {
    flood.stdin.end();
  }
  const { stdout } = await flood;
  return {
    sent: Number(stdout.split('\n').at(-1)),
    arrived: Number(await onHost(target.host, counted)) - before,
  };
}

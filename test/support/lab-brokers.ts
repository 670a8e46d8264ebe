// Which brokers are registered in the lab's ZooKeeper just now, and which one is the controller.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseFacts } from '../../probe/facts.ts';
import { type Registrations, registrations } from '../../probe/registrations.ts';
import { onHost } from './lab-places.ts';
import { cluster, type DevStack } from './lab-stack.ts';

const dump = `exec 3<>/dev/tcp/127.0.0.1/2181; printf dump >&3; cat <&3`;

export async function registeredNow({ topology }: DevStack): Promise<Registrations> {
  const found = topology.clusters.find(({ id }) => id === cluster);
  const [node] = found?.zookeeper ?? [];
  if (!found || !node) throw new Error(`${cluster} has no ZooKeeper`);
  const address = topology.hosts.find(({ id }) => id === node.host)?.address ?? '';
  const text = await onHost(node.host, dump.replace('127.0.0.1/2181', `${address}/${node.port}`));
  const lines: string[] = [];
  let session = '';
  for (const line of text.split('\n')) {
    session = /^(0x[0-9a-f]+):/.exec(line)?.[1] ?? session;
    if (/^\s+\//.test(line)) lines.push(`ephemeral\t${session}\t${line.trim()}`);
  }
  const facts = parseFacts([...lines, 'done'].join('\n'));
  return registrations(found, facts ? [facts] : []);
}

/** Waits until a broker is registered, or is not, for 90 s at most. */
export async function awaitRegistered(dev: DevStack, id: number, wanted: boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(500)) {
    if ((await registeredNow(dev)).registered.includes(id) === wanted) return;
  }
  throw new Error(`broker ${id} is ${wanted ? 'not registered' : 'still registered'} after 90 s`);
}

// Which brokers are registered in the lab's ZooKeeper just now, and which one is the controller.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseClusterState, type Registrations, registrations } from '../../probe/cluster-state.ts';
import { hostScripts } from '../../templates/scripts.ts';
import { onHost } from './lab-places.ts';
import { cluster, type DevStack } from './lab-stack.ts';

const scripts = ['talk.sh', 'registrations.sh'].map((name) => hostScripts()[name]).join('');

export async function registeredNow({ topology }: DevStack): Promise<Registrations> {
  const found = topology.clusters.find(({ id }) => id === cluster);
  const [node] = found?.zookeeper ?? [];
  if (!found || !node) throw new Error(`${cluster} has no ZooKeeper`);
  const address = topology.hosts.find(({ id }) => id === node.host)?.address ?? '';
  const text = await onHost(node.host, `${scripts}registrations_at ${address}:${node.port}`);
  return registrations(found, [parseClusterState(text)]);
}

/** Waits until a broker is registered, or is not, for 90 s at most. */
export async function awaitRegistered(dev: DevStack, id: number, wanted: boolean): Promise<void> {
  for (const deadline = Date.now() + 90_000; Date.now() < deadline; await sleep(500)) {
    if ((await registeredNow(dev)).registered.includes(id) === wanted) return;
  }
  throw new Error(`broker ${id} is ${wanted ? 'not registered' : 'still registered'} after 90 s`);
}

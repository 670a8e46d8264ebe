// Cluster 1 of the dev stack without cluster 2 and the mirror, with any Kafka version, on hosts that had nothing of it.
import type { Topology } from '../../config/topology.ts';
import { onHost } from './lab-places.ts';
import {
  changedConfig,
  cluster,
  type ClusterConfig,
  confirmed,
  type DevStack,
  devStack,
  managedHosts,
  runOk,
  up,
} from './lab-stack.ts';

/** The dev stack's config with cluster 1 alone, of that version, and a change to it. */
export function clusterOf(version: string, change: (own: ClusterConfig) => void = () => undefined): string {
  return changedConfig((own, all) => {
    all['kafka-proxied:clusters'] = { [cluster]: own };
    delete all['kafka-proxied:mirrors'];
    own.version = version;
    change(own);
  });
}

/** Where a host has anything of a stack, its data included. */
const traces = '/etc/kafka-proxied /var/lib/kafka-proxied';

/** Whether no host has anything of a stack, as after the start of the lab, or a case that leaves it so. */
async function isBare(dev: DevStack): Promise<boolean> {
  const found = managedHosts(dev).map((name) => onHost(name, `ls -d ${traces} 2>/dev/null || true`));
  return (await Promise.all(found)).every((paths) => paths === '');
}

/** Destroys the dev stack with its data, which Kafka does not take back to an older version. @returns the topology of {@link clusterOf} */
export async function withoutData(): Promise<Topology> {
  const dev = await devStack();
  const { topology } = dev;
  if (!(await isBare(dev))) {
    await up();
    await runOk('destroy', '--data', ...confirmed);
  }
  return { ...topology, clusters: topology.clusters.filter(({ id }) => id === cluster), mirrors: [] };
}

/** Destroys cluster 1 with its data, as a config from {@link clusterOf} has it. */
export async function destroyed(configFile: string): Promise<void> {
  await runOk('destroy', '--data', '--confirm', cluster, '--config-file', configFile);
}

/** The folder of jars that the process of a broker of cluster 1 was started from, as its class path has it. */
export function jarsOf(id: number): Promise<string> {
  const pid = `systemctl show --property=MainPID --value kafka-cluster1-${id}`;
  return onHost(`engine${id}`, `tr '\\0' '\\n' </proc/$(${pid})/cmdline | grep libs`);
}

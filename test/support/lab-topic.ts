// What Kafka says of topics' partitions: by its tool on the workstation, and by its protocol on a broker's host.
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationBinDir } from '../../lab/names.ts';
import { projectRoot } from '../../lib/paths.ts';
import { hostProgram } from '../../config/host-paths.ts';
import { parseClusterState, type Partition } from '../../probe/cluster-state.ts';
import { clusterStateDocument } from '../../templates/broker.ts';
import { renderBody } from '../../templates/document.ts';
import { host, runAt, workstation } from './lab-places.ts';
import { cluster, type DevStack } from './lab-stack.ts';

const reader = join(projectRoot, 'templates', 'scripts', 'cluster-state.sh');

/** By the tool. @param topic default: all */
export async function partitionsOf(topic?: string): Promise<Partition[]> {
  const which = topic === undefined ? [] : ['--topic', topic];
  const kafka = [join(workstationBinDir, 'kafka'), 'topics', '--cluster', cluster];
  const input = (await runAt(workstation, [...kafka, '--describe', ...which])).join('\n');
  const { stdout } = await execa('bash', ['-c', '. "$1"; read_description -', 'read', reader], { input });
  return parseClusterState(stdout).partitions;
}

/** By what the host of a broker tells; Java can't be started there, so no tool is asked. */
export async function partitionsKnownTo(id: number, { topology, plan }: DevStack): Promise<Partition[]> {
  const own = topology.clusters.find((one) => one.id === cluster);
  const broker = own?.brokers.find((one) => one.id === id);
  if (!own || !broker) throw new Error(`${cluster} has no broker ${id}`);
  const hosts = new Map(topology.hosts.map((one) => [one.id, one]));
  const document = clusterStateDocument({ cluster: own, broker, plan, hosts });
  const withoutJava = `mount --bind /bin/false "$(readlink -f /usr/bin/java)" && ${hostProgram} cluster-state ${cluster}`;
  const argv = ['unshare', '--mount', 'bash', '-c', withoutJava];
  const input = ['stamp none', ...renderBody(document).split('\n').slice(0, -1)];
  return parseClusterState((await runAt(host(broker.host), argv, { input })).join('\n')).partitions;
}

// What Kafka says of a topic's partitions, asked on the workstation.
import { join } from 'node:path';
import { execa } from 'execa';
import { workstationBinDir } from '../../lab/names.ts';
import { projectRoot } from '../../lib/paths.ts';
import { parseClusterState, type Partition } from '../../probe/cluster-state.ts';
import { runAt, workstation } from './lab-places.ts';
import { cluster } from './lab-stack.ts';

const reader = join(projectRoot, 'templates', 'scripts', 'cluster-state.sh');

export async function partitionsOf(topic: string): Promise<Partition[]> {
  const kafka = [join(workstationBinDir, 'kafka'), 'topics', '--cluster', cluster];
  const input = (await runAt(workstation, [...kafka, '--describe', '--topic', topic])).join('\n');
  const { stdout } = await execa('bash', ['-c', '. "$1"; read_description -', 'read', reader], { input });
  return parseClusterState(stdout).partitions;
}

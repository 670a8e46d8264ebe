// What Kafka says of a topic's partitions, asked on the workstation.
import { join } from 'node:path';
import { workstationBinDir } from '../../lab/names.ts';
import { parseDescribe, type Partition } from '../../cli/status/partitions.ts';
import { runAt, workstation } from './lab-places.ts';
import { cluster } from './lab-stack.ts';

export async function partitionsOf(topic: string): Promise<Partition[]> {
  const kafka = [join(workstationBinDir, 'kafka'), 'topics', '--cluster', cluster];
  return parseDescribe((await runAt(workstation, [...kafka, '--describe', '--topic', topic])).join('\n'));
}

// What a cluster's controllers (KRaft) say of themselves, by Kafka's own tool.
import { onHost } from './lab-places.ts';
import { cluster } from './lab-stack.ts';

export interface Quorum {
  leader: number;
  voters: number[];
}

/** @param client a host of the stack that has the cluster's `kafka` command */
export async function quorumAt(client: string): Promise<Quorum> {
  const told = await onHost(client, `kafka metadata-quorum --cluster ${cluster} describe --status`);
  const [, leader] = /^LeaderId:\s+(\d+)/m.exec(told) ?? [];
  const [, voters = ''] = /^CurrentVoters:\s+(.*)$/m.exec(told) ?? [];
  const ids = [...voters.matchAll(/"id": (\d+)/g)].map(([, id]) => Number(id));
  return { leader: Number(leader), voters: ids.sort((a, b) => a - b) };
}

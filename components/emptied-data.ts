// Brokers whose data folder was emptied, such as by a new disk: preview and up say what becomes of their data.
import { brokerDataDir } from '../config/host-paths.ts';
import * as pulumi from '@pulumi/pulumi';
import { npmRun } from '../config/advice.ts';
import type { HostId, Topology } from '../config/topology.ts';
import { brokerUnit } from '../config/units.ts';
import type { HostFacts } from '../probe/facts.ts';

/** A line for each broker that became ready once and has no data now. */
export function emptiedLines(
  topology: Pick<Topology, 'clusters'>,
  factsOf: (host: HostId) => HostFacts | undefined,
): string[] {
  return topology.clusters.flatMap(({ id: cluster, brokers }) => {
    const emptied = brokers.filter(
      ({ id, host }) => factsOf(host)?.files[brokerUnit(cluster, id)]?.emptied === true,
    );
    const left = brokers.filter((broker) => !emptied.includes(broker)).map(({ id }) => id);
    return emptied.map(({ id, host }) => {
      const folder = brokerDataDir(brokerUnit(cluster, id));
      const empty = `broker ${id} of ${cluster}: its data folder is empty (${folder} on ${host})`;
      return left.length === 0
        ? `${empty}, and there is no other broker that has its data: it starts without a record. If a disk is missing there, bring it back first`
        : `${empty}, its data is copied again from broker(s) ${left.join(', ')}; what no other broker has a copy of is lost. If a disk is missing there, bring it back first. ${npmRun('status')} shows how far it is`;
    });
  });
}

export function announceEmptied(
  topology: Pick<Topology, 'clusters'>,
  factsOf: (host: HostId) => HostFacts | undefined,
): void {
  for (const line of emptiedLines(topology, factsOf)) void pulumi.log.warn(line);
}

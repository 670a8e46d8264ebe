// Data, or running brokers, of another cluster.
import { brokerDataDir } from '../../../config/host-paths.ts';
import type { Cluster } from '../../../config/topology.ts';
import { clusterIds as ofData } from '../../../probe/checks/data.ts';
import { routeText } from '../../keys.ts';
import { type Diagnosis, groupBy, subjects } from '../diagnosis.ts';
import { ofPreflight } from '../of-preflight.ts';
import { toldBy } from '../told.ts';

export const clusterIds = ofPreflight(ofData, {
  reads: ['hosts', 'metadata'],
  at: {
    clusters(d) {
      for (const cluster of d.topology.clusters) findOthers(d, cluster);
    },
  },
});

/** Brokers of one cluster that say they are of two. */
function findOthers(d: Diagnosis<'cluster-id-differs'>, cluster: Cluster): void {
  const told = toldBy(d).filter(
    ({ route, broker }) =>
      route.service.cluster === cluster.id &&
      broker.clusterId !== undefined &&
      d.causeOfRoute(route) === undefined,
  );
  const all = groupBy(told, ({ broker }) => broker.clusterId ?? '').sort((a, b) => b.length - a.length);
  const [usual, ...others] = all;
  for (const [{ route, broker }] of others) {
    const host = d.hostOfService(route.service) ?? route.vantage;
    d.find(
      {
        id: 'cluster-id-differs',
        hosts: [host],
        route: routeText(route),
        expected: `it is of the cluster ${usual?.[0].broker.clusterId} like the others of ${cluster.id}`,
        found: `it is of the cluster ${broker.clusterId}`,
        fix: `sudo grep -H cluster.id ${brokerDataDir('*')}/meta.properties`,
        at: host,
      },
      [subjects.node(route.service), subjects.route(route)],
    );
  }
}

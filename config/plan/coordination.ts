// The ports of servers that coordinate clusters, by kind.
import { coordinationOf } from '../coordination.ts';
import type { CoordinationKind, HostId, NodeId } from '../ids.ts';
import type { Cluster } from '../topology.ts';
import type { EnsembleService, SecurityProtocol } from './types.ts';

interface Port {
  port: number;
  /** Key of the server in the config that has it. */
  key: string;
}

export interface PlannedServer {
  id: NodeId;
  host: HostId;
  /** For brokers and clients; the one that brokers and the gateway's map use first. */
  ports: (Port & { protocol: SecurityProtocol })[];
  /** Port on the gateway that leads to the first of them; undefined: none. */
  externalPort?: number;
  /** What only the servers of one cluster use among themselves. */
  channels: (Port & Pick<EnsembleService, 'channel'>)[];
}

const planned: Record<CoordinationKind, (cluster: Cluster) => PlannedServer[]> = {
  zookeeper: ({ zookeeper, tls }) => {
    const protocols = { off: ['PLAINTEXT'], both: ['SSL', 'PLAINTEXT'], only: ['SSL'] } as const;
    return zookeeper.map(({ id, host, port, securePort, externalPort, peerPort, electionPort }) => ({
      ...{ id, host, ...(externalPort !== undefined && { externalPort }) },
      ports: protocols[tls.zookeeper].map((protocol) =>
        protocol === 'SSL'
          ? { protocol, port: securePort, key: 'securePort' }
          : { protocol, port, key: 'port' },
      ),
      channels:
        zookeeper.length > 1
          ? [
              { channel: 'followers', port: peerPort, key: 'peerPort' },
              { channel: 'elections', port: electionPort, key: 'electionPort' },
            ]
          : [],
    }));
  },
};

export function plannedServers(cluster: Cluster): PlannedServer[] {
  return planned[coordinationOf(cluster)](cluster);
}

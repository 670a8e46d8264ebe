// Outside clients keep their addresses through the gateway, so replies must go back through it: by another way they
// would arrive from another address, and no connection would come about.
import { repliesOf } from '../request.ts';
import type { Affected, Check, HostView } from './check.ts';

export const wayBack = {
  id: 'way-back-elsewhere',
  label: 'replies to outside clients go back through their gateway',
  docs: {
    about: 'the way back',
    holds:
      'on hosts that outside clients reach through a gateway, replies to these clients leave through that gateway',
  },
  doctor: {
    is: 'replies to outside clients don’t leave through the gateway',
    why: 'Replies that take another route arrive from another address: no outside client can connect.',
    toDo: 'add the route in the finding, permanently in the network’s configuration',
    command: (view) => `sudo ip route replace default via ${gatewayOf(view)}`,
    affects: mappedPorts,
  },
  find: ({ topology, plan, host, facts }) => {
    const wrong = repliesOf(plan, host).flatMap(({ to, client, gateway }) => {
      const way = facts.ways[to];
      const address = topology.hosts.find(({ id }) => id === gateway)?.address;
      // To the gateway itself, where it puts its own address in the place of others', there is no hop.
      return way && address && to !== address && way.via !== address
        ? [{ to, client, gateway, address, way }]
        : [];
    });
    return wrong.map(({ to, client, gateway, address, way }) => {
      const found = way.dev
        ? `${way.via ? `through ${way.via}` : 'directly'} (${way.dev})`
        : 'nowhere: there is no route';
      return `sends replies to ${to} (${client}) ${found}, not through ${gateway} at ${address}, so no connection from there would work. Make ${address} its default gateway, or add 'ip route add ${to} via ${address}' to its network configuration`;
    });
  },
} satisfies Check;

function gatewayOf({ topology, host }: HostView): string {
  const network = topology.networks.find(({ id }) => id === host.network);
  return topology.hosts.find(({ id }) => id === network?.gateway)?.address ?? 'GATEWAY';
}

/** Ports of gateways that lead here. */
function mappedPorts({ plan, host }: HostView): Affected[] {
  return plan.portMap.filter(({ to }) => to.host === host.id).map(({ gateway, port }) => ({ gateway, port }));
}

// How outside clients arrive behind a gateway, while their connections stand.
import { mapEntryOf } from '../../config/plan/hops.ts';
import type { Plan } from '../../config/plan/types.ts';
import type { HostId, Topology } from '../../config/topology.ts';
import type { Inspection } from './inspect.ts';
import { answerMs } from './connect.ts';

/** Prints `PORT PEER` for each connection to a port. Arguments: ports. */
const peersScript = `
for port in "$@"; do
  ss --no-header --tcp --numeric state established "sport = :$port" | awk -v port="$port" '{ sub(/:[0-9]+$/, "", $4); gsub(/[][]|::ffff:/, "", $4); print port, $4 }'
done`;

/** Lines of a number and a word. */
function pairsIn(stdout: string): [number, string][] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [port = '', word = ''] = line.split(' ');
      return [Number(port), word];
    });
}

/** With which addresses outside clients stand at the services' hosts. */
export async function inspectArrivals(
  topology: Topology,
  plan: Plan,
  inspections: readonly Inspection[],
): Promise<void> {
  const ports = (host: HostId): number[] =>
    plan.portMap.filter(({ to }) => to.host === host).map(({ to }) => to.port);
  const seen = new Map(
    await Promise.all(
      inspections.map(async ({ host, vantage }) => {
        const own = ports(host).map(String);
        const printed =
          vantage && own.length > 0
            ? await vantage.run(peersScript, own, answerMs).then(
                ({ stdout }) => stdout,
                () => '',
              )
            : '';
        return [host, pairsIn(printed)] as const;
      }),
    ),
  );
  for (const { route, tried, result } of inspections.flatMap(({ conversations }) => conversations)) {
    const entry = mapEntryOf(plan, route);
    if (!entry || !result.session) continue;
    const peers = (seen.get(entry.to.host) ?? []).flatMap(([port, peer]) =>
      port === entry.to.port ? [peer] : [],
    );
    const gateway = topology.hosts.find(({ id }) => id === entry.gateway)?.address;
    const arrived = [route.arrivesFrom, gateway].find((one) => one !== undefined && peers.includes(one));
    if (arrived !== undefined) tried.arrivedFrom = arrived;
  }
}

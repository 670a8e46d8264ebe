// Whether a gateway that is not ours maps what the plan says, and lets hosts behind it see who calls: a connection from an
// outside client to each mapped port, and a look at the services' hosts at which connections are there.
import { describeService } from '../../config/plan/describe.ts';
import { mappedPortOf } from '../../config/plan/hops.ts';
import { openRoutes } from '../../config/plan/select.ts';
import type { Plan, PortMapEntry } from '../../config/plan/types.ts';
import type { Host, HostId, Topology } from '../../config/topology.ts';
import { pairsIn, peersScript } from '../../doctor/gather/peers.ts';
import { runSsh } from '../../ssh/run.ts';
import { sshTarget } from '../../ssh/target.ts';

/** What became of one connection. */
export interface Attempt {
  entry: PortMapEntry;
  client: HostId;
  /** `open`; `refused`: somebody said no at once; `silent`: nobody answered. */
  outcome: 'open' | 'refused' | 'silent';
  /** Address with which the client arrived at the service's host; undefined: no connection of the client's is there. */
  arrivedFrom?: string;
}

export interface PortMapFinding {
  gateway: HostId;
  text: string;
}

/** Seconds in which a connection must come about, and that it is held for the look at the other end. */
const connectSeconds = 4;
const holdSeconds = 6;
const lookAfterMs = 3_000;
const deadlineMs = 25_000;

/** Holds a connection to each port for some seconds and prints a line `PORT OUTCOME` for it. Arguments: address, ports. */
const connectScript = `
address=$1; shift
for port in "$@"; do (
  if timeout ${connectSeconds} bash -c ': 3<>"/dev/tcp/$1/$2"' _ "$address" "$port" 2>/dev/null; then
    echo "$port open"
    timeout ${holdSeconds} bash -c 'exec 3<>"/dev/tcp/$1/$2" && sleep ${holdSeconds}' _ "$address" "$port" 2>/dev/null
  elif [ $? = 124 ]; then echo "$port silent"; else echo "$port refused"; fi
) & done
wait`;

function ask(host: Host, script: string, args: readonly (string | number)[]): Promise<{ stdout: string }> {
  const command = `bash -s -- ${args.join(' ')}`;
  return runSsh(sshTarget(host), { command, stdin: script, deadlineMs });
}

/** Tries every entry of one gateway from a client that the plan lets in. */
async function tryGateway(topology: Topology, plan: Plan, gateway: HostId): Promise<Attempt[]> {
  const entries = plan.portMap.filter((entry) => entry.gateway === gateway);
  const hostOf = (id: HostId) => topology.hosts.find((host) => host.id === id && host.ssh && !host.abandoned);
  const client = openRoutes(plan)
    .filter((route) => mappedPortOf(route)?.gateway === gateway)
    .map(({ vantage }) => hostOf(vantage))
    .find((host) => host !== undefined);
  const [first] = entries;
  if (!client || !first) return [];
  const connecting = ask(client, connectScript, [first.publicAddress, ...entries.map(({ port }) => port)]);
  await new Promise((resolve) => setTimeout(resolve, lookAfterMs));
  const targets = [...new Set(entries.map(({ to }) => to.host))];
  const seen = new Map(
    await Promise.all(
      targets.map(async (id) => {
        const host = hostOf(id);
        const ports = entries.filter(({ to }) => to.host === id).map(({ to }) => to.port);
        return [id, host ? pairsIn((await ask(host, peersScript, ports)).stdout) : []] as const;
      }),
    ),
  );
  const outcomes = new Map(pairsIn((await connecting).stdout));
  const candidates = [client.address, topology.hosts.find(({ id }) => id === gateway)?.address];
  return entries.map((entry) => {
    const peers = (seen.get(entry.to.host) ?? []).flatMap(([port, peer]) =>
      port === entry.to.port ? [peer] : [],
    );
    const arrivedFrom = candidates.find((address) => address !== undefined && peers.includes(address));
    const outcome = outcomes.get(entry.port);
    return {
      entry,
      client: client.id,
      outcome: outcome === 'open' || outcome === 'refused' ? outcome : 'silent',
      ...(arrivedFrom !== undefined && { arrivedFrom }),
    };
  });
}

/** What is not as it should be, for people. */
export function judgeAttempt({ hosts }: Pick<Topology, 'hosts'>, attempt: Attempt): string | undefined {
  const { entry, client, outcome, arrivedFrom } = attempt;
  const way = `TCP ${entry.publicAddress}:${entry.port} to ${entry.to.address}:${entry.to.port} (${describeService(entry.service)} on ${entry.to.host})`;
  if (outcome === 'refused')
    return `${way}: refused when ${client} tried. The map is missing, or leads to where nothing listens: enter it as written here`;
  if (outcome === 'silent')
    return `${way}: no answer when ${client} tried. The map is missing or leads elsewhere, something on the way drops it, or the gateway puts its own address in the place of ${client}'s, which ${entry.to.host} then shuts out`;
  const address = hosts.find(({ id }) => id === client)?.address;
  if (arrivedFrom === undefined)
    return `${way}: answers when ${client} tries, but no connection of ${client}'s arrives there: the map leads to another host or port`;
  if (arrivedFrom !== address)
    return `${way}: ${client} arrives as ${arrivedFrom} instead of ${address ?? 'its own address'}: the gateway masquerades inward. Turn that off for mapped ports, or say so: kafka-proxied:hosts.${entry.gateway}.sourceAddresses: masqueraded`;
  return undefined;
}

/** Findings about every gateway whose map its owner enters. */
export async function checkPortMaps(topology: Topology, plan: Plan): Promise<PortMapFinding[]> {
  const gateways = topology.hosts.filter(
    ({ id, managePortMap }) => !managePortMap && plan.portMap.some((entry) => entry.gateway === id),
  );
  const all = await Promise.all(
    gateways.map(async ({ id }) => {
      const attempts = await tryGateway(topology, plan, id);
      return attempts.length > 0
        ? attempts
            .flatMap((attempt) => judgeAttempt(topology, attempt) ?? [])
            .map((text) => ({ gateway: id, text }))
        : [
            {
              gateway: id,
              text: 'its port map could not be tried: no outside client of its clusters can be logged in to',
            },
          ];
    }),
  );
  return all.flat();
}

// The output `reach` of another stack, as this stack reads it: nothing of it is taken unseen.
import { z } from 'zod';
import { clientAuths, securityCalled, securityProtocols } from '../listener-security.ts';
import { type Hop, hopFields } from '../plan/hop-kinds.ts';
import { reachVersion } from '../plan/reach.ts';
import type { Listener, Service } from '../plan/types.ts';
import { coordinationKinds } from '../roles.ts';
import type { ClusterId, ReachedCluster } from '../topology.ts';
import { address, publicName } from './names.ts';
import { anyPort } from './scalars.ts';

const id = z.number().int().nonnegative();
const protocol = z.enum(securityProtocols);
const listenerName = z.enum(['INTERNAL', 'EXTERNAL']);
/** One line of a file. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}\u2028\u2029]*$/u);

const service = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('broker'), cluster: line, id, listener: listenerName }),
    z.object({ kind: z.enum(coordinationKinds), cluster: line, id, protocol }),
  ])
  .transform((told): Service => {
    if (told.kind === 'broker') return told;
    const { protocol, ...coordinator } = told;
    return { ...coordinator, transport: securityCalled(protocol).transport };
  });

const fieldTypes = { name: line, port: anyPort };

function hopOf([kind, fields]: [string, Readonly<Record<string, keyof typeof fieldTypes>>]) {
  const own = Object.entries(fields).map(([name, type]) => [name, fieldTypes[type]]);
  return z.object({ ...(Object.fromEntries(own) as z.ZodRawShape), kind: z.literal(kind) });
}

const kinds = Object.entries(hopFields).map(hopOf) as [ReturnType<typeof hopOf>];
/** What the table of kinds says is what is read; only the types can't follow it. */
const hop = z.discriminatedUnion('kind', kinds) as unknown as z.ZodType<Hop>;

const route = z.object({
  expect: z.literal('answers'),
  vantage: line,
  service,
  name: publicName,
  port: anyPort,
  address,
  hops: z.array(hop).min(1),
  arrivesFrom: address,
});

const client = z.object({
  address,
  routes: z.array(route),
  names: z.array(z.object({ name: publicName, address, source: z.enum(['hosts', 'dns']) })),
});

const listener = z.object({
  name: listenerName,
  protocol,
  bind: z.object({ address, port: anyPort }),
  advertise: z.object({ name: publicName, port: anyPort }),
});

/** Which clients are asked for certificates is told of the whole cluster. */
const cluster = z
  .object({
    version: line,
    chroot: line,
    brokers: z.number().int().positive(),
    settings: z.record(line, line),
    topics: z.array(
      z.object({
        name: line,
        partitions: z.number().int().positive(),
        replicationFactor: z.number().int().positive(),
        config: z.record(line, line),
      }),
    ),
    tls: z.object({ clientAuth: z.enum(clientAuths) }),
    authorities: z.string(),
    marks: z.object({ trusts: line, issuer: line }),
    listeners: z.record(line, z.array(listener)),
    clients: z.record(line, client),
  })
  .transform(({ tls, listeners, ...told }): ReachedCluster => {
    const known = Object.entries(listeners).map(([broker, own]) => [
      broker,
      own.map(({ protocol, ...where }): Listener => ({
        ...where,
        security: securityCalled(protocol, tls.clientAuth),
      })),
    ]);
    return { ...told, listeners: Object.fromEntries(known) as ReachedCluster['listeners'] };
  });

const reach = z.object({ version: z.literal(reachVersion), clusters: z.record(line, cluster) });

/**
 * Reads the output `reach` of a stack.
 * @returns why it can't be read, for people
 */
export function readReach(
  raw: unknown,
): { reach: { clusters: Record<ClusterId, ReachedCluster> } } | { reason: string } {
  const version = (raw as { version?: unknown } | null)?.version;
  if (version !== reachVersion) {
    return { reason: `is of version ${JSON.stringify(version)}, and this release reads ${reachVersion}` };
  }
  const result = reach.safeParse(raw);
  if (result.success) return { reach: result.data };
  const [first] = result.error.issues;
  return { reason: `can't be read at ${first?.path.join('.') ?? ''}: ${first?.message ?? ''}` };
}

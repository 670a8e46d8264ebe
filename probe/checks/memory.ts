// Memory for the heaps of a host's services together. What else takes memory just now does not count: it may be they themselves.
import { memoryUse } from '../memory.ts';
import type { Check } from './check.ts';

export const memory = {
  id: 'too-little-memory',
  label: "the heaps of a host's services fit its memory",
  docs: {
    about: 'memory',
    holds:
      'the heaps of the host’s brokers, ZooKeeper servers and mirrors together (`clusters.NAME.heap`, `mirrors.NAME.heap`) are not larger than its memory, or than the limit of its control group if that is lower, as in a container. Memory that is free now does not count. For heaps that run there already, there is only a warning',
  },
  find: ({ topology, host, facts }) => {
    const use = memoryUse(topology, host.id, facts);
    if (!use || use.wanted <= use.memory || use.runsSo) return [];
    const limit = facts.memory?.limited ? ' by the limit of its control group' : '';
    const heaps = use.heaps.map(({ unit, size, path }) => `${path} is ${size} (${unit})`).join(', ');
    return [
      `has ${use.memory} MiB of memory${limit}, but its services' heaps together take ${use.wanted}: ${heaps}. The kernel would kill one of them when they fill. Set smaller heaps, give the host more memory, or move a service to another host`,
    ];
  },
} satisfies Check;

// Memory for the heaps of a host's services together. What else takes memory just now does not count: it may be they themselves.
import { memoryUse } from '../memory.ts';
import type { Check } from './check.ts';

export const memory = {
  id: 'too-little-memory',
  label: "the heaps of a host's services fit its memory",
  docs: {
    about: 'memory',
    holds:
      'the heaps of the host’s brokers, ZooKeeper servers and mirrors together (`clusters.NAME.heap`, `mirrors.NAME.heap`) are not larger than its memory, or than the limit of its control group where that is lower, as in a container. What is free just now does not count. Heaps that run there already are a warning',
  },
  find: ({ topology, host, facts }) => {
    const use = memoryUse(topology, host.id, facts);
    if (!use || use.wanted <= use.memory || use.runsSo) return [];
    const limit = facts.memory?.limited ? ' by the limit of its control group' : '';
    const heaps = use.heaps.map(({ unit, size, path }) => `${path} is ${size} (${unit})`).join(', ');
    return [
      `has ${use.memory} MiB of memory${limit}, and its services' heaps together take ${use.wanted}: ${heaps}. The kernel would end one of them when they fill. Write smaller ones there, give the host more memory, or put a service on another host`,
    ];
  },
} satisfies Check;

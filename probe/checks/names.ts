import type { Check } from './check.ts';

export const names = {
  id: 'name-resolves-elsewhere',
  label: 'DNS has the right addresses of the names that it must resolve',
  docs: { about: 'names that DNS must resolve', holds: 'resolve to the addresses of the plan' },
  find: ({ plan, host, facts }) =>
    (plan.names[host.id] ?? [])
      // Names that we write are not there yet.
      .filter((entry) => entry.source === 'dns' && !(facts.names[entry.name] ?? []).includes(entry.address))
      .map((entry) => {
        const found = facts.names[entry.name] ?? [];
        return `resolves ${entry.name} to ${found.join(', ') || 'nothing'}, but clients here need ${entry.address}. Correct it in DNS, or let kafka-proxied write it to /etc/hosts (publicNameFrom: hosts)`;
      }),
} satisfies Check;

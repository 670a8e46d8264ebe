import type { Check } from './check.ts';

export const names = {
  id: 'name-resolves-elsewhere',
  label: 'DNS answers the names that are left to it',
  docs: { about: 'names that are left to DNS', holds: 'resolve to what the plan says' },
  find: ({ plan, host, facts }) =>
    (plan.names[host.id] ?? [])
      // Names that we write are not there yet.
      .filter((entry) => entry.source === 'dns' && !(facts.names[entry.name] ?? []).includes(entry.address))
      .map((entry) => {
        const found = facts.names[entry.name] ?? [];
        return `resolves ${entry.name} to ${found.join(', ') || 'nothing'}, and clients here need ${entry.address}. Correct it in DNS, or let us write it into /etc/hosts (publicNameFrom: hosts)`;
      }),
} satisfies Check;

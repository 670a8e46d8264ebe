// Names that resolve to something else than the plan says at a vantage.
import { type Case, subjects } from './case.ts';

/** The record of a host's base: its block in /etc/hosts is part of it. */
export const baseStamp = 'base--host';

export function judgeNames(given: Case): void {
  for (const [vantage, { names, untried }] of Object.entries(given.facts.vantages)) {
    if (untried !== undefined) continue;
    for (const { name, address, source } of given.plan.names[vantage] ?? []) {
      const found = names[name];
      if (found === undefined || found.includes(address)) continue;
      const edited = given.factsOf(vantage)?.stamps[baseStamp]?.drift;
      const inBlock = source === 'hosts' && edited?.includes('/etc/hosts');
      const known = inBlock ? given.causeOf(subjects.drift(vantage, baseStamp)) : undefined;
      if (known) {
        given.explain(known, [subjects.name(vantage, name)]);
        given.follow(known, `${name} resolves to ${found.join(', ') || 'nothing'} on ${vantage}`);
        continue;
      }
      const { managed } = given.host(vantage);
      const lookup = { fix: `getent ahostsv4 ${name}`, ...(managed && { at: vantage }) };
      given.find(
        {
          id: inBlock
            ? 'hosts-file-edited'
            : found.length === 0
              ? 'name-unresolved'
              : 'name-resolves-elsewhere',
          hosts: [vantage],
          expected: `${name} resolves to ${address} on ${vantage} (${source === 'hosts' ? '/etc/hosts, our block' : 'DNS'})`,
          found: found.length === 0 ? 'it resolves to nothing' : `it resolves to ${found.join(', ')}`,
          ...(source === 'hosts' && managed ? { fix: given.npm('up') } : lookup),
        },
        [subjects.name(vantage, name), ...(inBlock ? [subjects.drift(vantage, baseStamp)] : [])],
      );
    }
  }
}

// A state that knows nothing of hosts that say that they are this stack's: it was lost, or it is another one.
import { npmRun } from '../../config/advice.ts';
import type { SharedCheck } from './check.ts';

export const stateLost = {
  id: 'state-lost',
  label: "the stack's state has the resources on its hosts",
  whenRemoving: true,
  docs: {
    about: 'the state',
    holds:
      'it has the resources of this stack on the hosts ([the state is lost](runbook.md#the-state-is-lost))',
  },
  doctor: {
    is: 'hosts have resources of this stack, but its state has none',
    why: 'Keys in a state can’t be recreated, and resources that are not in it are never removed.',
    toDo: '`npm run restore`, or find the right state: [the state is lost](runbook.md#the-state-is-lost)',
  },
  findShared: ({ topology, facts, known }) => {
    const count = Object.keys(facts.stamps).length;
    const isOurs = facts.owner === topology.owner && count > 0;
    if (!known || known.resources > 0 || known.adopts || !isOurs) return [];
    const place = known.backend === undefined ? '' : ` (looked for in ${known.backend})`;
    return [
      {
        reason: topology.owner,
        what: `has ${count} resources of ${topology.owner}, but none is in the stack's state`,
        advice: `The state contains nothing on any host${place}: it is lost, or it is stored elsewhere (PULUMI_BACKEND_URL, another checkout). Its keys can't be recreated, and resources that are not in it are never removed. Restore it: \`${npmRun('restore', '--from FILE')}\`. Only if there is no copy: \`${npmRun('up', '--adopt')}\` creates a new state from what the hosts have (docs/runbook.md, "The state is lost")`,
      },
    ];
  },
} satisfies SharedCheck;

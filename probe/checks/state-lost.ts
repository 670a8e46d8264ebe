// A state that knows nothing of hosts that say that they are this stack's: it was lost, or it is another one.
import { npmRun } from '../../config/advice.ts';
import type { SharedCheck } from './check.ts';

export const stateLost = {
  id: 'state-lost',
  label: "the stack's state knows what its hosts hold",
  whenRemoving: true,
  docs: {
    about: 'the state',
    holds: 'it knows what the hosts hold of this stack ([the state is lost](runbook.md#the-state-is-lost))',
  },
  doctor: {
    is: 'hosts hold things of this stack, and its state knows of none',
    why: 'Keys that a state holds can’t be made again, and what it does not know is never taken away.',
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
        what: `holds ${count} things of ${topology.owner}, of which the stack's state knows none`,
        advice: `It knows of nothing on any host${place}: it is lost, or it lies elsewhere (PULUMI_BACKEND_URL, another checkout). Its keys can't be made again, and what it does not know is never removed. Put it back: \`${npmRun('restore', '--from FILE')}\`. Only if there is no copy: \`${npmRun('up', '--adopt')}\` begins a new state with what the hosts hold (docs/runbook.md, "The state is lost")`,
      },
    ];
  },
} satisfies SharedCheck;

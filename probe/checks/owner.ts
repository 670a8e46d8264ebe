import { ownerMark } from '../../config/host-paths.ts';
import { npmRun } from '../../config/advice.ts';
import type { Check } from './check.ts';

export const owner = {
  id: 'other-owner',
  label: 'the host belongs to this stack, or to none',
  whenRemoving: true,
  docs: {
    about: 'the host is ours',
    holds: `\`${ownerMark}\` names this stack, or is not there ([renamed](runbook.md#a-stack-was-renamed))`,
  },
  doctor: {
    is: 'the host belongs to another stack',
    why: 'Two stacks that change one host undo each other’s work.',
    toDo: 'take it out of one of the two',
    command: () => `cat ${ownerMark}`,
  },
  find: ({ topology, facts }) =>
    !facts.owner || facts.owner === topology.owner
      ? []
      : [
          `belongs to the stack ${facts.owner} (${ownerMark} says so). If that stack was renamed to ${topology.owner}, or is given up to it: \`${npmRun('hand-over', `--from ${facts.owner}`)}\`. Else destroy that stack first, or take the host out of this one`,
        ],
} satisfies Check;

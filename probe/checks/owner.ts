import { ownerMark } from '../../config/host-paths.ts';
import { npmRun } from '../../config/advice.ts';
import type { Check } from './check.ts';

export const owner = {
  id: 'other-owner',
  label: 'the host belongs to this stack, or to none',
  whenRemoving: true,
  docs: {
    about: 'the owner of the host',
    holds: `\`${ownerMark}\` names this stack, or does not exist ([renamed](runbook.md#a-stack-was-renamed))`,
  },
  doctor: {
    is: 'the host belongs to another stack',
    why: 'Two stacks that change one host undo each other’s changes.',
    toDo: 'remove it from one of the two',
    command: () => `cat ${ownerMark}`,
  },
  find: ({ topology, facts }) =>
    !facts.owner || facts.owner === topology.owner
      ? []
      : [
          `belongs to the stack ${facts.owner} (see ${ownerMark}). If that stack was renamed to ${topology.owner}, or is replaced by it: \`${npmRun('hand-over', `--from ${facts.owner}`)}\`. Else destroy that stack first, or remove the host from this one`,
        ],
} satisfies Check;

import { ownerMark } from '../../config/host-paths.ts';
import { npmRun } from '../../config/advice.ts';
import type { Check } from './check.ts';

export const owner = {
  id: 'other-owner',
  label: 'the host belongs to this stack, or to none',
  whenRemoving: true,
  find: ({ topology, facts }) =>
    !facts.owner || facts.owner === topology.owner
      ? []
      : [
          `belongs to the stack ${facts.owner} (${ownerMark} says so). If that stack was renamed to ${topology.owner}, or is given up to it: \`${npmRun('hand-over', `--from ${facts.owner}`)}\`. Else destroy that stack first, or take the host out of this one`,
        ],
} satisfies Check;

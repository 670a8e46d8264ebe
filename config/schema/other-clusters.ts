// Clusters that another stack describes, and that hosts of this one are clients of.
import { z } from 'zod';
import { patterned } from './leaf.ts';
import { hostId } from './names.ts';

const stackName = patterned(
  'name of a stack',
  /^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,99}\/){0,2}[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$/,
  'Write it as `pulumi stack ls` shows it, such as cluster1 or my-organization/kafka-proxied/cluster1.',
);

export const otherClusterSection = z.strictObject({
  stack: stackName.describe(
    'The stack that describes it, with its state in the same backend. Its output `reach` tells how clients connect. While it has no such output, hosts are set up without this cluster.',
  ),
  clients: z
    .array(hostId)
    .min(1)
    .describe(
      'Hosts of this stack that are its clients. The other stack must list them under the same names, with `managed: false`, and among the `clients` of the cluster.',
    ),
});

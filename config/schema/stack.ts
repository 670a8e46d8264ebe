// The whole stack config: one structured key for each subject.
import { z } from 'zod';
import { hostSection, networkSection, sshSection } from './access.ts';
import { firewallSwitch } from './filter.ts';
import { clusterSection } from './kafka.ts';
import { clusterId, hostId, networkId } from './names.ts';
import { mirrorId, mirrorSection } from './mirror.ts';
import { otherClusterSection } from './other-clusters.ts';
import { flag } from './scalars.ts';

/** Everything under `kafka-proxied:` but the secrets, whose values are never read here. */
export const stackSchema = z.strictObject({
  lab: flag.default(false).describe("True on stacks of the lab: they run inside its workstation's network."),
  offline: flag
    .default(false)
    .describe('True: show the plan only, and ask no host. No pins of host keys are needed then.'),
  ssh: sshSection,
  firewall: firewallSwitch
    .default('on')
    .describe(
      '`off`: no host gets rules of ours, whatever its own `firewall` says; rules that are there are removed.',
    ),
  networks: z
    .record(networkId, networkSection)
    .default({})
    .describe(
      'Networks whose members reach each other directly, by name. Hosts outside of all of them are on the internet.',
    ),
  hosts: z
    .record(hostId, hostSection)
    .describe('Hosts by id; the id is also the name under which their network knows them.'),
  abandonHosts: z
    .array(hostId)
    .default([])
    .describe(
      'Abandoned hosts, by id: those that will not come back. They are neither asked nor changed, nothing waits for them, and `destroy` removes nothing there.',
    ),
  clusters: z.record(clusterId, clusterSection).describe('Kafka clusters by name.'),
  otherClusters: z
    .record(clusterId, otherClusterSection)
    .default({})
    .describe('Kafka clusters of other stacks, by the names that they have there.'),
  mirrors: z
    .record(mirrorId, mirrorSection)
    .default({})
    .describe('What MirrorMaker carries from one cluster to another, by name.'),
});

export type StackConfig = z.output<typeof stackSchema>;

/** Keys under `kafka-proxied:` that are known, `secrets` among them. */
export const knownKeys: readonly string[] = [...Object.keys(stackSchema.shape), 'secrets'];

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
    .describe('True: only show the plan, and contact no host. No host keys are needed then.'),
  ssh: sshSection,
  firewall: firewallSwitch
    .default('on')
    .describe(
      '`off`: no host gets rules from kafka-proxied, even if its own `firewall` is set; existing rules are removed.',
    ),
  networks: z
    .record(networkId, networkSection)
    .default({})
    .describe(
      'Networks, by name. Hosts in a network reach each other directly. Hosts without a network are on the internet.',
    ),
  hosts: z
    .record(hostId, hostSection)
    .describe("Hosts by id. The id is also the host's name in its network."),
  abandonHosts: z
    .array(hostId)
    .default([])
    .describe(
      'Abandoned hosts, by id: hosts that will not come back. They are not contacted or changed, nothing waits for them, and `destroy` removes nothing there.',
    ),
  clusters: z.record(clusterId, clusterSection).describe('Kafka clusters by name.'),
  otherClusters: z
    .record(clusterId, otherClusterSection)
    .default({})
    .describe('Kafka clusters of other stacks, by their names there.'),
  mirrors: z
    .record(mirrorId, mirrorSection)
    .default({})
    .describe('Mirrors, by name: MirrorMaker copies topics from one cluster to another.'),
});

export type StackConfig = z.output<typeof stackSchema>;

/** Keys under `kafka-proxied:` that are known, `secrets` among them. */
export const knownKeys: readonly string[] = [...Object.keys(stackSchema.shape), 'secrets'];

// Every rule over several fields.
import type { Finding } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import { abandonedAreHosts, majorityIsLeft } from './abandoned.ts';
import { duplicateAddresses, loopbackAddresses, loopbackClients, networkOfHost } from './addresses.ts';
import { brokersAreAuthorized } from './authorizer.ts';
import { clientsAreAsked, renewedBeforeItsEnd } from './certificates.ts';
import { clientsAreHosts, clientsReachEveryBroker } from './clients.ts';
import { filterOfManaged, gatewayAddressAllowed, masqueradesOnGateways, sourcesAreKept } from './firewall.ts';
import {
  externalPortNeedsGateway,
  gatewayIsPublic,
  gatewayOfNetwork,
  noClientsOnGateways,
  nothingOnGateways,
  onlyOnGateways,
  unmanagedPortMap,
} from './gateways.ts';
import {
  ambiguousNames,
  brokerIdRange,
  duplicateIds,
  ownUnitNames,
  serviceNames,
  zookeeperIdRange,
} from './identity.ts';
import { brokerProperties, racksOfAll } from './broker-properties.ts';
import { topicPropertiesAreKnown } from './known-settings.ts';
import { messageFits, settingLimits } from './limits.ts';
import { firstMirrorSettings, firstMirrorTopics } from './first-mirror-maker.ts';
import { mirrorSettingsAreRead } from './mirror-effects.ts';
import { mirrorCopies, reservedMirrorSettings } from './mirror-settings.ts';
import {
  mirrorProducerTakesRecords,
  mirroredRecordsFit,
  mirroredTopicsAreCarried,
  mirroredTopicsAtTarget,
  mirroredTopicsExist,
  mirrorsWithoutCircles,
  oneTopicOneSource,
} from './mirrored-topics.ts';
import {
  mirroredClusterNames,
  mirrorHosts,
  mirrorNames,
  mirrorsJoinClusters,
  mirrorVersions,
  onePairOneMirror,
} from './mirrors.ts';
import {
  clusterInOnePlace,
  ensembleSize,
  ensembleSpread,
  loginKnown,
  nodesOnKnownHosts,
  somethingToRun,
  spreadIsFiltered,
} from './placement.ts';
import { identitiesAreOthers, otherClientsAreManaged, otherClustersAreOthers } from './other-clusters.ts';
import { defaultPortExists, oneMappedPortOneTarget, onePortOneRole, onePortOneTunnel } from './ports.ts';
import { probesAreNoClients, probesAreUnmanaged, probesHaveAddresses } from './probes.ts';
import { clusterCopies, clusterInSync, topicCopies } from './replication.ts';
import { plainSecretsOfTopics } from './reserved.ts';
import { tieredTopicsHaveStorage, topicPropertiesAreRead } from './topic-effects.ts';
import { collidingTopics, internalTopics } from './topics.ts';
import { listenersHaveNames, zookeeperCanTls } from './versions.ts';
import type { Rule } from './view.ts';

const rules: readonly Rule[] = [
  somethingToRun,
  loginKnown,
  networkOfHost,
  duplicateAddresses,
  loopbackAddresses,
  loopbackClients,
  ambiguousNames,
  serviceNames,
  gatewayOfNetwork,
  gatewayIsPublic,
  onlyOnGateways,
  unmanagedPortMap,
  filterOfManaged,
  masqueradesOnGateways,
  sourcesAreKept,
  gatewayAddressAllowed,
  duplicateIds,
  ownUnitNames,
  brokerIdRange,
  zookeeperIdRange,
  nodesOnKnownHosts,
  clusterInOnePlace,
  spreadIsFiltered,
  nothingOnGateways,
  noClientsOnGateways,
  externalPortNeedsGateway,
  defaultPortExists,
  onePortOneRole,
  onePortOneTunnel,
  oneMappedPortOneTarget,
  ensembleSize,
  ensembleSpread,
  abandonedAreHosts,
  majorityIsLeft,
  clientsAreHosts,
  clientsReachEveryBroker,
  probesAreUnmanaged,
  probesAreNoClients,
  probesHaveAddresses,
  otherClustersAreOthers,
  otherClientsAreManaged,
  identitiesAreOthers,
  renewedBeforeItsEnd,
  clientsAreAsked,
  brokerProperties,
  racksOfAll,
  plainSecretsOfTopics,
  settingLimits,
  messageFits,
  clusterCopies,
  clusterInSync,
  topicCopies,
  internalTopics,
  collidingTopics,
  mirrorsJoinClusters,
  onePairOneMirror,
  mirrorHosts,
  mirrorVersions,
  firstMirrorTopics,
  firstMirrorSettings,
  mirrorNames,
  mirroredClusterNames,
  mirroredTopicsExist,
  mirroredTopicsAreCarried,
  mirroredTopicsAtTarget,
  mirrorsWithoutCircles,
  oneTopicOneSource,
  mirroredRecordsFit,
  mirrorProducerTakesRecords,
  reservedMirrorSettings,
  mirrorSettingsAreRead,
  mirrorCopies,
  listenersHaveNames,
  zookeeperCanTls,
  topicPropertiesAreKnown,
  topicPropertiesAreRead,
  tieredTopicsHaveStorage,
  brokersAreAuthorized,
];

/** What all rules find in a draft. */
export function crossFieldFindings(draft: StackDraft): Finding[] {
  return rules.flatMap((rule) => rule(draft));
}

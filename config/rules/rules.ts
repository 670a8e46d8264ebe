// Every rule over several fields.
import type { ConfigProblem } from '../problem.ts';
import type { StackDraft } from '../schema/parse.ts';
import type { Topology } from '../topology.ts';
import { abandonedAreHosts, majorityIsLeft } from './abandoned.ts';
import { duplicateAddresses, loopbackAddresses, loopbackClients, networkOfHost } from './addresses.ts';
import { authorizersFit, brokersAreAuthorized } from './authorizer.ts';
import { clientsAreAsked, renewedBeforeItsEnd } from './certificates.ts';
import { clientsAreHosts, clientsReachEveryBroker } from './clients.ts';
import { coordinationRules, zookeeperCanTls } from './coordination.ts';
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
  hostsHaveOtherNames,
  ownUnitNames,
  serviceNames,
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
  mirrorsReachEveryBroker,
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
import { listenersHaveNames } from './versions.ts';
import { placedPart, type PlacedRule } from './placed.ts';
import type { Rule } from './view.ts';

const rules: readonly Rule[] = [
  somethingToRun,
  loginKnown,
  networkOfHost,
  duplicateAddresses,
  loopbackAddresses,
  loopbackClients,
  ambiguousNames,
  gatewayOfNetwork,
  gatewayIsPublic,
  onlyOnGateways,
  unmanagedPortMap,
  filterOfManaged,
  masqueradesOnGateways,
  gatewayAddressAllowed,
  duplicateIds,
  ownUnitNames,
  brokerIdRange,
  ...coordinationRules,
  nodesOnKnownHosts,
  nothingOnGateways,
  noClientsOnGateways,
  defaultPortExists,
  onePortOneRole,
  oneMappedPortOneTarget,
  ensembleSize,
  ensembleSpread,
  abandonedAreHosts,
  majorityIsLeft,
  clientsAreHosts,
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
  authorizersFit,
  brokersAreAuthorized,
];

/** Rules that ask where things stand, as the plan does. */
const placedRules: readonly PlacedRule[] = [
  serviceNames,
  hostsHaveOtherNames,
  clusterInOnePlace,
  spreadIsFiltered,
  sourcesAreKept,
  externalPortNeedsGateway,
  onePortOneTunnel,
  clientsReachEveryBroker,
  mirrorsReachEveryBroker,
];

/**
 * What all rules find.
 * @param draft what could be read
 * @param topology built of whatever is clean; undefined: too little is
 */
export function crossFieldProblems(draft: StackDraft, topology: Topology | undefined): ConfigProblem[] {
  const placed = topology && placedPart(topology);
  return [
    ...rules.flatMap((rule) => rule(draft)),
    ...(placed ? placedRules.flatMap((rule) => rule(placed, draft)) : []),
  ];
}

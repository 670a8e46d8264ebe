// Every check that doctor makes, in the order in which the page lists them. Within a stage they are made in this order, too.
import { disk } from '../../../probe/checks/disk.ts';
import { brokerIds as idsOfData, ensembleData } from '../../../probe/checks/data.ts';
import type { Explanation } from '../../../probe/checks/check.ts';
import { clock } from '../../../probe/checks/clock.ts';
import { noCode, strangeFolders, unmounted, unusableFiles } from '../../../probe/checks/files.ts';
import { knownAuthorities } from '../../../probe/checks/known-authorities.ts';
import { owner } from '../../../probe/checks/owner.ts';
import { ports } from '../../../probe/checks/ports.ts';
import { stateLost } from '../../../probe/checks/state-lost.ts';
import { system } from '../../../probe/checks/system.ts';
import { wayBack } from '../../../probe/checks/way-back.ts';
import type { Check } from '../check.ts';
import { ofPreflight, ofState } from '../of-preflight.ts';
import { advertised } from './advertised.ts';
import { authorization } from './authorization.ts';
import { brokerIds } from './broker-ids.ts';
import { certificates } from './certificates.ts';
import { clientCertificates } from './client-certificates.ts';
import { closedPorts } from './closed-ports.ts';
import { clusterIds } from './cluster-ids.ts';
import { codecs } from './codecs.ts';
import { connectionClosed } from './connection-closed.ts';
import { controller } from './controller.ts';
import { drift } from './drift.ts';
import { firewall } from './firewall.ts';
import { frozen } from './frozen.ts';
import { ipv6 } from './ipv6.ts';
import { listeners } from './listeners.ts';
import { logins } from './logins.ts';
import { mirrors } from './mirrors.ts';
import { names } from './names.ts';
import { notThisService } from './not-this-service.ts';
import { nothingListens } from './nothing-listens.ts';
import { partitions } from './partitions.ts';
import { portMap } from './port-map.ts';
import { protocol } from './protocol.ts';
import { records } from './records.ts';
import { registrations } from './registrations.ts';
import { services } from './services.ts';
import { setUp } from './set-up.ts';
import { sourceAddresses } from './source-addresses.ts';
import { starting } from './starting.ts';
import { topics } from './topics.ts';
import { tunnel } from './tunnel.ts';

const all = [
  logins,
  setUp,
  ofState(stateLost),
  ofState(knownAuthorities),
  ofPreflight(owner),
  ofPreflight(system),
  ofPreflight(noCode),
  ofPreflight(unmounted),
  ofPreflight(unusableFiles),
  ofPreflight(strangeFolders),
  ofPreflight(disk),
  ofPreflight(clock),
  ofPreflight(wayBack),
  sourceAddresses,
  ofPreflight(idsOfData),
  clusterIds,
  ofPreflight(ensembleData),
  ofPreflight(ports),
  brokerIds,
  registrations,
  tunnel,
  frozen,
  services,
  starting,
  names,
  ipv6,
  nothingListens,
  portMap,
  advertised,
  firewall,
  closedPorts,
  connectionClosed,
  protocol,
  certificates,
  notThisService,
  clientCertificates,
  controller,
  listeners,
  partitions,
  topics,
  authorization,
  records,
  codecs,

  mirrors,
  drift,
] as const;

type IdsOf<C> = C extends Check<infer Id> ? Id : never;
/** What doctor may find. Ids are stable. */
export type FindingId = IdsOf<(typeof all)[number]>;

export const checks: readonly Check[] = all;

/** By id: what is said of each finding. */
export const explanations: ReadonlyMap<string, Explanation> = new Map(
  checks.flatMap(({ findings }) => Object.entries(findings)),
);

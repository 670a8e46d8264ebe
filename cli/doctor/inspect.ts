// Inspects a stack from this very place.
import { resolve } from 'node:path';
import { makePlan } from '../../config/plan/make.ts';
import type { HostId, Topology } from '../../config/topology.ts';
import { findingsOn, verdictOf } from '../../doctor/findings.ts';
import { gather } from '../../doctor/gather/gather.ts';
import type { Keys } from '../../doctor/gather/inspect.ts';
import { diagnose } from '../../doctor/judge/diagnose.ts';
import { narrow } from '../../doctor/narrow.ts';
import { exitCodeOf, reportData, reportText } from '../../doctor/report.ts';
import { step } from '../../lib/progress.ts';
import { makePicture } from '../../picture/model.ts';
import { writePicture } from '../../picture/write.ts';
import { type KnownState, knownState } from '../../probe/known.ts';
import { ownAddresses } from '../../probe/lab-network.ts';
import { exportState, parseAuthorities, parseState } from '../../pulumi/state.ts';
import { clientKeyFiles } from '../../templates/keys.ts';
import { type StackPlace, typedOptions } from '../arguments.ts';
import { clientKeysOf } from '../client-keys.ts';
import type { PreparedStack } from '../stack-env.ts';
import { readTopologyForLogin } from '../topology.ts';
import { type DoctorOptions, requireKnown } from './arguments.ts';

/** This machine as the stack knows it; undefined: it does not. */
function ownHost({ hosts }: Topology): HostId | undefined {
  const own = ownAddresses();
  return hosts.find(({ managed, address }) => !managed && own.includes(address))?.id;
}

/** CAs of all clusters, and what this machine shows them: from the outputs of the stack, and of others. */
async function keysFor(prepared: PreparedStack, topology: Topology): Promise<Keys> {
  const others = topology.otherClusters.flatMap(({ id, reach }) =>
    reach ? [[id, reach.authorities] as const] : [],
  );
  const own = Object.entries(await clientKeysOf(prepared, ownHost(topology) ?? ''));
  const pick = (file: string) =>
    own.flatMap(([cluster, files]) => (files[file] === undefined ? [] : [[cluster, files[file]] as const]));
  return {
    authorities: Object.fromEntries([...others, ...pick(clientKeyFiles.authorities)]),
    identities: Object.fromEntries(pick(clientKeyFiles.identity)),
  };
}

/** Undefined where the state can't be read: what doctor sees is no less true then. */
async function knownTo({ pulumi, stack, environment: env }: PreparedStack): Promise<KnownState | undefined> {
  try {
    const exported = await exportState({ pulumi, stack: stack.name, env });
    return knownState(parseState(exported).length, parseAuthorities(exported), env);
  } catch {
    return undefined;
  }
}

/** @returns 0: all is well; 1: there are findings; 2: nothing could be looked at */
export async function inspect(
  { from, to, json, picture }: DoctorOptions,
  prepared: PreparedStack,
  place: StackPlace,
): Promise<number> {
  const whole = await readTopologyForLogin(prepared);
  requireKnown(
    'host',
    from,
    whole.hosts.map(({ id }) => id),
  );
  const clusters = [...whole.clusters, ...whole.otherClusters].map(({ id }) => id);
  requireKnown('cluster', to, clusters);
  const wholePlan = makePlan(whole);
  const { topology, plan } = narrow(whole, wholePlan, { from, to });
  const known = knownTo(prepared);
  const gathered = await step('Testing every route (at most 20 s)', (note) =>
    gather(topology, plan, { keys: keysFor(prepared, whole), from, note }),
  );
  const facts = { ...gathered, known: await known };
  const report = diagnose(topology, plan, facts, { stackOption: typedOptions(place) });
  const text = json
    ? JSON.stringify(reportData(prepared.stack.name, facts, report), undefined, 2)
    : reportText(facts, report);
  process.stdout.write(`${text}\n`);
  if (picture !== undefined) {
    const results = { at: facts.at, verdictOf: verdictOf(report), faultsOf: findingsOn(report) };
    writePicture(resolve(picture), makePicture(whole, wholePlan, results));
  }
  return exitCodeOf(facts, report);
}

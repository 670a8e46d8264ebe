// Doctor, from this very place: `npm run doctor` starts it where the stack's operator sits.
import { resolve } from 'node:path';
import { makePlan } from '../../config/plan/make.ts';
import type { HostId, Topology } from '../../config/topology.ts';
import { findingsOn, verdictOf } from '../../doctor/findings.ts';
import { gather } from '../../doctor/gather/gather.ts';
import type { Keys } from '../../doctor/gather/look.ts';
import { diagnose } from '../../doctor/judge/diagnose.ts';
import { narrow } from '../../doctor/narrow.ts';
import { exitCodeOf, reportData, reportText } from '../../doctor/report.ts';
import { describeFailure, runProgram, UsageError } from '../../lib/program.ts';
import { say, step } from '../../lib/progress.ts';
import { makePicture } from '../../picture/model.ts';
import { writePicture } from '../../picture/write.ts';
import { type KnownState, knownState } from '../../probe/known.ts';
import { ownAddresses } from '../../probe/lab-network.ts';
import { exportState, parseAuthorities, parseState } from '../../pulumi/state.ts';
import { clientKeyFiles } from '../../templates/keys.ts';
import { takeStack, typedOptions } from '../arguments.ts';
import { clientKeysOf } from '../client-keys.ts';
import { prepareStack, type PreparedStack } from '../stack-env.ts';
import { readTopologyForLogin } from '../topology.ts';
import { parseDoctorArguments, requireKnown } from './arguments.ts';

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

async function look(args: readonly string[]): Promise<number> {
  const { stack, configFile, rest } = takeStack(args);
  const { from, to, json, picture } = parseDoctorArguments(rest);
  const prepared = await prepareStack(stack, configFile);
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
  const gathered = await step('Trying every route (at most 20 s)', (note) =>
    gather(topology, plan, { keys: keysFor(prepared, whole), from, note }),
  );
  const facts = { ...gathered, known: await known };
  const report = diagnose(topology, plan, facts, {
    stackOption: typedOptions({ stack, configFile }),
  });
  const text = json
    ? JSON.stringify(reportData(stack, facts, report), undefined, 2)
    : reportText(facts, report);
  process.stdout.write(`${text}\n`);
  if (picture !== undefined) {
    const look = { at: facts.at, verdictOf: verdictOf(report), faultsOf: findingsOn(report) };
    writePicture(resolve(picture), makePicture(whole, wholePlan, look));
  }
  return exitCodeOf(facts, report);
}

await runProgram(async (args) => {
  try {
    return await look(args);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    say(describeFailure(error));
    return 2;
  }
});

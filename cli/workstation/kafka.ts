// The `kafka` command of the operator's machine: the one of the hosts, with what this checkout knows of the stack that
// PULUMI_STACK names.
import { join } from 'node:path';
import { runInForeground } from '../../lib/foreground.ts';
import { projectRoot } from '../../lib/paths.ts';
import { runProgram } from '../../lib/program.ts';
import { readStackFile } from '../../pulumi/stack-file.ts';
import { placeOf } from '../arguments.ts';
import { currentWorkstationKafka } from './kafka-files.ts';

/** Needs Pulumi and takes seconds, so it is loaded only when the stack's config is new here. */
async function prepare(stack: string): Promise<Record<string, string>> {
  const [{ prepareStack }, { readTopology }, { makePlan }, { ensureWorkstationKafka }] = await Promise.all([
    import('../stack-env.ts'),
    import('../topology.ts'),
    import('../../config/plan/make.ts'),
    import('./kafka-files.ts'),
  ]);
  const prepared = await prepareStack(stack);
  const topology = await readTopology(prepared);
  return ensureWorkstationKafka(topology, makePlan(topology), prepared);
}

await runProgram(async (args) => {
  const { name } = readStackFile(placeOf({}).stack);
  const variables = (await currentWorkstationKafka(name)) ?? (await prepare(name));
  return runInForeground(['bash', join(projectRoot, 'templates', 'scripts', 'kafka.sh'), ...args], {
    env: { ...process.env, ...variables },
  });
});

// A stack's topology for our own commands.
import { readTopology as readChecked } from '../../config/read.ts';
import { problemsText } from '../../config/problem.ts';
import type { Topology } from '../../config/topology.ts';
import type { PreparedStack } from './stack-env.ts';

/**
 * Reads and checks the config of a stack.
 * @param configFile another file than the stack's own
 * @throws Error with every mistake in it
 */
export async function readTopology(
  { stack, pulumi, variables }: PreparedStack,
  configFile?: string,
): Promise<Topology> {
  const checked = await readChecked({ pulumi, stack: stack.name, configFile, env: variables });
  if (!checked.ok) throw new Error(problemsText(stack.name, checked.problems));
  return checked.topology;
}

// The status, asked from this very place: `npm run status` starts it where the stack's operator sits.
import { takeStack } from './arguments.ts';
import { runProgram } from './program.ts';
import { prepareStack } from './stack-env.ts';
import { collectStatus } from './status-facts.ts';
import { isHealthy, statusText } from './status-report.ts';
import { readTopology } from './topology.ts';

await runProgram(async (args) => {
  const { stack, rest } = takeStack(args);
  const topology = await readTopology(await prepareStack(stack));
  const status = await collectStatus(stack, topology);
  const text = rest.includes('--json') ? JSON.stringify(status, undefined, 2) : statusText(status);
  process.stdout.write(`${text}\n`);
  return isHealthy(status) ? 0 : 1;
});

// `npm run verify`: the quick gate, without the lab.
import { runProgram } from '../../lib/program.ts';
import { runChecks } from './checks.ts';
import { closingLine } from './vitest.ts';

await runProgram(async () => {
  const counts = await runChecks();
  process.stdout.write(`${closingLine(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
});

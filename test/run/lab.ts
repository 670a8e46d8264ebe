// `npm run test:lab -- --list | NAME…`: lab tests by name. Without names: all of them.
import { cannotHostLab } from '../../lab/can-host-lab.ts';
import { runProgram, UsageError } from '../../lib/program.ts';
import { formatTable } from '../../lib/table.ts';
import { labCases, runLabCases } from './lab-ring.ts';
import { closingLine } from './vitest.ts';

await runProgram(async (args) => {
  const cases = labCases();
  if (args.includes('--list')) {
    const rows = cases.map(({ name, core, about }) => [name, core ? 'npm test' : 'on request', about]);
    process.stdout.write(`${formatTable(rows)}\n`);
    return 0;
  }
  const unknown = args.filter((name) => !cases.some((each) => each.name === name));
  if (unknown.length > 0) {
    const names = cases.map(({ name }) => name).join(', ');
    throw new UsageError(`There is no lab test ${unknown.join(', ')}. There are: ${names || 'none'}.`);
  }
  const reasons = cannotHostLab();
  if (reasons.length > 0) throw new Error(reasons.join('\n'));
  const counts = await runLabCases(args.length > 0 ? cases.filter(({ name }) => args.includes(name)) : cases);
  process.stdout.write(`${closingLine(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
});

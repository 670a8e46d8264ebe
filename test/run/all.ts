// `npm test`: the quick gate, then one pass over the lab.
import { cannotHostLab } from '../../lab/can-host-lab.ts';
import { ensureSystemPackages } from '../../lab/system-packages.ts';
import { runProgram } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { runChecks } from './checks.ts';
import { labCases, runLabCases } from './lab-ring.ts';
import { addCounts, closingLine } from './vitest.ts';

await runProgram(async () => {
  const reasons = cannotHostLab();
  if (reasons.length > 0) say(['The lab ring can’t run on this machine:', ...reasons].join('\n  '));
  // First of all, so that unit tests find the lab's programs, such as nft, on a new machine, too.
  else await ensureSystemPackages();
  let counts = await runChecks();
  if (reasons.length === 0)
    counts = addCounts(counts, await runLabCases(labCases().filter(({ core }) => core)));
  else
    say(
      'The lab ring did NOT run; only types, lint, unit and mock tests did. `npm run test:unit` is for such machines.',
    );
  process.stdout.write(`${closingLine(counts)}\n`);
  return counts.failed === 0 && reasons.length === 0 ? 0 : 1;
});

// `npm run test:unit`: the pure and the mock tests, on any machine. Arguments are parts of file names.
import { runProgram } from '../../lib/program.ts';
import { closingLine, runVitest } from './vitest.ts';

await runProgram(async (files) => {
  const counts = await runVitest({ project: 'unit', files, show: true });
  process.stdout.write(`${closingLine(counts)}\n`);
  return counts.failed === 0 ? 0 : 1;
});

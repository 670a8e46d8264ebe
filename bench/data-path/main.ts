// `npm run bench -- data-path`: throughput by each way of clients; writes docs/benchmarks/data-path.*.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { down } from '../../lab/down.ts';
import { workstationCommand } from '../../lab/enter.ts';
import { referenceFile, up } from '../../lab/up.ts';
import { projectRoot } from '../../lib/paths.ts';
import { runProgram } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { ensureKafkaArchive } from '../../setup/kafka-archive.ts';
import { ensurePlugins } from '../../setup/plugins.ts';
import { publishedRounds, readRounds, requireFreeLab } from '../lab-bench.ts';
import { thisMachine } from '../machine.ts';
import { measure } from '../measure.ts';
import { newStack } from '../new-stack.ts';
import { writeFigures } from '../write.ts';
import { directions, paths, transports } from './paths.ts';
import { dataPathPage, type Sample } from './report.ts';
import { stackFile } from './stack.ts';
import { throughput } from './throughput.ts';

await runProgram(async ([rounds = '']) => {
  const count = readRounds(rounds);
  requireFreeLab();
  await ensureKafkaArchive('3.9.2');
  await ensurePlugins();
  const machine = await thisMachine();
  const samples: Sample[] = [];
  try {
    for (const transport of transports) {
      await withStack(stackFile(transport), async () => {
        // The first round warms the brokers up, and is not counted. Nobody always comes first.
        for (let round = 0; round <= count; round++)
          for (const path of round % 2 === 1 ? paths : paths.toReversed())
            for (const direction of directions) {
              const rate = await throughput(path, direction);
              if (round === 0) continue;
              say(`${transport}, round ${round}, ${path.id}, ${direction}: ${rate.toFixed(1)} MiB/s`);
              samples.push({ transport, path: path.id, direction, round, rate });
            }
      });
    }
  } finally {
    await down();
  }
  const page = dataPathPage(samples, paths, machine);
  if (count < publishedRounds) process.stdout.write(page);
  else await writeFigures('data-path', page, { machine, samples });
  return 0;
});

/** Brings a stack up on hosts that have just booted for the first time. */
async function withStack(text: string, work: () => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kafka-proxied-bench-'));
  try {
    await down();
    await up(referenceFile);
    const file = join(folder, 'Pulumi.paths.yaml');
    writeFileSync(file, text);
    const env = await newStack('paths', folder);
    const program = join(projectRoot, 'cli', 'kafka-proxied');
    await measure(
      workstationCommand([program, 'up', '--yes', '--stack', 'paths', '--config-file', file]),
      env,
    );
    await work();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

// `npm run vagrant:known-hosts`: pins the host keys of the Vagrantfile's machines.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { localDir, projectRoot } from '../../lib/paths.ts';
import { runProgram } from '../../lib/program.ts';
import { say } from '../../lib/progress.ts';
import { failureIn, pinsOfMachines } from './pins.ts';

const file = join(localDir, 'vagrant', 'known_hosts');

/** Seconds for one question: `vagrant` itself starts slowly. */
const deadlineSeconds = 60;

async function vagrant(...args: string[]): Promise<string> {
  const { stdout, stderr, failed, timedOut, code, shortMessage } = await execa('vagrant', args, {
    cwd: projectRoot,
    stdin: 'ignore',
    reject: false,
    timeout: deadlineSeconds * 1000,
  });
  if (!failed) return stdout;
  if (code === 'ENOENT') throw new Error('There is no `vagrant` on PATH: install Vagrant and VirtualBox.');
  const said = failureIn(stdout) ?? (stderr || shortMessage);
  const reason = timedOut ? `no answer within ${deadlineSeconds} s` : said;
  throw new Error(`vagrant ${args.join(' ')}: ${reason}`);
}

await runProgram(async () => {
  const pins = await pinsOfMachines(vagrant);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [...pins.values()].join(''));
  say(`The host keys of ${[...pins.keys()].join(', ')} are in .local/vagrant/known_hosts.`);
  return 0;
});

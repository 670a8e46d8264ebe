// Another checkout of this repository, which takes over what set-up made here, so that it has a lab and a state of its own
// within seconds.
import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { localDir, projectRoot } from '../lib/paths.ts';

/** How a command ended. */
export interface Ran {
  code: number | undefined;
  /** Everything that it printed. */
  output: string;
}

export class SharedCheckout {
  private readonly parent = join(
    realpathSync(tmpdir()),
    `checkout-${process.pid}-${randomBytes(4).toString('hex')}`,
  );
  readonly folder: string;

  /** @param name of its folder */
  constructor(name: string) {
    this.folder = join(this.parent, name);
  }

  /** @param commit default: the one that is checked out here; what is not committed is left out */
  async create(commit = 'HEAD'): Promise<void> {
    mkdirSync(this.parent, { mode: 0o700 });
    await execa('git', ['clone', '--quiet', projectRoot, this.folder]);
    await this.checkOut(commit);
    const { stdout: images } = await execa('find', ['lab', '-maxdepth', '1', '-name', 'image-*'], {
      cwd: localDir,
    });
    const made = ['archives', 'setup', 'pulumi/bin', 'pulumi/home', ...images.split('\n')];
    for (const path of ['node_modules', ...made.map((each) => join('.local', each))]) await this.share(path);
  }

  /** @param commit as this repository knows it */
  async checkOut(commit: string): Promise<void> {
    const { stdout } = await execa('git', ['rev-parse', `${commit}^{commit}`], { cwd: projectRoot });
    await execa('git', ['checkout', '--quiet', '--detach', stdout], { cwd: this.folder });
  }

  /** Hard links where they can be made: nothing is ever written to what is shared. */
  private async share(path: string): Promise<void> {
    const [source, target] = [join(projectRoot, path), join(this.folder, path)];
    mkdirSync(dirname(target), { recursive: true });
    const { failed } = await execa('cp', ['-al', source, target], { reject: false });
    if (failed) cpSync(source, target, { recursive: true, verbatimSymlinks: true });
  }

  /** Runs npm there to its end, whatever that is. */
  async npm(...args: string[]): Promise<Ran> {
    const { exitCode, all } = await execa('npm', args, {
      cwd: this.folder,
      all: true,
      reject: false,
      stdin: 'ignore',
    });
    return { code: exitCode, output: all };
  }

  /** Runs one of its npm scripts. @throws Error with its output if it fails */
  async run(script: string, ...args: string[]): Promise<string> {
    const { code, output } = await this.npm('run', '--silent', script, '--', ...args);
    if (code !== 0) throw new Error(`npm run ${script} ${args.join(' ')} ended with ${code}:\n${output}`);
    return output;
  }

  /** Takes its lab down and removes it. */
  async remove(): Promise<void> {
    if (existsSync(this.folder)) await this.npm('run', 'lab', '--', 'down');
    rmSync(this.parent, { recursive: true, force: true });
  }
}

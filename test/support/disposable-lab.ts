// A lab that a test may break: a copy of the checkout's lab under a folder of its own, so with an id of its own.
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa, type Options } from 'execa';
import { currentImage, ensureImage } from '../../lab/image.ts';
import type { LabStatus } from '../../lab/status.ts';
import { labDir, projectRoot } from '../../lib/paths.ts';

export class DisposableLab {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'lab-test-')));
  readonly prefix = `kp-${createHash('sha256').update(this.folder).digest('hex').slice(0, 4)}-`;

  /** Copies code and image; the lab is still down. */
  async create(): Promise<void> {
    for (const part of ['lab', 'lib', 'package.json']) {
      cpSync(join(projectRoot, part), join(this.folder, part), { recursive: true });
    }
    symlinkSync(join(projectRoot, 'node_modules'), join(this.folder, 'node_modules'));
    await ensureImage();
    mkdirSync(join(this.folder, '.local/lab'), { recursive: true });
    // Hard links where they can be made: nothing is ever written to an image.
    const source = join(labDir, (await currentImage()).name);
    const linked = await execa('cp', ['-al', source, join(this.folder, '.local/lab')], { reject: false });
    if (linked.failed) await execa('cp', ['-a', source, join(this.folder, '.local/lab')]);
  }

  /** Starts a lab command; the promise of its end doesn't reject. */
  start<O extends Options>(args: readonly string[], options?: O) {
    const main = join(this.folder, 'lab/main.ts');
    return execa('node', [main, ...args], {
      cwd: this.folder,
      ...options,
      reject: false as const,
    } as O & { reject: false });
  }

  /** Runs a lab command and returns its standard output. @throws if it fails */
  async run(...args: string[]): Promise<string> {
    const { failed, stdout, stderr } = await this.start(args, { encoding: 'utf8' });
    if (failed) throw new Error(`lab ${args.join(' ')} failed:\n${stderr}`);
    return stdout;
  }

  async status(): Promise<LabStatus> {
    return JSON.parse(await this.run('status', '--json')) as LabStatus;
  }

  /** State of each host by its name. */
  async states(): Promise<Record<string, string>> {
    return Object.fromEntries((await this.status()).hosts.map(({ name, state }) => [name, state]));
  }

  /** A command on a host as root, through a shell; its standard output. */
  on(host: string, script: string): Promise<string> {
    return this.run('exec', host, '--', 'bash', '-c', script);
  }

  /** Runs a program in a namespace of the lab, from outside of the hosts. */
  async inNetwork(place: string, ...argv: [string, ...string[]]): Promise<string> {
    const { stdout } = await execa('nsenter', [`--net=/run/netns/${this.prefix}${place}`, ...argv]);
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

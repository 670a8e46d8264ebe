// Does not prove: that a lab survives a crash of the kernel, or a full disk. The reboot of the machine is played by
// ending all processes, mounts and namespaces of a lab.
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DisposableLab } from '../../support/disposable-lab.ts';
import { tracesOf } from '../../support/traces.ts';

const lab = new DisposableLab();
const traces = () => tracesOf(lab.folder, lab.prefix);
const ownLinks = async () =>
  (await execa('ip', ['-oneline', 'link'])).stdout.replace(/[^\n]*@if[^\n]*\n?/g, '');

beforeAll(() => lab.create());
afterAll(async () => {
  await lab.start(['down']);
  lab.remove();
});

/** Starts `up` or `down`, kills it as soon as `isTime` is satisfied with what it said so far, and waits for its end. */
async function killWhen(command: string, isTime: (output: string) => boolean): Promise<void> {
  const run = lab.start([command], { encoding: 'utf8' });
  let output = '';
  run.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  let ended = false;
  void run.then(() => (ended = true));
  while (!isTime(output)) {
    if (ended) throw new Error(`lab ${command} ended before it could be killed:\n${output}`);
    await sleep(5);
  }
  run.kill('SIGKILL');
  await run;
}

/** Supervisors and guests, as the process list shows them. */
function pidsOf(pattern: RegExp): number[] {
  return traces().flatMap((line) => {
    const match = /^process (\d+): (.*)/.exec(line);
    return match?.[2] !== undefined && pattern.test(match[2]) ? [Number(match[1])] : [];
  });
}

describe('an up that is killed', () => {
  test.each(['Networks', 'Disks', 'Booting', 'SSH from'])(
    'at "%s" is followed by an up that works',
    async (stage) => {
      await killWhen('up', (output) => output.includes(`==> ${stage}`));
      await lab.run('up');
      expect((await lab.status()).state).toBe('up');
      await lab.run('down');
      expect(traces()).toEqual([]);
    },
  );

  test.each(['Networks', 'Disks', 'Booting', 'SSH from'])(
    'at "%s" is taken down without a trace',
    async (stage) => {
      const before = await ownLinks();
      await killWhen('up', (output) => output.includes(`==> ${stage}`));
      expect(traces()).not.toEqual([]);
      await lab.run('down');
      expect(traces()).toEqual([]);
      expect(await ownLinks()).toBe(before);
      expect((await lab.status()).state).toBe('down');
    },
  );
});

describe('a lab that was up', () => {
  beforeAll(() => lab.run('up'));

  test('starts a host again whose supervisor was killed, with its disk', async () => {
    await lab.on('engine1', 'echo kept >/var/mark; sync');
    const [supervisor] = pidsOf(/supervise\.sh \S*engine1 /);
    process.kill(supervisor as number, 'SIGKILL');
    await expect
      .poll(() => lab.states(), { timeout: 20_000 })
      .toMatchObject({ engine1: 'unattended', engine2: 'running' });
    expect((await lab.status()).state).toBe('partial');
    await lab.run('up');
    expect(await lab.on('engine1', 'cat /var/mark')).toBe('kept');
    expect((await lab.status()).state).toBe('up');
  });

  test('shows a host that switched itself off, and switches it on again', async () => {
    await lab.on('engine2', 'echo kept >/var/mark; systemctl poweroff');
    await expect.poll(() => lab.states(), { timeout: 20_000 }).toMatchObject({ engine2: 'off' });
    expect((await lab.start(['exec', 'engine2', '--', 'true'])).exitCode).toBe(1);
    await lab.run('up');
    expect(await lab.on('engine2', 'cat /var/mark')).toBe('kept');
  });

  test('comes back after a reboot of the machine, with its disks and host keys', async () => {
    await lab.on('engine3', 'echo kept >/var/mark; sync');
    const pins = readFileSync((await lab.status()).ssh.knownHostsFile, 'utf8');
    for (let pids = pidsOf(/./); pids.length > 0; pids = pidsOf(/./)) {
      pids.forEach((pid) => process.kill(pid, 'SIGKILL'));
      await sleep(200);
    }
    for (const { root } of (await lab.status()).hosts) if (root !== '/') await execa('umount', [root]);
    const { stdout } = await execa('ip', ['netns', 'list']);
    for (const name of stdout.split(/\s+/).filter((word) => word.startsWith(lab.prefix))) {
      await execa('ip', ['netns', 'delete', name]);
    }
    expect((await lab.status()).state).toBe('partial');
    await lab.run('up');
    expect(await lab.on('engine3', 'cat /var/mark')).toBe('kept');
    expect(readFileSync((await lab.status()).ssh.knownHostsFile, 'utf8')).toBe(pins);
  });

  test('lets two ups at once through, one after the other', async () => {
    const runs = await Promise.all([lab.start(['up']), lab.start(['up'])]);
    expect(runs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(runs.filter(({ stderr }) => String(stderr).includes('Waiting for lab up (process')).length).toBe(
      1,
    );
  });

  test('is not taken down from within its own network', async () => {
    const { exitCode, stderr } = await lab.start([
      ...['exec', 'workstation', '--', 'node', join(lab.folder, 'lab/main.ts'), 'down'],
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Leave this shell first');
    expect((await lab.status()).state).toBe('up');
  });

  test('leaves no lock of nspawn when it is taken down, however its hosts ended', async () => {
    const [nspawn] = pidsOf(/systemd-nspawn .*-engine1 /);
    process.kill(nspawn as number, 'SIGKILL');
    const locks = (await lab.status()).hosts.map(({ root }) => {
      const { dev, ino } = statSync(root);
      return join('/run/systemd/nspawn/locks', `inode-${dev}:${ino}`);
    });
    expect(locks.filter((lock) => existsSync(lock))).toHaveLength(6);
    await lab.run('down');
    expect(locks.filter((lock) => existsSync(lock))).toEqual([]);
    expect(traces()).toEqual([]);
    await lab.run('up');
  });

  test('is not rebuilt over a down that was killed: the next up makes it anew', async () => {
    await lab.on('engine1', 'echo old >/var/mark');
    const stateFile = join(lab.folder, '.local/lab/lab.json');
    await killWhen('down', () => readFileSync(stateFile, 'utf8').includes('"ready": false'));
    await lab.run('up');
    expect(await lab.on('engine1', 'ls /root')).not.toContain('mark');
    expect((await lab.status()).state).toBe('up');
  });
});

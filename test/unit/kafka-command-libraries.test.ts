// Proves where the `kafka` command has Java load native libraries from; a stand-in says what may run, as no test can mount.
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { kafka, one, removeKafkaCommand } from '../support/kafka-command.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const root = temporaryFolder();
afterAll(() => {
  removeKafkaCommand();
});

/** The option of Java that was added, and what was said, where nothing may run below these folders. */
function added(forbidden: string, variables: Record<string, string> = {}) {
  const bin = join(root, 'bin');
  mkdirSync(bin, { recursive: true });
  // A file that it leaves as it was made is one that nobody has leave to run, root neither.
  writeFileSync(join(bin, 'chmod'), `#!/bin/bash\n[[ $2 =~ ${forbidden} ]] || exec /bin/chmod "$@"\n`);
  chmodSync(join(bin, 'chmod'), 0o755);
  const home = join(root, 'home');
  const { stdout, stderr } = kafka(one, ['topics', '--list', '--print'], {
    ...{ PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home, XDG_RUNTIME_DIR: '', XDG_CACHE_HOME: '' },
    ...variables,
  });
  return { options: stdout.split(' ').filter((word) => word.startsWith('-Djava.io.tmpdir=')), stderr };
}

it('is /tmp where that may run code', () => expect(added('^/nowhere')).toEqual({ options: [], stderr: '' }));

it('is a folder of the user’s own where it may not', () => {
  const cache = join(root, 'home', '.cache', 'kafka-proxied');
  expect(added('^/tmp/.may-run')).toEqual({ options: [`-Djava.io.tmpdir=${cache}`], stderr: '' });
  expect(statSync(cache).mode & 0o777).toBe(0o700);
  const session = join(root, 'session');
  expect(added('^/tmp/.may-run', { XDG_RUNTIME_DIR: session }).options).toEqual([
    `-Djava.io.tmpdir=${session}/kafka-proxied`,
  ]);
  expect(added('^(/tmp/.may-run|.*/session)', { XDG_RUNTIME_DIR: session }).options).toEqual([
    `-Djava.io.tmpdir=${cache}`,
  ]);
});

it('is said to be nowhere, with the way to name one', () => {
  const { options, stderr } = added('.may-run');
  expect(options).toEqual([]);
  expect(stderr).toMatch(/^kafka: no folder of \S+ may run code .*KAFKA_OPTS=-Djava\.io\.tmpdir=FOLDER/);
});

it('is the user’s choice', () =>
  expect(added('.may-run', { KAFKA_OPTS: '-Djava.io.tmpdir=/mine' })).toEqual({
    options: ['-Djava.io.tmpdir=/mine'],
    stderr: '',
  }));

// Does not prove: that data outlives its host's disk. Starts from any lab that is up; takes the lab down and up again, and leaves the dev stack up.
import { beforeAll, expect, test } from 'vitest';
import { execa } from 'execa';
import { projectRoot } from '../../../lib/paths.ts';
import { run, runOk, up } from '../../support/lab-stack.ts';

beforeAll(async () => {
  await up();
});

test('with the lab down, up says so and touches nothing; npm start under the old state converges on fresh hosts', async () => {
  await runOk('lab', 'down');
  const refused = await run('up', '--yes');
  expect(refused.code).toBe(1);
  expect(refused.output).toContain('The lab is down');
  expect(refused.output).toContain('npm run lab -- up');

  const { exitCode, all } = await execa('npm', ['start'], {
    cwd: projectRoot,
    stdin: 'ignore',
    all: true,
    reject: false,
  });
  expect({ exitCode, said: exitCode === 0 ? '' : all }).toEqual({ exitCode: 0, said: '' });
  expect(
    all.match(/^produced on .*, consumed on .*: all 1000 arrived, each once, and nothing else$/gm),
  ).toHaveLength(2);

  expect((await up()).done).toEqual({});
});

// Does not prove that the tree obeys: `npm run verify` lints it. This shows that each forbidden direction is refused.
import { ESLint } from 'eslint';
import { join } from 'node:path';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../tools/paths.ts';

const eslint = new ESLint({ cwd: projectRoot, overrideConfig: [tseslint.configs.disableTypeChecked] });

async function isRefused(folder: string, line: string): Promise<boolean> {
  const [result] = await eslint.lintText(`${line}\n`, { filePath: join(projectRoot, folder, 'made-up.ts') });
  const messages = result?.messages ?? [];
  expect(messages.filter(({ fatal }) => fatal)).toEqual([]);
  return messages.some(({ ruleId }) => ruleId?.endsWith('no-restricted-imports'));
}

describe('directions of imports', () => {
  it.each([
    ['config', "import '../ssh/run.ts';"],
    ['config', "import '../templates/broker.ts';"],
    ['config/plan', "import '../../probe/probe.ts';"],
    ['config', "import '@pulumi/pulumi';"],
    ['config', "import 'node:child_process';"],
    ['templates', "import { checkConfig } from '../config/check.ts'; void checkConfig;"],
    ['templates', "import '../components/kafka-broker.ts';"],
    ['templates', "import '@pulumi/pulumi';"],
    ['templates', "import '../index.ts';"],
    ['ssh', "import '../probe/probe.ts';"],
    ['ssh', "import '../tools/cli/program.ts';"],
    ['probe', "import '../components/kafka-broker.ts';"],
    ['probe', "import '@pulumi/pulumi';"],
    ['components', "import * as command from '@pulumi/command'; void command;"],
    ['components', "import { remote } from '@pulumi/command/remote/index.js'; void remote;"],
    ['components', "import '../ssh/run.ts';"],
    ['components', "import { probeHosts } from '../probe/probe.ts'; void probeHosts;"],
    ['components/host', "import '../../ssh/run.ts';"],
    ['doctor', "import '../components/kafka-broker.ts';"],
    ['doctor/judge', "import '../gather/gather.ts';"],
    ['doctor/judge', "import 'ssh2';"],
    ['doctor/gather', "import '../judge/judge.ts';"],
    ['doctor/gather', "import '../../components/kafka-broker.ts';"],
    ['lab', "import '../config/topology.ts';"],
    ['lab', "import '../templates/broker.ts';"],
    ['lab', "import '../probe/probe.ts';"],
    ['lab', "import '../components/kafka-broker.ts';"],
    ['tools/cli', "import '@pulumi/command';"],
    ['.', "import '@pulumi/command';"],
  ])('%s refuses %s', async (folder, line) => {
    expect(await isRefused(folder, line)).toBe(true);
  });

  it.each([
    ['config', "import '../tools/paths.ts';"],
    ['templates', "import type { Host } from '../config/topology.ts'; export type Own = Host;"],
    ['templates', "import { brokerUnit } from '../config/units.ts'; void brokerUnit;"],
    ['ssh', "import '../tools/paths.ts';"],
    ['probe', "import '../ssh/run.ts';"],
    ['components', "import '../config/units.ts';"],
    ['components', "import type { HostFacts } from '../probe/facts.ts'; export type Own = HostFacts;"],
    ['components/host', "import * as command from '@pulumi/command'; void command;"],
    ['doctor/judge', "import '../facts.ts';"],
    ['doctor/gather', "import '../../ssh/target.ts';"],
    ['lab', "import '../tools/progress.ts';"],
    ['tools/cli', "import '../../components/kafka-broker.ts';"],
    ['.', "import './probe/probe.ts';"],
  ])('%s allows %s', async (folder, line) => {
    expect(await isRefused(folder, line)).toBe(false);
  });
});

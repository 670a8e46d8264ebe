// `npm run setup`: everything that the stacks and the lab need, or a table of what is in use.
import { defaultVersion, versions } from '../config/versions.ts';
import { cannotHostLab } from '../lab/can-host-lab.ts';
import { ensureImage } from '../lab/image.ts';
import { ensureSystemPackages } from '../lab/system-packages.ts';
import { readArguments, runProgram, withHelp } from '../lib/program.ts';
import { say } from '../lib/progress.ts';
import { formatTable } from '../lib/table.ts';
import { ensureKafkaArchive } from './kafka-archive.ts';
import { ownArchivesVariable } from './kafka-official.ts';
import { ensurePlugins } from './plugins.ts';
import { ensurePulumi } from './pulumi.ts';
import { statusRows } from './status.ts';

const usage = `Usage: npm run setup [-- OPTIONS]
Sets up the Pulumi command line and its plugins, the Kafka archive and, where this machine can host it, the lab's root.
  --status            print what is in use and where it comes from; change nothing
  --retry-downloads   try official downloads again that were refused before
  --kafka VERSION     the Kafka release to get: ${Object.keys(versions).join(', ')} (default ${defaultVersion})
  --help              print this
${ownArchivesVariable}=FOLDER uses your own copies of Kafka's official archives (kafka_2.13-3.9.2.tgz …).`;

async function setUp(options: { retryDownloads: boolean; kafka: string }): Promise<void> {
  const withoutLab = cannotHostLab();
  if (withoutLab.length > 0) say(['The lab is left out:', ...withoutLab].join('\n  '));
  else await ensureSystemPackages();
  await ensurePulumi(options);
  await ensurePlugins(options);
  await ensureKafkaArchive(options.kafka, options);
  if (withoutLab.length === 0) await ensureImage();
}

const options = {
  status: { type: 'boolean', default: false },
  'retry-downloads': { type: 'boolean', default: false },
  kafka: { type: 'string', default: defaultVersion },
} as const;

await runProgram(
  withHelp(usage, async (args) => {
    const { values } = readArguments(usage, { args: [...args], options });
    if (!values.status) await setUp({ retryDownloads: values['retry-downloads'], kafka: values.kafka });
    process.stdout.write(`${formatTable(await statusRows())}\n`);
    return 0;
  }),
);

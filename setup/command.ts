// `npm run setup`: everything that the stacks and the lab need, or a table of what is in use.
import { defaultVersion, versions } from '../config/versions.ts';
import { cannotHostLab } from '../lab/can-host-lab.ts';
import { ensureImage } from '../lab/image.ts';
import { ensureSystemPackages } from '../lab/system-packages.ts';
import { CliCommand, Option } from '../lib/command-line/command.ts';
import { say } from '../lib/progress.ts';
import { formatTable } from '../lib/table.ts';
import { ensureKafkaArchive } from './kafka-archive.ts';
import { ownArchivesVariable } from './kafka-official.ts';
import { ensurePlugins } from './plugins.ts';
import { ensurePulumi } from './pulumi.ts';
import { rowData, statusRows } from './status.ts';

async function setUp(options: { retryDownloads: boolean; kafka: string }): Promise<void> {
  const withoutLab = cannotHostLab();
  if (withoutLab.length > 0) say(['The lab is left out:', ...withoutLab].join('\n  '));
  else await ensureSystemPackages();
  await ensurePulumi(options);
  await ensurePlugins(options);
  await ensureKafkaArchive(options.kafka, options);
  if (withoutLab.length === 0) await ensureImage();
}

interface SetupOptions {
  status?: boolean;
  json?: boolean;
  retryDownloads?: boolean;
  kafka: string;
}

export const setup = new CliCommand('setup', 'get Pulumi, its plugins, Kafka, and what the lab needs')
  .description(
    `Sets up the Pulumi command line and its plugins, the Kafka archive and, where this machine can host it, the root file system of the lab’s hosts.\n\n${ownArchivesVariable}=FOLDER uses your own copies of Kafka’s official archives (kafka_2.13-3.9.2.tgz …).`,
  )
  .option('--status', 'print what is in use and where it comes from; change nothing')
  .option('--json', 'print what is in use as JSON')
  .option('--retry-downloads', 'try official downloads again that were refused before')
  .addOption(
    new Option('--kafka <version>', 'the Kafka release to get')
      .choices(Object.keys(versions))
      .default(defaultVersion),
  )
  .does(async ({ status, json, retryDownloads = false, kafka }: SetupOptions) => {
    if (!status) await setUp({ retryDownloads, kafka });
    const rows = await statusRows();
    process.stdout.write(`${json ? JSON.stringify(rows.map(rowData), undefined, 2) : formatTable(rows)}\n`);
    return 0;
  });

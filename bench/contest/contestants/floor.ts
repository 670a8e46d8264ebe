// What the hosts themselves need: files that were rendered before, and the same remote steps by ssh in parallel, with no checks.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { operator } from '../../../lab/names.ts';
import { projectRoot } from '../../../lib/paths.ts';
import { ensureKafkaArchive } from '../../../setup/kafka-archive.ts';
import { changed, engines, gateway, kafkaVersion, lan, outsideClient, topic } from '../cluster.ts';
import type { Contestant } from '../contestant.ts';
import { filesOf, portMap } from './floor-files.ts';

/** Its loops end by themselves only where all goes well. */
const patienceSeconds = 300;

const scripts = join(projectRoot, 'bench', 'contest', 'floor');

export const floor: Contestant = {
  id: 'floor',
  about:
    'Files rendered beforehand, and the steps that hosts need by ssh in parallel with connection sharing, from plain bash. It checks nothing, and can only do everything.',
  prepare: async (folder) => {
    const { path: archive } = await ensureKafkaArchive(kafkaVersion);
    const write = (retentionHours: number): void => {
      for (const engine of engines)
        for (const [path, text] of Object.entries(filesOf(engine, retentionHours))) {
          const file = join(folder, engine.name, path);
          mkdirSync(dirname(file), { recursive: true });
          writeFileSync(file, text);
        }
    };
    write(changed.before);
    writeFileSync(join(folder, 'port-map.nft'), portMap());
    const run = (name: string): string[][] => [
      ['timeout', String(patienceSeconds), 'bash', join(scripts, `${name}.sh`)],
    ];
    const { name, partitions, replicationFactor } = topic;
    return {
      env: {
        ...process.env,
        FLOOR: folder,
        SSH_CONFIG: operator.configFile,
        ARCHIVE: archive,
        GATEWAY: gateway.name,
        BROKERS: engines.map((each) => `${each.name}:${each.port}:${each.externalPort}`).join(' '),
        SOURCES: `${lan} ${outsideClient.address}`,
        TOPIC: `--topic ${name} --partitions ${partitions} --replication-factor ${replicationFactor}`,
      },
      commands: { bare: run('bare'), change: run('change'), destroy: run('destroy') },
      change: () => write(changed.after),
    };
  },
};

// Ansible with playbooks as its users write them: bench/contest/ansible.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { operator } from '../../../lab/names.ts';
import { localDir, projectRoot } from '../../../lib/paths.ts';
import { step } from '../../../lib/progress.ts';
import { ensureKafkaArchive } from '../../../setup/kafka-archive.ts';
import {
  changed,
  engines,
  gateway,
  kafkaVersion,
  lan,
  outsideClient,
  publicName,
  topic,
} from '../cluster.ts';
import type { Contestant } from '../contestant.ts';

const playbooks = join(projectRoot, 'bench', 'contest', 'ansible');

export const ansible: Contestant = {
  id: 'ansible',
  about:
    'Ansible from PyPI: pipelining, 20 forks, connection sharing, no facts gathered. A change runs the part for brokers alone; it restarts one after another and waits for its port, not for its partitions. A first run has two commands: the first installs Python where a host has none.',
  makeReady: ensureAnsible,
  prepare: async (folder) => {
    const { path: archive } = await ensureKafkaArchive(kafkaVersion);
    const inventory = join(folder, 'inventory.json');
    const write = (retentionHours: number): void =>
      writeFileSync(inventory, JSON.stringify(inventoryOf(archive, retentionHours)));
    write(changed.before);
    const play = (name: string, ...more: string[]): string[] => [
      join(venv(), 'bin', 'ansible-playbook'),
      ...['--inventory', inventory, join(playbooks, name), ...more],
    ];
    return {
      env: environment(folder),
      commands: {
        bare: [play('python.yml'), play('site.yml')],
        again: [play('site.yml')],
        preview: [play('site.yml', '--tags', 'brokers', '--check', '--diff')],
        change: [play('site.yml', '--tags', 'brokers', '--extra-vars', 'rolling=1')],
        destroy: [play('destroy.yml')],
      },
      check: (step, output) => {
        if (step === 'again' && /changed=[1-9]/.test(output))
          throw new Error(`A second run of the playbook changed something:\n${output.slice(-4000)}`);
      },
      change: () => write(changed.after),
    };
  },
};

function environment(folder: string): NodeJS.ProcessEnv {
  const shared = `-o ControlMaster=auto -o ControlPersist=60s -o ControlPath=${folder}/%h`;
  return {
    ...process.env,
    ANSIBLE_CONFIG: join(playbooks, 'ansible.cfg'),
    ANSIBLE_HOME: folder,
    ANSIBLE_SSH_ARGS: `-F ${operator.configFile} ${shared}`,
    ANSIBLE_NOCOLOR: 'true',
  };
}

function inventoryOf(archive: string, retentionHours: number): object {
  const brokers = engines.map(({ id, name, address, port, externalPort, publicPort }) => [
    name,
    {
      ...{ ansible_host: address, broker_id: id, port },
      ...{ external_port: externalPort, public_port: publicPort },
    },
  ]);
  const first = engines[0]?.name ?? '';
  return {
    all: {
      vars: {
        ...{ ansible_user: operator.user, ansible_become: true, archive, topic },
        ...{ public_name: publicName, public_address: gateway.publicAddress },
        ...{ sources: [lan, outsideClient.address], retention_hours: retentionHours },
      },
      children: {
        brokers: { hosts: Object.fromEntries(brokers) as object },
        zookeepers: { hosts: { [first]: {} } },
        gateways: { hosts: { [gateway.name]: { ansible_host: gateway.address } } },
      },
    },
  };
}

const requirements = join(playbooks, 'requirements.txt');

/** Where Ansible is installed, by what is asked for. */
function venv(): string {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  return join(localDir, 'bench', `ansible-${hash}`);
}

/** @throws Error for people where Python can't install it */
async function ensureAnsible(): Promise<void> {
  const folder = venv();
  const done = join(folder, 'installed');
  if (existsSync(done)) return;
  await step('Ansible from PyPI (about 1 min, 600 MB)', async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    try {
      await execa('python3', ['-m', 'venv', folder]);
      await execa(join(folder, 'bin', 'pip'), ['install', '--quiet', '--requirement', requirements]);
    } catch (error) {
      const { shortMessage, stderr } = error as { shortMessage?: string; stderr?: string };
      const said = stderr?.trim() || shortMessage;
      throw new Error(
        `Ansible can't be installed: ${said ?? String(error)}\nThe bench needs Python 3.11 or newer with its venv module, and a way to PyPI.`,
        { cause: error },
      );
    }
    writeFileSync(done, '');
  });
}

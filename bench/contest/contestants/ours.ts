// This program, in its own process and with all its checks on.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { operator } from '../../../lab/names.ts';
import { projectRoot } from '../../../lib/paths.ts';
import { ensureKafkaArchive } from '../../../setup/kafka-archive.ts';
import { ensurePlugins } from '../../../setup/plugins.ts';
import { newStack } from '../../new-stack.ts';
import { stackFileText } from '../../stack-file.ts';
import { requireUnchanged } from '../../unchanged.ts';
import {
  changed,
  engines,
  gateway,
  kafkaVersion,
  lan,
  outsideClient,
  publicName,
  topic,
  zookeeperPort,
} from '../cluster.ts';
import { SharedCheckout } from '../../shared-checkout.ts';
import type { Contestant, Prepared } from '../contestant.ts';

const stack = 'contest';

export const ours: Contestant = {
  id: 'kafka-proxied',
  about:
    'This program: `up`, with the preview in it. Beside what the others do it looks at the hosts first, tries firewall rules before it keeps them, and restarts a broker only when all partitions are in sync.',
  prepare: (folder) =>
    prepareStack(folder, (command) => [join(projectRoot, 'cli', 'kafka-proxied'), command]),
};

/** The same by another commit of this repository, in a checkout of its own. */
export function oursAt(commit: string): Contestant {
  const checkout = new SharedCheckout('kafka-proxied');
  const own = join(checkout.folder, 'cli', 'kafka-proxied');
  return {
    id: `kafka-proxied@${commit}`,
    about: `This program at ${commit}, in a checkout of its own. Before there was one command, npm starts it, which costs a few tenths of a second each time.`,
    makeReady: async () => {
      await checkout.create(commit);
      // Installs the packages of that commit, with which its commands then start in the lab's network.
      await checkout.run('setup');
    },
    prepare: (folder) =>
      prepareStack(folder, (command) =>
        existsSync(own)
          ? [own, command]
          : ['npm', '--prefix', checkout.folder, 'run', '--silent', command, '--'],
      ),
    tidyUp: () => checkout.remove(),
  };
}

/** @param program how a command of ours is called */
async function prepareStack(folder: string, program: (command: string) => string[]): Promise<Prepared> {
  await ensureKafkaArchive(kafkaVersion);
  await ensurePlugins();
  const file = join(folder, `Pulumi.${stack}.yaml`);
  writeFileSync(file, stackFile());
  const env = await newStack(stack, folder);
  const command = (name: string, ...more: string[]): string[][] => [
    [...program(name), '--stack', stack, '--config-file', file, ...more],
  ];
  return {
    env,
    commands: {
      bare: command('up', '--yes'),
      again: command('up', '--yes'),
      preview: command('preview'),
      change: command('up', '--yes'),
      doctor: command('doctor'),
      destroy: command('destroy', '--yes', '--data', '--confirm', 'cluster1'),
    },
    check: (step, output) => {
      if (step === 'again') requireUnchanged('cluster 1', output);
    },
    change: () => {
      const { property, before, after } = changed;
      // Pulumi has written the stack's salt into it.
      const text = readFileSync(file, 'utf8');
      writeFileSync(file, text.replace(`${property}: ${before}`, `${property}: ${after}`));
    },
  };
}

function stackFile(): string {
  const brokers = engines.map(({ id, name, port, externalPort, publicPort }) => {
    return [id, { host: name, port, external: { port: externalPort, externalPort: publicPort } }];
  });
  const config = {
    ssh: {
      user: operator.user,
      knownHostsFile: operator.knownHostsFile,
      privateKeyFile: operator.privateKeyFile,
    },
    networks: { lan: { cidrs: [lan], gateway: gateway.name } },
    hosts: {
      ...Object.fromEntries(engines.map(({ name, address }) => [name, { network: 'lan', address }])),
      [gateway.name]: {
        ...{ network: 'lan', address: gateway.address },
        ...{ publicAddress: gateway.publicAddress, publicName, publicNameFrom: 'hosts' },
      },
      workstation: { network: 'lan', address: '10.48.1.85', managed: false },
      [outsideClient.name]: { address: outsideClient.address, managed: false },
    },
    clusters: {
      cluster1: {
        version: kafkaVersion,
        zookeeper: { 1: { host: engines[0]?.name, port: zookeeperPort } },
        brokers: Object.fromEntries(brokers) as object,
        tls: { external: false },
        settings: { [changed.property]: changed.before },
        topics: {
          [topic.name]: { partitions: topic.partitions, replicationFactor: topic.replicationFactor },
        },
        clients: ['workstation', outsideClient.name],
      },
    },
  };
  return stackFileText(config);
}

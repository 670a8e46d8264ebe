// The lab's own internet with its bridges, and the workstation's place on the LAN.
import { existsSync } from 'node:fs';
import { execa } from 'execa';
import { internetName, machineName, netnsPath } from './names.ts';
import type { LabHost, LabTopology } from './topology.ts';
import { addressBatch, internetBatch, plugBatch, unplugBatch } from './wiring.ts';

async function ipBatch(place: string, batch: string): Promise<void> {
  await execa('ip', ['-netns', machineName(place), '-batch', '-'], { input: batch });
}

async function linksOf(place: string): Promise<Set<string>> {
  const { stdout } = await execa('ip', ['-netns', machineName(place), '-json', 'link', 'show']);
  return new Set((JSON.parse(stdout) as { ifname: string }[]).map((link) => link.ifname));
}

/** Makes the internet's namespace with a bridge for each network, or what is missing of it. */
export async function ensureInternet(topology: LabTopology): Promise<void> {
  if (!existsSync(netnsPath(internetName))) await execa('ip', ['netns', 'add', machineName(internetName)]);
  await ipBatch(internetName, internetBatch(topology, await linksOf(internetName)));
  await execa('nsenter', [
    `--net=${netnsPath(internetName)}`,
    ...['sysctl', '--quiet', '--write', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1'],
  ]);
}

/** The default routes come with the last batch of the wiring. */
async function isWired(host: LabHost): Promise<boolean> {
  if (!existsSync(netnsPath(host.name))) return false;
  const { stdout } = await execa('ip', ['-netns', machineName(host.name), 'route', 'show', 'default']);
  return stdout !== '';
}

/** Makes the workstation's namespace and plugs it in, unless it is there. */
export async function ensureWorkstation(workstation: LabHost): Promise<void> {
  if (await isWired(workstation)) return;
  await execa('ip', ['netns', 'delete', machineName(workstation.name)], { reject: false });
  await execa('ip', ['-netns', machineName(internetName), '-force', '-batch', '-'], {
    input: unplugBatch(workstation),
    reject: false,
  });
  await execa('ip', ['netns', 'add', machineName(workstation.name)]);
  await ipBatch(internetName, plugBatch(workstation));
  await ipBatch(workstation.name, addressBatch(workstation));
}

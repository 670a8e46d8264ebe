// What the probe tells of a host that is temporary folders and stand-ins.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeEach } from 'vitest';
import type { HostFacts } from '../../probe/facts.ts';
import { parseFacts } from '../../probe/parse-facts.ts';
import { type ScriptHost, scriptHost } from './script-host.ts';

/** A host for each test, on which nothing runs and no rules can be read. */
export function probeHost(): ScriptHost {
  const host = scriptHost();
  beforeEach(() => {
    host.command('systemctl', 'exit 1');
    host.command('nft', 'exit 1');
  });
  return host;
}

/** The probe's arguments. Default of each: it is not asked for. */
export interface Asked {
  names?: string;
  zookeepers?: string;
  ports?: string;
  replies?: string;
  places?: string;
  /** Further places of the machine that lie in the temporary folder. */
  moved?: readonly string[];
}

/** What it prints. */
export async function probeOutput(host: ScriptHost, asked: Asked = {}): Promise<string> {
  const { names = '-', zookeepers = '-', ports = '-', replies = '-', places = '-' } = asked;
  const args = [host.probe(asked.moved), names, zookeepers, ports, replies, places];
  return (await promisify(execFile)('bash', args)).stdout;
}

/** @throws Error where its output is not whole */
export async function probedOn(host: ScriptHost, asked?: Asked): Promise<HostFacts> {
  const output = await probeOutput(host, asked);
  const facts = parseFacts(output);
  if (!facts) throw new Error(`the probe's output is not whole: ${output}`);
  return facts;
}

// What the probe tells of a host that is temporary folders and stand-ins.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { HostFacts } from '../../probe/facts.ts';
import { parseFacts } from '../../probe/parse-facts.ts';
import type { ScriptHost } from './script-host.ts';

/** @throws Error where its output is not whole */
export async function probedOn(host: ScriptHost, names = '-', zookeepers = '-'): Promise<HostFacts> {
  const { stdout } = await promisify(execFile)('bash', [host.probe(), names, zookeepers, '-', '-', '-']);
  const facts = parseFacts(stdout);
  if (!facts) throw new Error(`the probe's output is not whole: ${stdout}`);
  return facts;
}

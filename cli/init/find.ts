// What this machine can find out: names, its gateway, files, and the host keys that machines show.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { execa } from 'execa';
import { readHostKey } from '../../config/host-keys.ts';
import type { Reading } from '../../config/schema/leaf.ts';
import { projectRoot } from '../../lib/paths.ts';
import { loginKeyFault } from '../../ssh/login-keys.ts';
import type { Finder } from './question.ts';

/** Seconds for a machine to show its key. */
const scanSeconds = 5;
/** Milliseconds for a resolver. */
const lookUpMs = 5000;

/** The first IPv4 address in what `getent ahostsv4` prints. */
export function firstAddress(printed: string): string | undefined {
  return /^(\d+\.\d+\.\d+\.\d+)\s/.exec(printed)?.[1];
}

/** The gateway of the default route in /proc/net/route, whose addresses are hexadecimal, lowest byte first. */
export function defaultGatewayIn(routes: string): string | undefined {
  const fields = routes.split('\n').map((line) => line.trim().split(/\s+/));
  const hex = fields.find(([, to, via]) => to === '00000000' && via !== undefined && via !== '00000000')?.[2];
  return hex === undefined ? undefined : [...Buffer.from(hex, 'hex')].reverse().join('.');
}

/** The key in what `ssh-keyscan -t ed25519` prints. */
export function scannedKey(printed: string, endpoint: string): Reading<string> {
  const line = printed.split('\n').find((text) => text !== '' && !text.startsWith('#'));
  if (line !== undefined) return readHostKey(line.slice(line.indexOf(' ') + 1));
  return {
    reason: `${endpoint} shows no ed25519 host key within ${scanSeconds} s.`,
    fix: 'Check that the machine and its sshd run, then press Enter to ask again. Or give the key in its /etc/ssh/ssh_host_ed25519_key.pub.',
  };
}

/** A path of the config on this machine. */
function onThisMachine(path: string): string {
  if (path.startsWith('~/')) return join(homedir(), path.slice(2));
  return isAbsolute(path) ? path : join(projectRoot, path);
}

export interface Here {
  /** Makes of a command one that runs where the stack's operator sits. */
  from: (argv: readonly string[]) => string[];
  /** Where the file of a stack will be; an absolute path. */
  placeOf: (stack: string) => string;
}

/** Looks from here. */
export function finder({ from, placeOf }: Here): Finder {
  const keys = new Map<string, string>();
  const printed = async (argv: string[], timeout: number): Promise<string> => {
    const [file = '', ...args] = from(argv);
    return (await execa(file, args, { stdin: 'ignore', reject: false, timeout })).stdout ?? '';
  };
  return {
    addressOf: async (name) => firstAddress(await printed(['getent', 'ahostsv4', name], lookUpMs)),
    defaultGateway: async () => defaultGatewayIn(await printed(['cat', '/proc/net/route'], lookUpMs)),
    user: () => (process.getuid?.() === 0 ? undefined : userInfo().username),
    fileOf: (stack) => (existsSync(placeOf(stack)) ? relative(process.cwd(), placeOf(stack)) : undefined),
    kindOf: (path) => {
      const found = statSync(onThisMachine(path), { throwIfNoEntry: false });
      if (found?.isSocket()) return 'socket';
      return found?.isFile() ? 'file' : undefined;
    },
    keyFault: (path, kind) => loginKeyFault({ kind, place: onThisMachine(path) }),
    textOf: (path) => {
      try {
        return readFileSync(onThisMachine(path), 'utf8');
      } catch {
        return undefined;
      }
    },
    hostKey: async (address, port) => {
      const argv = ['ssh-keyscan', '-T', String(scanSeconds), '-t', 'ed25519', '-p', String(port), address];
      const endpoint = `${address}:${port}`;
      const key = scannedKey(await printed(argv, (scanSeconds + 5) * 1000), endpoint);
      if ('value' in key) keys.set(endpoint, key.value);
      return key;
    },
    shownKey: (address, port) => {
      const value = keys.get(`${address}:${port}`);
      if (value !== undefined) return { value };
      return {
        reason: 'The machine showed no key to compare.',
        fix: 'Give its fingerprint (SHA256:…), or the whole key (ssh-ed25519 AAAA…).',
      };
    },
  };
}

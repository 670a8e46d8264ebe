// The host key that each host that is logged in to must present, from wherever the config says it is.
import { findKnownHost, readHostKey } from './host-keys.ts';
import { labIsDown, visible, type ConfigProblem } from './problem.ts';
import { absent, hostsOf, isLoggedInTo, type HostDraft, type Path } from './rules/view.ts';
import type { Reading } from './schema/leaf.ts';
import type { StackDraft } from './schema/parse.ts';

export interface Pins {
  /** By host id: `ssh-ed25519 AAAA…`. */
  keys: Map<string, string>;
  problems: ConfigProblem[];
}

/** @param read gives a file's text, and throws where it can't be read */
export function findPins(draft: StackDraft, read: (path: string) => string): Pins {
  const keys = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  if (draft.offline === true) return { keys, problems };
  const knownHosts = readKnownHosts(draft, read);
  let needed = false;
  for (const { id, host, path } of hostsOf(draft)) {
    if (!isLoggedInTo(host)) continue;
    const own = ownPin(host, path, read);
    needed ||= own === 'none';
    const pin = own === 'none' ? knownHosts?.pinOf(id, host) : own;
    if (pin === undefined || pin === 'unreadable') continue;
    if ('value' in pin.reading) keys.set(id, pin.reading.value);
    else problems.push({ path: pin.path, ...pin.reading });
  }
  if (needed && knownHosts?.missing !== undefined) problems.push(knownHosts.missing);
  return { keys, problems };
}

interface Pin {
  path: Path;
  reading: Reading<string>;
}

/** A key given with the host itself; the schema has already said what is wrong with an unreadable one. */
function ownPin(host: HostDraft, path: Path, read: (path: string) => string): Pin | 'none' | 'unreadable' {
  if (!absent(host, 'hostKey')) {
    if (!absent(host, 'hostKeyFile')) {
      const reason = 'The host key is given twice, as hostKey and as hostKeyFile.';
      return { path: [...path, 'hostKey'], reading: { reason, fix: 'Remove one of the two.' } };
    }
    return host.hostKey === undefined ? 'unreadable' : { path, reading: { value: host.hostKey } };
  }
  if (absent(host, 'hostKeyFile')) return 'none';
  if (host.hostKeyFile === undefined) return 'unreadable';
  const text = readText(host.hostKeyFile, read);
  if ('value' in text) return { path: [...path, 'hostKeyFile'], reading: readHostKey(text.value) };
  const ask = `ssh-keyscan -t ed25519 ${host.address ?? 'ADDRESS'}`;
  const fix = `Correct the path, or write the key itself as hostKey; \`${ask}\` shows it, over a network you trust.`;
  return { path: [...path, 'hostKeyFile'], reading: { reason: text.reason, fix } };
}

interface KnownHosts {
  missing?: ConfigProblem;
  pinOf: (id: string, host: HostDraft) => Pin | undefined;
}

function readKnownHosts(draft: StackDraft, read: (path: string) => string): KnownHosts | undefined {
  const ssh = draft.ssh;
  if (ssh === undefined) return undefined;
  if (absent(ssh, 'knownHostsFile')) {
    return {
      pinOf: (_, host) => ({
        path: ['hosts', _, 'hostKey'],
        reading: {
          reason: `Is missing: without a pinned ed25519 host key, any machine that answers on ${host.address ?? 'its address'} would be trusted.`,
          fix: 'Set hostKey or hostKeyFile on the host, or ssh.knownHostsFile for all.',
        },
      }),
    };
  }
  if (ssh.knownHostsFile === undefined) return undefined;
  const text = readText(ssh.knownHostsFile, read);
  if (!('value' in text)) {
    const missing =
      draft.lab === true && text.missing
        ? { path: ['lab'], reason: labIsDown, fix: 'npm run lab -- up' }
        : { path: ['ssh', 'knownHostsFile'], reason: text.reason, fix: text.fix };
    return { missing, pinOf: () => undefined };
  }
  return {
    pinOf: (id, host) => {
      const names = [id, host.address, host.publicAddress].filter((name) => name !== undefined);
      const port = host.ssh?.port ?? ssh.port ?? 22;
      const reading = findKnownHost(text.value, names, port);
      if ('value' in reading) return { path: [], reading };
      const reason = `${visible(ssh.knownHostsFile ?? '')}: ${reading.reason}`;
      return { path: ['hosts', id, 'hostKey'], reading: { reason, fix: reading.fix } };
    },
  };
}

function readText(
  path: string,
  read: (path: string) => string,
): { value: string } | { reason: string; fix: string; missing: boolean } {
  try {
    return { value: read(path) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const missing = code === 'ENOENT' || code === 'ENOTDIR';
    return {
      missing,
      reason: missing
        ? `There is no file ${visible(path)}.`
        : `${visible(path)} can't be read (${code ?? String(error)}).`,
      fix: 'Correct the path, or make the file readable for you.',
    };
  }
}

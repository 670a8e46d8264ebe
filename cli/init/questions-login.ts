// How machines are logged in to, and how they are recognised.
import { createHash } from 'node:crypto';
import { findKnownHost, readHostKey } from '../../config/host-keys.ts';
import { quoted } from '../../config/problem.ts';
import type { Reading } from '../../config/schema/leaf.ts';
import { agentMark, clientAddresses, serverAddresses } from './config.ts';
import type { Answers, Question } from './question.ts';
import { isNone, listOf, none, pairsOf } from './words.ts';

/** Where OpenSSH keeps keys that nobody renamed. */
const usualKey = '~/.ssh/id_ed25519';

/** Where OpenSSH keeps the keys of hosts that somebody has logged in to. */
const usualPins = '~/.ssh/known_hosts';

function isKnownBy(text: string, { sshPort }: Answers) {
  return (host: [string, string]): boolean => 'value' in findKnownHost(text, host, Number(sshPort));
}

/** Machines that are logged in to, with their addresses. */
function managedHosts(answers: Answers): [string, string][] {
  const apart = listOf(answers.unmanaged);
  const gateway = pairsOf(answers.gateway);
  return [...serverAddresses(answers), ...gateway, ...clientAddresses(answers)].filter(
    ([name]) => !apart.includes(name),
  );
}

/** Where the sshd of a machine answers. */
function endpointOf(answers: Answers, name: string): [address: string, port: number] {
  const address = managedHosts(answers).find(([host]) => host === name)?.[1] ?? '';
  return [address, Number(answers.sshPort)];
}

/** As `ssh-keygen -l` prints it. */
export function fingerprintOf(key: string): string {
  const body = Buffer.from(key.split(' ')[1] ?? '', 'base64');
  return `SHA256:${createHash('sha256').update(body).digest('base64').replace(/=+$/, '')}`;
}

const fingerprint = /^SHA256:[A-Za-z0-9+/]{43}$/;

/** The key that a machine shows, if its fingerprint is the one that somebody read there. */
function keyOf(wanted: string, name: string, shown: Reading<string>): Reading<string> {
  if (!fingerprint.test(wanted)) {
    const reason = `${quoted(wanted)} is not a complete fingerprint.`;
    return { reason, fix: 'It has 43 characters after SHA256:.' };
  }
  if (!('value' in shown) || fingerprintOf(shown.value) === wanted) return shown;
  return {
    reason: `${name} shows another key: ${fingerprintOf(shown.value)}.`,
    fix: 'Compare with the fingerprint on the machine itself. If they differ, another machine answers at its address.',
  };
}

export const loginQuestions: readonly Question[] = [
  {
    key: 'user',
    ask: 'User to log in as',
    help: 'On every machine: not root, and with passwordless sudo.',
    offer: async (_, find) => find.user(),
    owns: /^ssh(\.user)?$/,
  },
  {
    key: 'sshPort',
    ask: 'Port of sshd',
    help: 'On every machine.',
    usual: () => '22',
  },
  {
    key: 'loginKey',
    ask: `Private key file, or ${agentMark}SOCKET of an ssh-agent`,
    help: `A key with a passphrase needs an agent. An agent is better in any case: no key is stored in the state, and changing the key changes nothing else. Its socket needs a permanent path: ${agentMark}~/.ssh/agent.sock`,
    shape: (text) => (text === '' ? { reason: 'No key is given.', fix: 'Write a path.' } : { value: text }),
    offer: async (_, find) => (find.kindOf(usualKey) === 'file' ? usualKey : undefined),
    settle: async (text, _, find) => {
      const wanted = text.startsWith(agentMark) ? 'socket' : 'file';
      const path = text.startsWith(agentMark) ? text.slice(agentMark.length) : text;
      const found = find.kindOf(path);
      if (found === wanted) {
        const fault = await find.keyFault(path, wanted === 'socket' ? 'agentSocket' : 'privateKeyFile');
        return fault ?? { value: text };
      }
      if (found === 'socket') return { reason: `${path} is a socket.`, fix: `Write ${agentMark}${path}` };
      const reason = `There is no ${wanted} ${path}.`;
      return {
        reason,
        fix: 'Correct the path. ~/ is your home; other relative paths start at this checkout.',
      };
    },
    owns: /^ssh$/,
  },
];

export const hostKeyQuestions: readonly Question[] = [
  {
    key: 'knownHosts',
    ask: 'A known_hosts file with the ed25519 keys of all machines, or none to get the keys now',
    help: 'Host keys are always checked. `none`: init gets the key of each machine, and you compare the fingerprint.',
    usual: () => none,
    offer: async (answers, find) => {
      const text = find.textOf(usualPins);
      return text !== undefined && managedHosts(answers).every(isKnownBy(text, answers))
        ? usualPins
        : undefined;
    },
    owns: /^(ssh\.knownHostsFile|hosts[.[].*\.hostKey)$/,
  },
  {
    key: 'hostKeys',
    ask: 'Is that the host key of MACHINE (yes, its fingerprint, or the whole key)',
    help: 'On that machine, `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints its fingerprint. If it is the one shown here, answer yes. Or give the fingerprint (SHA256:…), or the whole key (ssh-ed25519 AAAA…).',
    when: ({ knownHosts }) => isNone(knownHosts),
    items: (answers) => managedHosts(answers).map(([name]) => name),
    show: async (answers, find, name) => {
      const shown = await find.hostKey(...endpointOf(answers, name));
      if (!('value' in shown)) return [`${shown.reason} ${shown.fix}`];
      return [
        `${name} shows ${fingerprintOf(shown.value)}`,
        `Compare it with what ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub prints on that machine.`,
      ];
    },
    shape: (text) =>
      text === '' ? { reason: 'No key is given.', fix: 'Answer yes, or give it.' } : { value: text },
    settle: async (text, answers, find, name) => {
      const endpoint = endpointOf(answers, name);
      if (/^y(es)?$/i.test(text)) return find.shownKey(...endpoint);
      return text.startsWith('SHA256:')
        ? keyOf(text, name, await find.hostKey(...endpoint))
        : readHostKey(text);
    },
    owns: /^(ssh\.knownHostsFile|hosts[.[].*\.hostKey)$/,
  },
];

// Asks an ssh-agent for its keys (draft-miller-ssh-agent, section 3.5): whether it is there, answers, and has any.
import { statSync } from 'node:fs';
import { connect } from 'node:net';
import type { LoginProblem } from './fault.ts';

const requestIdentities = Buffer.from([0, 0, 0, 1, 11]);
const identitiesAnswer = 12;

/** Milliseconds for the answer; an agent has its keys in memory, or asks a card. */
const patienceMs = 5_000;

/** How many keys an answer counts; undefined: this is no answer to that question. */
export function keysIn(answer: Buffer): number | undefined {
  return answer.length >= 9 && answer[4] === identitiesAnswer ? answer.readUInt32BE(5) : undefined;
}

const another =
  'Start one there, with a path that stays (`ssh-agent -a SOCKET`), and add the key by `ssh-add`; or give ssh.privateKeyFile.';

/** @param socket absolute path. @returns undefined where the agent holds keys */
export async function agentFault(socket: string): Promise<LoginProblem | undefined> {
  const found = statSync(socket, { throwIfNoEntry: false });
  if (!found) return { reason: `There is no agent at ${socket}.`, fix: another };
  if (found.isFile())
    return {
      reason: `${socket} is a file, not the socket of an agent.`,
      fix: 'If it is a private key, name it as privateKeyFile.',
    };
  if (!found.isSocket()) return { reason: `${socket} is not the socket of an agent.`, fix: another };
  let answer: Buffer;
  try {
    answer = await askAgent(socket);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EACCES')
      return {
        reason: `The agent at ${socket} belongs to another user, and does not let you ask it.`,
        fix: another,
      };
    if (code === 'ECONNREFUSED')
      return {
        reason: `No agent answers at ${socket}: it has ended and left its socket.`,
        fix: another,
      };
    return { reason: `The agent at ${socket} does not answer (${message}).`, fix: another };
  }
  const count = keysIn(answer);
  if (count === undefined)
    return {
      reason: `What answers at ${socket} is not an ssh-agent, or refuses to list its keys.`,
      fix: another,
    };
  if (count > 0) return undefined;
  return {
    reason: `The agent at ${socket} holds no key, or is locked.`,
    fix: `SSH_AUTH_SOCK=${socket} ssh-add KEY. If the agent is locked: ssh-add -X.`,
  };
}

/** @throws Error where no whole answer comes in time */
function askAgent(path: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    const timer = setTimeout(() => {
      reject(new Error(`nothing within ${patienceMs / 1000} s`));
      socket.destroy();
    }, patienceMs);
    let answer = Buffer.alloc(0);
    socket.once('connect', () => socket.write(requestIdentities));
    socket.once('error', reject);
    socket.once('close', () => {
      clearTimeout(timer);
      reject(new Error('it closed the connection'));
    });
    socket.on('data', (chunk) => {
      answer = Buffer.concat([answer, chunk]);
      // The count stands at the beginning; what follows may be long.
      if (answer.length < 5 || (answer[4] === identitiesAnswer && answer.length < 9)) return;
      resolve(answer);
      socket.destroy();
    });
  });
}

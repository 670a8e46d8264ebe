// Answers as a test starts from them, and machines that answer what a test wants.
import { complete } from '../../cli/init/complete.ts';
import type { Finder } from '../../cli/init/question.ts';
import type { Terminal } from '../../cli/init/interview.ts';
import { Interrupted } from '../../cli/init/interview.ts';
import type { Setting } from '../../cli/init/judge.ts';
import { questions } from '../../cli/init/questions.ts';
import type { Answers } from '../../cli/init/question.ts';
import { hostKey, notThere } from '../support/config-fixture.ts';

/** What flags say of three machines behind somebody else's router, with a client outside. */
export const office: Answers = {
  stack: 'office',
  hosts: 'box1=192.168.7.11 box2=192.168.7.12 box3=192.168.7.13',
  network: '192.168.7.0/24',
  gateway: 'router=192.168.7.1',
  publicName: 'kafka.example.org',
  publicAddress: '203.0.113.7',
  clients: 'rented=198.51.100.20',
  user: 'admin',
  loginKey: '~/.ssh/id_ed25519',
  hostKeys: ['box1', 'box2', 'box3', 'rented'].map((name) => `${name}=${hostKey()}`).join(', '),
};

const names: Readonly<Record<string, string>> = { box2: '192.168.7.12', 'kafka.example.org': '203.0.113.7' };

/** Machines that all show one key, but for 192.168.7.13, which is off. */
export function finderOf(changes: Partial<Finder> = {}): Finder {
  const seen = new Set<string>();
  return {
    addressOf: async (name) => names[name],
    defaultGateway: async () => '192.168.7.1',
    user: () => 'me',
    fileOf: (stack) => (stack === 'dev' ? 'Pulumi.dev.yaml' : undefined),
    keyFault: async () => undefined,
    kindOf: (path) => (({ '~/.ssh/id_ed25519': 'file', '~/agent.sock': 'socket' }) as const)[path],
    textOf: () => undefined,
    hostKey: async (address) => {
      if (address === '192.168.7.13') return { reason: 'It is off.', fix: '' };
      seen.add(address);
      return { value: hostKey() };
    },
    shownKey: (address) => (seen.has(address) ? { value: hostKey() } : { reason: 'Unseen.', fix: '' }),
    ...changes,
  };
}

export function settingOf(find: Finder = finderOf(), lab = false): Setting {
  const context = {
    project: 'kafka-proxied',
    stack: '',
    root: '/project',
    home: '/home/me',
    readFile: notThere,
  };
  return { questions, find, context, lab };
}

/** Somebody who types these lines, and goes away behind the last. */
export function typist(lines: readonly string[]): Terminal & { shown: string[] } {
  const left = [...lines];
  const shown: string[] = [];
  return {
    shown,
    say: (text) => void shown.push(text),
    ask: async (prompt) => {
      shown.push(prompt);
      const line = left.shift();
      if (line === undefined) throw new Interrupted('Nothing was written.');
      return line;
    },
  };
}

/** What becomes of answers. */
export const completed = (answers: Answers): ReturnType<typeof complete> => complete(answers, settingOf());

/** The office's answers, but for some. */
export const without = (...keys: (keyof Answers)[]): Answers =>
  Object.fromEntries(Object.entries(office).filter(([name]) => !keys.includes(name as keyof Answers)));

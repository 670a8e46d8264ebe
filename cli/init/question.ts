// What a question of `npm run init` is: plain data, and pure functions of the answers before it.
import type { Reading } from '../../config/schema/leaf.ts';

/** Every question, by its key; `loginKey` is answered on the command line by `--login-key`. */
export type Key =
  | 'stack'
  | 'hosts'
  | 'addresses'
  | 'network'
  | 'proxied'
  | 'gateway'
  | 'publicName'
  | 'publicNameFrom'
  | 'publicAddress'
  | 'cluster'
  | 'version'
  | 'zookeeper'
  | 'zookeeperPort'
  | 'controllers'
  | 'brokers'
  | 'ports'
  | 'listenerPorts'
  | 'publicPorts'
  | 'zookeeperPublicPorts'
  | 'clients'
  | 'clientAddresses'
  | 'unmanaged'
  | 'user'
  | 'sshPort'
  | 'loginKey'
  | 'knownHosts'
  | 'hostKeys'
  | 'tls'
  | 'tlsInternal'
  | 'topics';

/** Answers so far, as they were written. */
export type Answers = Readonly<Partial<Record<Key, string>>>;

/** What can be found out about machines without a login. Nothing that can't be found is an error. */
export interface Finder {
  /** Its first IPv4 address, by this machine's resolver. */
  addressOf(name: string): Promise<string | undefined>;
  /** Address of this machine's default gateway. */
  defaultGateway(): Promise<string | undefined>;
  /** The login name of whoever runs this; undefined for root. */
  user(): string | undefined;
  /** The file that a stack of this name already has. */
  fileOf(stack: string): string | undefined;
  /** Whether a path, as the config would hold it, is a file, a socket, or nothing. */
  kindOf(path: string): 'file' | 'socket' | undefined;
  /** Why a key or an agent can't be used; undefined: it can. */
  keyFault(
    path: string,
    kind: 'agentSocket' | 'privateKeyFile',
  ): Promise<{ reason: string; fix: string } | undefined>;
  /** Text of a file, by a path as the config would hold it. */
  textOf(path: string): string | undefined;
  /** The ed25519 key that a host shows, `ssh-ed25519 AAAA…`, or why there is none. */
  hostKey(address: string, port: number): Promise<Reading<string>>;
  /** The same key, if it was asked for before: what nobody has seen, nobody can have compared. */
  shownKey(address: string, port: number): Reading<string>;
}

export interface Question {
  key: Key;
  /** What is asked, on one line; the proposal follows. MACHINE stands for the item. */
  ask: string;
  /** What the answer does, and how it is written; shown by `?` and in the list of flags. */
  help: string;
  /** Whether it is asked at all, as far as the answers so far tell. Default: always. */
  when?: (answers: Answers) => boolean;
  /** What holds without an answer where nobody can be asked, and is proposed otherwise. Default: it must be answered. */
  usual?: (answers: Answers) => string | undefined;
  /** What was found out or guessed: proposed, and never taken unseen. */
  offer?: (answers: Answers, find: Finder, item: string) => Promise<string | undefined>;
  /** Lines that are shown before it is asked. */
  show?: (answers: Answers, find: Finder, item: string) => Promise<string[]>;
  /** It is asked once for each of these; the answers are joined to `ITEM=ANSWER`, with commas between. */
  items?: (answers: Answers) => string[];
  /** Whether the answer is written as it has to be; the check of the config does the rest. Default: one word. */
  shape?: (text: string, answers: Answers) => Reading<string>;
  /** What has to be looked at before the answer counts, and what then stands for it. */
  settle?: (text: string, answers: Answers, find: Finder, item: string) => Promise<Reading<string>>;
  /** What is assumed of a missing answer, to tell which others are missing as well. */
  assumed?: string;
  /** Paths of the config, without the namespace, that stay incomplete until this is answered. */
  owns?: RegExp;
}

/** The flag that answers a question: `--login-key`. */
export function flagOf({ key }: Pick<Question, 'key'>): string {
  return `--${key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Whether the answers so far lead to a question. */
export function applies({ when, items }: Question, answers: Answers): boolean {
  return (when?.(answers) ?? true) && (items?.(answers).length ?? 1) > 0;
}

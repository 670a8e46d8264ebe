// What somebody needs to take part.

/** What is measured, in the order in which it is done, with what the page calls it. */
export const steps = {
  bare: 'bare hosts to a cluster that serves inside and outside',
  again: 'the same once more; nothing to do',
  preview: 'preview of one changed property',
  change: 'that change, until all brokers run with it and are in sync',
  doctor: 'a check of everything',
  destroy: 'removal',
} as const;

export type Step = keyof typeof steps;

export interface Contestant {
  /** On the command line, in tables and in the data. */
  id: string;
  /** For the page: what it is, and what is particular about it. */
  about: string;
  /** Installs what it needs on this machine, once, before the first round. */
  makeReady?: () => Promise<void>;
  /**
   * Makes what it needs for one round. No host is contacted, and nothing of it is measured.
   * @param folder its own, empty
   */
  prepare: (folder: string) => Promise<Prepared>;
  /** Removes what {@link makeReady} made, where that is not kept for the next time. */
  tidyUp?: () => Promise<void>;
}

export interface Prepared {
  env: NodeJS.ProcessEnv;
  /** By step, the command lines on the workstation, one after another; what it can't do is missing. */
  commands: Partial<Record<Step, string[][]>>;
  /** Throws an Error where what a step's commands printed shows that it did something else than it is about. */
  check?: (step: Step, output: string) => void;
  /** Writes the changed property's new value where its commands read it. */
  change: () => void;
}

// The engine that started this plugin: where log lines go, and the end of the plugin when it is gone.
import { fstatSync } from 'node:fs';
import { connect } from 'node:net';
import * as log from '@pulumi/pulumi/log/index.js';
import type { Resource } from '@pulumi/pulumi/resource.js';
import { resetOptions } from '@pulumi/pulumi/runtime/settings.js';

/** Where lines about a resource go. Lines of `status` are shown only while they are the latest. */
export interface Log {
  status(urn: string, message: string): void;
  /** Resolves when everything has been handed over, or after a few seconds. */
  drained(): Promise<void>;
}

const drainMs = 5_000;
const watchIntervalMs = 2_000;

/** The engine's address out of a plugin's arguments; undefined when started by hand. */
export function engineAddress(args: string[]): string | undefined {
  return args.find((arg) => /^[^-].*:\d+$/.test(arg));
}

/** A log that ends up at the resources in `pulumi up`'s display. */
export function engineLog(address: string | undefined): Log {
  if (address === undefined) {
    return { status: () => {}, drained: async () => {} };
  }
  resetOptions('', '', 1, address, '', false, '');
  let last: Promise<void> = Promise.resolve();
  // The log wants a resource for its URN alone.
  const about = (urn: string): Resource => ({ urn: { promise: async () => urn } }) as unknown as Resource;
  return {
    status: (urn, message) => void (last = log.info(message, about(urn), 0, true)),
    drained: async () => {
      let timer: NodeJS.Timeout | undefined;
      const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, drainMs)));
      await Promise.race([last, enough]);
      clearTimeout(timer);
    },
  };
}

/**
 * Calls `gone` as soon as the engine is: its end of our stdin closes, our parent changes, or nothing listens at its
 * address any more. An engine that was killed can't say goodbye, and a plugin that outlives it keeps hosts busy.
 */
export function watchEngine(address: string | undefined, gone: () => void): void {
  const parent = process.ppid;
  const stdin = fstatSync(0);
  // Only a pipe says something by its end: the engine's is one; elsewhere stdin may be /dev/null from the start.
  if (stdin.isFIFO() || stdin.isSocket()) process.stdin.resume().on('end', gone).on('error', gone);
  const { host, port } = /^(?<host>.*):(?<port>\d+)$/.exec(address ?? '')?.groups ?? {};
  setInterval(() => {
    if (process.ppid !== parent) return gone();
    if (host === undefined || port === undefined) return;
    const probe = connect({ host, port: Number(port) });
    probe.setTimeout(watchIntervalMs, () => probe.destroy()); // busy is not gone
    probe.once('connect', () => probe.destroy());
    // Any other error is ours, such as too many open files.
    probe.once('error', (error: NodeJS.ErrnoException) => error.code === 'ECONNREFUSED' && gone());
  }, watchIntervalMs).unref();
}

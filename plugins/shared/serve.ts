// The life of a plugin's process: `pulumi-resource-NAME ENGINE_ADDRESS`, started by the engine.
import type { Provider } from '@pulumi/pulumi/provider/provider.js';
import { main } from '@pulumi/pulumi/provider/server.js';
import { engineAddress, engineLog, watchEngine, type Log } from './engine.ts';
import { reasonOf } from './errors.ts';

/** A provider that can end what it is doing. */
export interface AbortableProvider extends Provider {
  /** Fails every request in progress, so that none of them hangs. */
  abort(reason: Error): void;
}

/** Serves the engine until it is gone. */
export function serve(newProvider: (log: Log) => AbortableProvider): void {
  const args = process.argv.slice(2);
  const address = engineAddress(args);
  const provider = newProvider(engineLog(address));

  // An exception in an event callback reaches no caller: without this its request, and `pulumi up`, would hang.
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) =>
      provider.abort(error instanceof Error ? error : new Error(String(error))),
    );
  }
  watchEngine(address, () => process.exit(1));
  main(provider, args).catch((error: unknown) => {
    console.error(reasonOf(error));
    process.exit(1);
  });
}

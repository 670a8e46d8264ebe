// Entry of the plugin: `pulumi-resource-command ENGINE_ADDRESS`, started by the engine.
import { main } from '@pulumi/pulumi/provider/server.js';
import { engineAddress, engineLog, watchEngine } from './engine.ts';
import { reasonOf } from './errors.ts';
import { CommandProvider } from './provider.ts';

const args = process.argv.slice(2);
const address = engineAddress(args);
const provider = new CommandProvider(engineLog(address));

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

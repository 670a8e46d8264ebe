// Pulumi's commands that have a wrapper: options that are ours, and Pulumi's own help behind our help. All else goes to Pulumi as it is.
import { PassingCommand } from '../lib/command-line/command.ts';
import { runInForeground } from '../lib/foreground.ts';
import { projectRoot } from '../lib/paths.ts';
import { say } from '../lib/progress.ts';
import { pulumiEnvironment } from '../setup/pulumi-environment.ts';
import { currentPulumi } from '../setup/pulumi.ts';
import { onStack, placeOf, type StackOptions } from './arguments.ts';
import { runDestroy } from './destroy.ts';
import { type OwnOptions, type PulumiCommand, runPulumi } from './pulumi-command.ts';

type Options = StackOptions & OwnOptions & { help?: boolean };

class PulumiWrapper extends PassingCommand {
  constructor(name: PulumiCommand, summary: string) {
    super(
      name,
      summary,
      'pulumi-options',
      'all other options go to Pulumi; relative paths in them start at the checkout',
    );
    onStack(this)
      .usage('[options]')
      .helpOption(false)
      .option('-h, --help', 'print this, then Pulumi’s own help')
      .does(({ offline, adopt, ...options }: Options, rest: string[]) =>
        runPulumi(name, placeOf(options), rest, { offline: offline ?? false, adopt: adopt ?? false }),
      );
  }

  override does(work: (options: never, ...words: never[]) => Promise<number>): this {
    return super.does((options: { help?: boolean }, ...words: never[]) =>
      options.help ? this.printHelp() : work(options as never, ...words),
    );
  }

  private async printHelp(): Promise<number> {
    process.stdout.write(`${this.helpInformation()}\n`);
    const tools = await currentPulumi();
    if (!tools) {
      say('Pulumi’s own help follows here once it is set up: kafka-proxied setup');
      return 0;
    }
    const env = { ...process.env, ...pulumiEnvironment(tools.pathFirst) };
    return runInForeground([tools.pulumi, this.name(), '--help'], { cwd: projectRoot, env });
  }
}

export const preview = new PulumiWrapper('preview', 'show what up would change, restart and lose')
  .description('Shows what up would change, restart and lose; checks every host, changes none.')
  .option('--offline', 'only the plan: no host is contacted')
  .option('--adopt', 'only after the state was lost: what up --adopt would do');

export const up = new PulumiWrapper('up', 'apply the stack to the hosts')
  .description(
    'Applies the stack to the hosts, after a preview and a question. A second run changes and restarts nothing.',
  )
  .option(
    '--adopt',
    'only after the state was lost, and without a backup to restore: create a new state from what the hosts have',
  );

export const refresh = new PulumiWrapper('refresh', 'update Pulumi’s state; change no host');

export const destroy = new PulumiWrapper('destroy', 'stop and remove what up made; keep data')
  .description(
    'Stops all services of the stack and removes what up made on its hosts. Kafka’s and ZooKeeper’s data and the service user stay.',
  )
  .option('--data', 'remove data as well, after you type the name of each cluster')
  .option(
    '--confirm <cluster>',
    'with --data, without a terminal: the name of a cluster; once for each',
    (name: string, before: string[] | undefined) => [...(before ?? []), name],
  )
  .does(
    (
      { data = false, confirm = [], ...options }: StackOptions & { data?: boolean; confirm?: string[] },
      rest: string[],
    ) => runDestroy(placeOf(options), { data, confirmed: confirm, rest }),
  );

export const cancel = new PulumiWrapper('cancel', 'remove the lock of a run that was killed');

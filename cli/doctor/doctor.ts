// `npm run doctor`: tries every route of a stack from its real vantage, and says what is wrong and what to do.
import { CliCommand } from '../../lib/command-line/command.ts';
import { atOperator } from '../at-operator.ts';
import { type DoctorOptions, svgFile } from './arguments.ts';

const command = new CliCommand('doctor', 'test every route from its clients, and say what is wrong')
  .description(
    'Tests every route from its clients; says what is wrong, why, and which command to type. It logs in to hosts and clients, and writes test records to a topic of its own; it changes nothing else.\n\nExit code 0: all is well; 1: there are findings; 2: nothing could be tested.',
  )
  .option('--from <host>', 'only routes from this host')
  .option('--to <cluster>', 'only routes to this cluster')
  .option('--json', 'print what was found as JSON')
  .option('--picture <file.svg>', 'draw what was found', svgFile);

export const doctor = atOperator<DoctorOptions>(command, {
  failureCode: 2,
  async run(options, prepared, place) {
    // Clients of SSH and Kafka are loaded only where they are used.
    const { inspect } = await import('./inspect.ts');
    return inspect(options, prepared, place);
  },
});

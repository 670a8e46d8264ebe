// `npm run doctor`: tries every route of a stack from its real vantage, and says what is wrong and what to do.
import { atOperator } from '../at-operator.ts';
import { doctorUsage, parseDoctorArguments } from './arguments.ts';

/** Exit code 0: all is well; 1: there are findings; 2: it could not be looked. */
export const doctor = atOperator({
  usage: doctorUsage,
  parse: parseDoctorArguments,
  failureCode: 2,
  async run(request, prepared, place) {
    // Clients of SSH and Kafka are loaded only where they are used.
    const { inspect } = await import('./inspect.ts');
    return inspect(request, prepared, place);
  },
});

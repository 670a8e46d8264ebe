import { clustersKnownTo } from '../../config/needs.ts';
import type { Check } from './check.ts';

/**
 * Seconds. Any host that follows a time server stays within one; from here on a certificate made now is not valid yet
 * on a host that lags for longer than clients retry, and records of one minute carry times of another.
 */
const clockLimit = 30;

export const clock = {
  id: 'clock-off',
  label: `the clock is within ${clockLimit} s of the operator's`,
  docs: {
    about: 'the clock',
    holds:
      'within 30 s of this machine’s clock, without the time of the check itself: record times and the validity of certificates depend on it. Gateways are not checked',
  },
  doctor: {
    is: 'more than 30 s from this machine’s clock',
    why: 'Record times, retention and the validity of certificates depend on the clock. A host with a wrong clock refuses good certificates as expired, and deletes records too early or too late.',
    toDo: '`timedatectl set-ntp true`, or chrony',
    command: () => 'sudo timedatectl set-ntp true',
  },
  find: ({ topology, host, facts }) => {
    const ahead = facts.clockAhead ?? 0;
    if (Math.abs(ahead) <= clockLimit || clustersKnownTo(topology, host.id).length === 0) return [];
    return [
      `has a clock that is ${Math.round(Math.abs(ahead))} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's, and ${clockLimit} s are allowed: Kafka's record times and the validity of certificates depend on it. Correct it ('timedatectl set-ntp true', or chrony); if all hosts are reported, correct this machine's clock`,
    ];
  },
} satisfies Check;

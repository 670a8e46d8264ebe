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
  find: ({ topology, host, facts }) => {
    const ahead = facts.clockAhead ?? 0;
    if (Math.abs(ahead) <= clockLimit || clustersKnownTo(topology, host.id).length === 0) return [];
    return [
      `has a clock that is ${Math.round(Math.abs(ahead))} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine's, and ${clockLimit} s are allowed: Kafka's record times and the validity of certificates go by it. Set it right ('timedatectl set-ntp true', or chrony); if every host says so, set this machine's`,
    ];
  },
} satisfies Check;

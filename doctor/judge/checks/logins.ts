// Hosts that did not answer, whatever their sshd met.
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const logins = check({
  topic: 'Hosts and services',
  reads: ['logins'],
  findings: {
    'host-unreachable': {
      is: 'its operator can’t log in; the reason is in the finding',
      why: 'Nothing on this host can be looked at or changed, and nothing can be tried from it.',
      toDo: 'repair the login; whatever needs this host follows',
    },
  },
  at: {
    logins(d) {
      for (const [id, result] of d.facts.hosts) {
        if (result.ok) continue;
        const { ssh, address } = d.host(id);
        const finding = d.find(
          {
            id: 'host-unreachable',
            hosts: [id],
            expected: 'its operator can log in and look around',
            found: result.reason,
            fix: `ssh -p ${ssh?.port ?? 22} ${ssh?.user ?? ''}@${address} sudo true`,
          },
          [subjects.host(id)],
        );
        const untried = d.facts.vantages[id]?.untried;
        if (untried !== undefined) d.follow(finding, `nothing could be tried from ${id}`);
      }
    },
  },
});

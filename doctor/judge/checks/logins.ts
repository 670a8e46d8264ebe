// Hosts that did not answer, whatever their sshd met.
import { check } from '../check.ts';
import { subjects } from '../diagnosis.ts';

export const logins = check({
  topic: 'Hosts and services',
  reads: ['logins'],
  findings: {
    'host-unreachable': {
      is: 'login as the operator fails; the reason is in the finding',
      why: 'Nothing on this host can be checked or changed, and nothing can be tested from it.',
      toDo: 'repair the login; checks that need this host then work again',
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
            expected: 'the operator can log in',
            found: result.reason,
            fix: `ssh -p ${ssh?.port ?? 22} ${ssh?.user ?? ''}@${address} sudo true`,
          },
          [subjects.host(id)],
        );
        const untried = d.facts.vantages[id]?.untried;
        if (untried !== undefined) d.follow(finding, `nothing could be tested from ${id}`);
      }
    },
  },
});

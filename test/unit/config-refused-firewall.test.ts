// Does not prove that packets would go astray as the reasons say.
import { describe, expect, it } from 'vitest';
import { check, referenceValues, set } from '../support/config-fixture.ts';
import { refuses } from './config-refused.ts';

const masqueraded = ['hosts', 'gateway', 'sourceAddresses'];
const gateway = 'kafka-proxied:hosts.gateway.sourceAddresses';

describe('firewalls: refused with path and reason, and nothing else is said', () => {
  refuses([
    {
      what: 'rules behind a gateway that masquerades inward, and whose map is not ours',
      change: (v) => {
        set(v, masqueraded, 'masqueraded');
        set(v, ['hosts', 'gateway', 'managePortMap'], false);
      },
      expected: [[gateway, 'At ZooKeeper 1 of cluster1 on engine1, broker 1']],
    },
    {
      what: 'the address of such a gateway among those that may log in',
      change: (v) => {
        set(v, masqueraded, 'masqueraded');
        set(v, ['firewall'], 'off');
        set(v, ['ssh', 'allow'], ['10.48.1.85', '10.48.1.1']);
      },
      expected: [
        ['kafka-proxied:ssh.allow[1]', '10.48.1.1 is the address of gateway. All connections from outside'],
      ],
    },
    {
      what: 'masquerading on a host that is no gateway',
      change: (v) => set(v, ['hosts', 'engine1', 'sourceAddresses'], 'masqueraded'),
      expected: [
        ['kafka-proxied:hosts.engine1.sourceAddresses', 'engine1 is not the gateway of any network'],
      ],
    },
    {
      what: 'rules for a machine that is never logged in to',
      change: (v) => set(v, ['hosts', 'workstation', 'firewall'], 'closed'),
      expected: [
        ['kafka-proxied:hosts.workstation.firewall', 'No firewall rules can be written on workstation'],
      ],
    },
    {
      what: 'words that are no mode, switch, or source',
      change: (v) => {
        set(v, ['firewall'], 'maybe');
        set(v, ['hosts', 'engine1', 'firewall'], 'open');
        set(v, masqueraded, 'yes');
        set(v, ['hosts', 'engine2', 'ssh'], {
          allow: ['10.48.1.0/33', '10.48.1.5/24', 'engine1', '0.0.0.0/0'],
        });
        set(v, ['ssh', 'allow'], []);
      },
      expected: [
        ['kafka-proxied:firewall', '"maybe" is neither on nor off'],
        ['kafka-proxied:hosts.engine1.firewall', '"open" is not a firewall mode'],
        ['kafka-proxied:hosts.engine2.ssh.allow[0]', 'is not an address range'],
        ['kafka-proxied:hosts.engine2.ssh.allow[1]', 'has bits set after its prefix'],
        ['kafka-proxied:hosts.engine2.ssh.allow[2]', 'is neither an address nor a range'],
        ['kafka-proxied:hosts.engine2.ssh.allow[3]', 'is the whole internet'],
        [gateway, 'is not a mode of source addresses'],
        ['kafka-proxied:ssh.allow', 'Is empty'],
      ],
    },
  ]);
});

it('a gateway that masquerades is taken where it filters itself, or where no rule relies on who calls', () => {
  const values = referenceValues();
  set(values, masqueraded, 'masqueraded');
  expect(check(values).ok).toBe(true);
  set(values, ['hosts', 'gateway', 'managePortMap'], false);
  expect(check(values).ok).toBe(false);
  for (const id of ['engine1', 'engine2', 'engine3']) set(values, ['hosts', id, 'firewall'], 'off');
  expect(check(values).ok).toBe(true);
});

// Proves when waiting for a service is given up early, with a stand-in for systemd; its real words the lab has.
import { expect, it } from 'vitest';
import { scriptHost } from '../support/script-host.ts';

const host = scriptHost();

/** @param restarts what systemd counts at each look, one more a look */
function awaited(startedNow: 'yes' | 'no', from: number, state: string) {
  host.write('/count', `${from}\n`);
  host.command(
    'systemctl',
    `case $* in
       *NRestarts*) n=$(cat ${host.path('/count')}); echo $n; echo $((n + 1)) >${host.path('/count')} ;;
       *ActiveState*) echo ${state} ;;
     esac`,
  );
  return host.shell(
    `started_now=${startedNow}; sleep() { :; }
     serves() { waiting_for="the listener to answer"; return 1; }
     await_ready kafka-cluster1-1 20 serves || echo "gave up: $waiting_for; systemd counts $(cat ${host.path('/count')})"`,
  ).stdout;
}
const ends = 'a process that stays up: it ends right after each start';

it('counts a process that was started before from now on, though it is there whenever it is looked at', () =>
  expect(awaited('no', 40, 'active')).toBe(`gave up: ${ends}; systemd counts 44\n`));

it('counts one that was started just now from the beginning', () =>
  expect(awaited('yes', 3, 'activating')).toBe(`gave up: ${ends}; systemd counts 4\n`));

it('gives up one that systemd gave up', () =>
  expect(awaited('no', 0, 'failed')).toMatch(new RegExp(`^gave up: ${ends}`)));

it('takes one that systemd had to start several times for ready when it has stayed up for a while', () => {
  host.write('/looks', '');
  host.command(
    'systemctl',
    `case $* in
       *NRestarts*) echo 7 ;;
       *ActiveState*) echo active ;;
       *ActiveEnterTimestamp*) echo x >>${host.path('/looks')}; echo "@$(($(date +%s) - 20 * $(wc -l <${host.path('/looks')})))" ;;
     esac`,
  );
  const { stdout } = host.shell(
    `started_now=no; sleep() { :; }
     serves() { return 0; }
     await_ready kafka-cluster1-1 20 serves && wc -l <${host.path('/looks')}`,
  );
  // At the first look it was up for 20 s, at the second for 40 s.
  expect(stdout.trim()).toBe('2');
});

// Proves what becomes of limits that a host has already; not that a kernel takes them.
import { expect, it } from 'vitest';
import { scriptHost } from '../support/script-host.ts';

const host = scriptHost();

const ours = '# managed\nnet.core.somaxconn = 4096\nvm.max_map_count = 262144\nvm.swappiness = 1\n';

/** What is written on a host that has these values. */
function kept(somaxconn: string, maps: string): string {
  host.command('sysctl', `case "$*" in *somaxconn) echo ${somaxconn} ;; *map_count) echo ${maps} ;; esac`);
  const { code, stdout, stderr } = host.shell(
    'work=$(mktemp -d); cat >"$work/conf"; keep_higher "$work/conf"; cat "$work/conf"; rm -r "$work"',
    ['base'],
    ours,
  );
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

it('a limit that is higher already is not lowered', () => {
  expect(kept('128', '1048576')).toBe(ours.replace('262144', '1048576'));
  expect(kept('65535', '65530')).toBe(ours.replace('4096', '65535'));
});

it('others are as we write them, also where none can be read', () => {
  expect(kept('128', '65530')).toBe(ours);
  expect(kept('""', '""')).toBe(ours);
});

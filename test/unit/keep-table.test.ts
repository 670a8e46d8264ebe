// Proves that a table is kept, with the real nft in a network namespace of its own; not systemd, and no packets: the lab does.
import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { filterTable, renderFilter } from '../../templates/firewall.ts';
import { portMapTable, renderPortMap } from '../../templates/port-map.ts';
import { keeping } from '../../templates/kept-table.ts';
import { scriptHost } from '../support/script-host.ts';

const host = scriptHost();
beforeEach(() => {
  host.write(
    '/filter.nft',
    renderFilter({ mode: 'closed', openings: [{ port: 22, what: 'sshd', allow: 'anywhere' }] }),
  );
  host.write('/portmap.nft', renderPortMap([]));
});

/** Waits until a table is there, or for ever: then the test's time is up. */
const appears = 'appears() { until nft list table "$@" >/dev/null 2>&1; do sleep 0.02; done; }';

function inOwnNetwork(run: string) {
  const own = ['--net', '--pid', '--fork', '--kill-child', '--mount-proc'];
  return spawnSync('unshare', [...own, 'bash', '-c', run], { encoding: 'utf8' });
}

/** What a script prints while the filter and the map are kept. */
function whileKept(script: string): string[] {
  const keep = (...args: string[]): string => `bash ${host.path('/keep.sh')} ${args.join(' ')}`;
  host.write('/keep.sh', host.lines(`. ${host.scripts}/keep-table.sh; keep_table "$@"`));
  const run = `${appears}
    nft --file ${host.path('/filter.nft')}; nft --file ${host.path('/portmap.nft')}
    ${keep('inet', filterTable, host.path('/filter.nft'), 'guarded')} 2>${host.path('/said')} & filter=$!
    ${keep('ip', portMapTable, host.path('/portmap.nft'))} 2>/dev/null & map=$!
    appears inet ${filterTable}_guard; appears ip ${portMapTable}
    ${script}
    kill $filter $map 2>/dev/null; wait`;
  const { stdout, stderr, status } = inOwnNetwork(run);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return stdout.split('\n').filter(Boolean);
}

const canTry =
  spawnSync('unshare', ['--net', '--pid', '--fork', '--mount-proc', 'nft', 'list', 'ruleset']).status === 0;

describe.skipIf(!canTry)('tables of ours (needs nft and root)', () => {
  it('are back after somebody flushed everything; what filters never went away as a whole', () => {
    const found = whileKept(`
      nft add table ip theirs
      nft 'flush ruleset; add table ip at_once'
      nft list tables | grep guard
      appears inet ${filterTable}; appears ip ${portMapTable}
      nft list tables | sort
      cat ${host.path('/said')}`);
    expect(found).toEqual([
      `table inet ${filterTable}_guard`,
      `table inet ${filterTable}`,
      `table inet ${filterTable}_guard`,
      'table ip at_once',
      `table ip ${portMapTable}`,
      `something took the nftables table ${filterTable} away; it is back`,
    ]);
  });

  it('are guarded by a copy of themselves', () => {
    const chain = (table: string): string => `nft list chain inet ${table} input | sed 1,2d`;
    const found = whileKept(`
      nft list table inet ${filterTable}_guard | grep flags
      diff <(${chain(filterTable)}) <(${chain(`${filterTable}_guard`)} | grep -v flags) && echo same
      nft list chain inet ${filterTable}_guard input | grep policy`);
    expect(found.map((line) => line.trim())).toEqual([
      'flags owner',
      'same',
      'type filter hook input priority filter; policy drop;',
    ]);
  });

  it('stay when what keeps them ends; the guard goes', () => {
    const found = whileKept(`
      kill $filter; while nft list table inet ${filterTable}_guard >/dev/null 2>&1; do sleep 0.02; done
      nft list tables | sort`);
    expect(found).toEqual([`table inet ${filterTable}`, `table ip ${portMapTable}`]);
  });

  it('leave no file of the guard, also where its nft sees the end of its input', () => {
    const run = `${appears}
      export HOME=${host.path('/home')}; mkdir -p $HOME
      nft --file ${host.path('/filter.nft')}
      . ${host.path('/source.sh')}
      start_guard inet ${filterTable} ${host.path('/filter.nft')}
      eval "exec \${GUARD[1]}>&-"; wait $guard_pid || true
      find $HOME $guard_dir -type f 2>/dev/null || true; test -d $guard_dir || echo no folder`;
    host.write('/source.sh', host.lines(`. ${host.scripts}/keep-table.sh`));
    const { stdout, stderr } = inOwnNetwork(run);
    expect({ stdout, stderr }).toEqual({ stdout: 'no folder\n', stderr: '' });
  });

  it('are kept also where no guard can be had, and that is said', () => {
    host.command('nft', `[ "$1" != --interactive ] || exit 1; exec /usr/sbin/nft "$@"`);
    host.write('/keep.sh', host.lines(`. ${host.scripts}/keep-table.sh; keep_table "$@"`));
    const run = `${appears}
      bash ${host.path('/keep.sh')} inet ${filterTable} ${host.path('/filter.nft')} guarded 2>${host.path('/said')} & one=$!
      until grep -q 'no guard' ${host.path('/said')}; do sleep 0.05; done
      nft flush ruleset; appears inet ${filterTable}; nft list tables; kill $one; wait`;
    const { stdout } = inOwnNetwork(run);
    expect(stdout).toBe(`table inet ${filterTable}\n`);
  });
});

it('a start loads a table only where there is none, and the unit goes on for ever', () => {
  const lines = keeping({ family: 'inet', table: 't', file: '/f', isGuarded: true }).split('\n');
  expect(lines).toContain(
    `ExecStartPre=/bin/sh -c '/usr/sbin/nft list table inet t >/dev/null 2>&1 || exec /usr/sbin/nft --file /f'`,
  );
  expect(lines).toContain('ExecStart=/opt/kafka-proxied/bin/host keep inet t /f guarded');
  expect(lines).toContain('Restart=always');
});

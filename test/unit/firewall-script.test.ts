// Proves how the host's script tries, confirms and takes back rules, with stand-ins for nft and systemd; not packets.
import { existsSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { filterDocument, filterTable } from '../../templates/firewall.ts';
import { renderBody } from '../../templates/document.ts';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const host = scriptHost();
beforeEach(() => {
  host.write('/table', 'table inet kafka_proxied_filter { old }\n');
  // Loading a file is taking it for the table.
  host.command(
    'nft',
    `case $1 in
       --check) ! grep -q broken "$3" ;;
       --file) cp "$2" ${host.path('/table')} ;;
       list) cat ${host.path('/table')} 2>/dev/null ;;
       delete) rm -f ${host.path('/table')} ;;
     esac`,
  );
  host.command('systemctl', `[ "$1" != is-active ] || exit 3; echo "$*" >>${host.path('/systemctl')}`);
  host.command('systemd-run', `echo "$*" >>${host.path('/armed')}; [ ! -e ${host.path('/no-timer')} ]`);
  host.command('chown', 'true');
  host.command('stat', 'case $* in *%U*) echo "644 root:root" ;; *) exec /usr/bin/stat "$@" ;; esac');
  host.write('/etc/kafka-proxied/stamps/firewall--kafka_proxied_filter', 'stamp old\n');
});

const login = { name: 'h', address: '10.0.0.1', port: 22, user: 'o', hostKey: 'k' };
const policy = { mode: 'ports', openings: [{ port: 22, what: 'sshd', allow: ['10.0.0.0/24'] }] } as const;
const body = renderBody(
  filterDocument(
    { ...policy, openings: [...policy.openings].map((one) => ({ ...one, allow: [...one.allow] })) },
    'nftables',
    login,
  ),
);

/** One run of the script's part, without its lock. */
function runs(call: string, text = body): ShellResult {
  return host.shell(`read_document\n${call}`, ['firewall'], `stamp T why\n${text}`);
}

const tried = (change = 'c1', operator = 'me@here', text = body) =>
  runs(`try_firewall ${filterTable} ${change} ${operator}`, text);
const confirmed = (change = 'c1') => runs(`converge_firewall ${filterTable} ${change}; store_stamp record`);
const table = (): string => readFileSync(host.path('/table'), 'utf8');
const isThere = (path: string): boolean => existsSync(host.path(path));
const rollBack = (): ShellResult =>
  host.shell(
    `nft() { ${host.path('/bin')}/nft "$@"; }; sed 's,/usr/sbin/nft,${host.path('/bin')}/nft,' ${host.path('/run/kafka-proxied/firewall/rollback.sh')} | bash`,
  );

describe('new rules', () => {
  it('are in force with a timer armed before, and nothing is written for the next boot', () => {
    expect(tried()).toMatchObject({ code: 0, stderr: 'the rules are tried for 45 s\n' });
    expect(table()).toContain('tcp dport 22 accept');
    expect(readFileSync(host.path('/armed'), 'utf8')).toMatch(/--on-active=45s .*rollback\.sh$/m);
    expect(isThere('/etc/kafka-proxied/firewall')).toBe(false);
    expect(isThere('/etc/kafka-proxied/stamps/firewall--kafka_proxied_filter')).toBe(false);
  });

  it('go back when nobody confirms them, and can not be confirmed any more', () => {
    tried();
    expect(rollBack().code).toBe(0);
    expect(table()).toContain('{ old }');
    expect(table()).toContain(`delete table inet ${filterTable}`);
    const late = confirmed();
    expect(late.code).toBe(1);
    expect(late.stderr).toContain('were not confirmed in time and went back by themselves');
    expect(isThere('/etc/kafka-proxied/firewall')).toBe(false);
  });

  it('stay when the same change is confirmed, also twice; the timer comes too late', () => {
    tried();
    expect(confirmed().code).toBe(0);
    expect(confirmed().code).toBe(0);
    const now = table();
    rollBack();
    expect(table()).toBe(now);
    expect(readFileSync(host.path('/etc/kafka-proxied/firewall/filter.nft'), 'utf8')).toBe(now);
    expect(readFileSync(host.path('/systemctl'), 'utf8')).toContain(
      'stop kafka-proxied-filter-rollback.timer',
    );
  });

  it('are kept by a service from their confirmation on, and by none while they are tried', () => {
    const called = (): string[] => readFileSync(host.path('/systemctl'), 'utf8').trim().split('\n');
    tried();
    expect(called()).toEqual(['stop kafka-proxied-filter.service']);
    // The first time, there is nothing to start.
    rollBack();
    expect(called()).toEqual(['stop kafka-proxied-filter.service']);
    tried();
    expect(confirmed().code).toBe(0);
    expect(called()).toContain('restart kafka-proxied-filter.service');
    expect(readFileSync(host.path('/etc/kafka-proxied/stamps/record'), 'utf8')).toContain(
      'active kafka-proxied-filter',
    );
    tried('c2');
    rollBack();
    expect(called().slice(-2)).toEqual([
      'stop kafka-proxied-filter.service',
      'start kafka-proxied-filter.service',
    ]);
  });

  it.each([
    ['another change', 'c2'],
    ['no change', ''],
  ])('are not confirmed by %s', (_, change) => {
    tried();
    expect(confirmed(`'${change}'`).code).toBe(1);
    expect(isThere('/run/kafka-proxied/firewall/pending')).toBe(true);
  });

  it('are refused whole where nft refuses them, or no timer can be armed', () => {
    const broken = tried('c1', 'me@here', body.replace('tcp dport 22 accept', 'tcp dport broken accept'));
    expect(broken).toMatchObject({ code: 1 });
    expect(broken.stderr).toContain('nftables refuses the rules; nothing was changed');
    expect(isThere('/etc/kafka-proxied/stamps/firewall--kafka_proxied_filter')).toBe(true);
    host.write('/no-timer', '');
    expect(tried()).toMatchObject({ code: 1 });
    expect(table()).toContain('{ old }');
    expect(isThere('/run/kafka-proxied/firewall/pending')).toBe(false);
  });

  it("of another operator are refused while one's own are tried", () => {
    tried('c1', 'other@elsewhere');
    const now = table();
    const refused = tried('c2', 'me@here', body.replace('10.0.0.0/24', '10.0.1.0/24'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(
      /other@elsewhere is testing other firewall rules here; .* at \d\d:\d\d:\d\d/,
    );
    expect(table()).toBe(now);
    expect(confirmed('c1').code).toBe(0);
  });
});

it('removing takes the table, the unit and the files, and nothing else', () => {
  tried();
  confirmed();
  host.write('/etc/systemd/system/other.service', 'x');
  expect(runs(`remove_firewall ${filterTable}`)).toMatchObject({ code: 0, stderr: '' });
  for (const path of ['/table', '/etc/kafka-proxied/firewall', '/run/kafka-proxied/firewall'])
    expect(isThere(path), path).toBe(false);
  expect(isThere('/etc/systemd/system/kafka-proxied-filter.service')).toBe(false);
  expect(isThere('/etc/systemd/system/other.service')).toBe(true);
});

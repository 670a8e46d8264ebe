// Proves how the host's script tries, confirms and takes back rules where firewalld runs, with a stand-in for firewalld; not
// that firewalld takes them, and no packets.
import { beforeEach, describe, expect, it } from 'vitest';
import { renderBody } from '../../templates/document.ts';
import { filterDocument, filterTable, type FirewallBackend } from '../../templates/firewall.ts';
import { scriptHost, type ShellResult } from '../support/script-host.ts';

const policyFile = '/etc/firewalld/policies/kafka-proxied.xml';
const accept =
  'rule priority="-2" family="ipv4" source address="10.0.0.0/24" port port="22" protocol="tcp" accept';
const drop = 'rule priority="-1" port port="22" protocol="tcp" drop';
const old = 'rule priority="-1" port port="9091" protocol="tcp" drop';

const host = scriptHost();
beforeEach(() => {
  const at = (place: string): string => host.path(place);
  // At run time there is a policy if `known` is there; a reload takes it from the file.
  host.command(
    'firewall-cmd',
    `echo "$*" >>${at('/calls')}
     for word; do
       case $word in
         --add-rich-rule=*) [ -e ${at('/deaf')} ] || printf '%s\\n' "\${word#*=}" >>${at('/rich')} ;;
         --remove-rich-rule=*) grep -vxF "\${word#*=}" ${at('/rich')} >${at('/less')}; mv ${at('/less')} ${at('/rich')} ;;
         --reload) rm -f ${at('/known')}; [ ! -e ${at(policyFile)} ] || touch ${at('/known')} ;;
         --list-all-zones) printf 'public (active)\\n  interfaces: eth0\\n  services: ssh%s\\n' \\
           "$([[ "$*" == *--permanent* ]] || cat ${at('/services')} 2>/dev/null)" ;;
       esac
     done`,
  );
  host.command(
    'busctl',
    `case $* in
       *getPolicies*) echo "as 1 \\"other\\"$([ ! -e ${at('/known')} ] || echo ' "kafka-proxied"')" ;;
       *getPolicySettings*) echo "a{sv} 2 \\"rich_rules\\" as 9 $(sed 's/"/\\\\"/g; s/.*/"&"/' ${at('/rich')} | paste -sd ' ') \\"ports\\" a(ss) 0" ;;
       *checkPermanentConfig*) [ ! -e ${at('/broken')} ] || { echo 'Call failed: INVALID_ZONE: unclosed token' >&2; exit 1; } ;;
       *getSettings*) echo '(x) 0 0 0' ;;
       *) echo 'x 0' ;;
     esac`,
  );
  host.command('systemctl', `[ "$1" != is-active ] || [ -e ${at('/runs')} ]`);
  host.command('systemd-run', `echo "$*" >>${at('/armed')}`);
  host.command('nft', `[ -e ${at('/table')} ] || exit 1; [ "$1" != delete ] || rm ${at('/table')}`);
  host.command('ss', `echo "$*" >>${at('/ended')}`);
  host.command('chown', 'true');
  host.command('stat', 'case $* in *%U*) echo "644 root:root" ;; *) exec /usr/bin/stat "$@" ;; esac');
  for (const [place, text] of Object.entries({ '/runs': '', '/rich': '', '/calls': '', '/ended': '' }))
    host.write(place, text);
});

const login = { name: 'h', address: '10.0.0.1', port: 22, user: 'o', hostKey: 'k' };
const body = (backend: FirewallBackend = 'firewalld'): string =>
  renderBody(
    filterDocument(
      { mode: 'ports', openings: [{ port: 22, what: 'sshd', allow: ['10.0.0.0/24'] }] },
      backend,
      login,
    ),
  );

function runs(call: string, text = body()): ShellResult {
  return host.shell(`read_document\n${call}\ncat "$work/results"`, ['firewall'], `stamp T why\n${text}`);
}
const tried = (text = body()): ShellResult => runs(`try_firewall ${filterTable} c1 me@here`, text);
const confirmed = (): ShellResult => runs(`converge_firewall ${filterTable} c1`);
const rules = (): string[] => host.read('/rich').trim().split('\n').filter(Boolean).sort();
const reloads = (): number => host.read('/calls').match(/--reload/g)?.length ?? 0;
const rollBack = (): ShellResult =>
  host.shell(
    `sed 's,^export .*,,; s,/usr/sbin/nft,${host.path('/bin')}/nft,' ${host.path('/run/kafka-proxied/firewall/rollback.sh')} | PATH=$PATH bash`,
  );

describe('new rules', () => {
  it('are in force at run time, in an empty policy that one reload made known', () => {
    expect(tried()).toMatchObject({ code: 0, stderr: 'the rules are tried for 45 s\n' });
    expect(rules()).toEqual([drop, accept]);
    expect(host.read(policyFile)).not.toContain('<rule');
    expect(host.read(policyFile)).toContain('<policy priority="-100" target="CONTINUE">');
    expect(reloads()).toBe(1);
    // What lets in comes before what drops.
    expect(host.read('/rich')).toBe(`${accept}\n${drop}\n`);
  });

  it('are kept by writing our policy alone, and no reload more', () => {
    tried();
    const { code, stdout } = confirmed();
    expect(code).toBe(0);
    expect(host.read(policyFile)).toContain(
      '<source address="10.0.0.0/24"/><port port="22" protocol="tcp"/>',
    );
    expect(stdout).toMatch(/^file \S+ .*kafka-proxied\.xml$/m);
    expect(stdout).toMatch(/^firewalld [0-9a-f]{64} kafka-proxied$/m);
    expect(reloads()).toBe(1);
    expect(host.read('/calls')).not.toMatch(/complete-reload|runtime-to-permanent|--permanent --[^l]/);
    rollBack();
    expect(rules()).toEqual([drop, accept]);
  });

  it('go back, one by one, when nobody confirms them', () => {
    host.write('/known', '');
    host.write('/rich', `${old}\n${drop}\n`);
    tried();
    expect(rules()).toEqual([drop, accept]);
    expect(rollBack().code).toBe(0);
    expect(rules()).toEqual([drop, old]);
    expect(confirmed().stderr).toContain('were not confirmed in time and went back by themselves');
    expect(host.has(policyFile)).toBe(false);
    expect(reloads()).toBe(0);
  });

  it('go back at once where firewalld does not take them all', () => {
    host.write('/known', '');
    host.write('/rich', `${old}\n`);
    host.write('/deaf', '');
    expect(tried().stderr).toContain('firewalld refuses the rules; the old ones are in force');
    expect(host.has('/run/kafka-proxied/firewall/pending')).toBe(false);
  });

  it('end connections that they would not let in, and not those of the machine to itself', () => {
    tried();
    confirmed();
    expect(host.read('/ended')).toMatch(
      /--kill state connected sport = :22 and not \( dst 127\.0\.0\.0\/8 or .*dst ::1\/128 or .*dst 10\.0\.0\.0\/24 \)\n/,
    );
  });

  it('take the place of a table of ours, when firewalld has come since', () => {
    host.write('/table', '');
    host.write('/etc/kafka-proxied/firewall/filter.nft', 'x');
    host.write('/etc/systemd/system/kafka-proxied-filter.service', 'x');
    tried();
    expect(host.has('/table')).toBe(false);
    expect(host.has('/etc/kafka-proxied/firewall/filter.nft')).toBe(true);
    confirmed();
    expect(host.has('/etc/kafka-proxied/firewall')).toBe(false);
    expect(host.has('/etc/systemd/system/kafka-proxied-filter.service')).toBe(false);
  });
});

describe('nothing is touched where', () => {
  const refused = (text = body()): string => {
    const { code, stderr } = tried(text);
    expect(code).toBe(1);
    expect([rules(), host.has(policyFile), reloads()]).toEqual([[], false, 0]);
    expect(host.has('/run/kafka-proxied/firewall/pending')).toBe(false);
    return stderr;
  };

  it('firewalld’s configuration is broken: the file is named', () => {
    host.write('/broken', '');
    expect(refused()).toMatch(/is broken, .*: INVALID_ZONE: unclosed token; nothing was changed/);
  });

  it('its owner’s rules at run time are not in the permanent configuration', () => {
    host.write('/services', ' http');
    expect(refused()).toContain('(only at run time: public: services: http)');
  });

  it('firewalld stopped, or was started, since the program looked', () => {
    expect(refused(body('nftables'))).toContain(
      'the new rules are for nftables, and this host has firewalld',
    );
    host.command('systemctl', '[ "$1" != is-active ]');
    expect(refused()).toContain('the new rules are for firewalld, and this host has nftables');
  });
});

describe('the rules of the policy, as the bus tells them', () => {
  const told = (line: string): ShellResult => {
    host.command('busctl', line);
    return host.shell('firewalld_rules kafka-proxied', ['firewall']);
  };

  it('are in plain text, whatever busctl escapes', () => {
    const line = String.raw`rule log prefix=\"f\303\274r \\ a\" drop`;
    host.write('/line', `a{sv} 2 "short" s "kafka-proxied" "rich_rules" as 1 "${line}" "ports" a(ss) 0\n`);
    expect(told(`cat ${host.path('/line')}`)).toMatchObject({
      code: 0,
      stdout: 'rule log prefix="für \\ a" drop\n',
    });
  });

  it('may be none', () => {
    expect(told(`echo 'a{sv} 1 "rich_rules" as 0'`)).toMatchObject({ code: 0, stdout: '' });
  });

  it('are not taken for none where firewalld does not answer', () => {
    expect(told('exit 1').code).not.toBe(0);
  });
});

describe('removing', () => {
  it('takes our policy, and reloads once to forget it', () => {
    tried();
    confirmed();
    expect(runs(`remove_firewall ${filterTable}`)).toMatchObject({ code: 0, stderr: '' });
    expect([rules(), host.has(policyFile), reloads()]).toEqual([[], false, 2]);
  });

  it('leaves an empty policy until the next reload, where that would lose rules of the owner', () => {
    tried();
    confirmed();
    host.write('/services', ' http');
    const { code, stderr } = runs(`remove_firewall ${filterTable}`);
    expect(code).toBe(0);
    expect(stderr).toContain('our policy in firewalld is empty now');
    expect([rules(), host.has(policyFile), reloads()]).toEqual([[], false, 1]);
  });
});

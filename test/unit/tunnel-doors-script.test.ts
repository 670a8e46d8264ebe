// Proves what the script makes of the words of an sshd that a test plays; not that a real one says them, nor that it lets anybody in.
import { describe, expect, it } from 'vitest';
import { scriptHost } from '../support/script-host.ts';

const host = scriptHost();

const usual = [
  'port 22',
  'pubkeyauthentication yes',
  'allowtcpforwarding yes',
  'disableforwarding no',
  'permitopen any',
  'authorizedkeysfile .ssh/authorized_keys .ssh/authorized_keys2',
  'authenticationmethods any',
];

/** What is in the way where sshd says these settings instead of the usual ones of the same name. */
function obstacles(...settings: string[]): string {
  const names = settings.map((line) => line.split(' ')[0]);
  const all = [...usual.filter((line) => !names.includes(line.split(' ')[0])), ...settings];
  host.write('/settings', `${all.join('\n')}\n`);
  host.command('sshd', `echo "$*" >>${host.path('/asked')}; cat ${host.path('/settings')}`);
  const document =
    'get() { case $1 in from) echo 198.51.100.141 ;; address) echo 198.51.100.211 ;; *) echo 22 ;; esac; }';
  const { code, stdout, stderr } = host.shell(`${document}\nsshd_obstacles`, ['tunnel-doors']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
}

describe('what an sshd says of the user that tunnels log in as', () => {
  it('is asked as that user from the client, and is usually in nobody’s way', () => {
    expect(obstacles()).toBe('');
    expect(host.read('/asked')).toBe(
      '-T -C user=kafka-tunnel,host=198.51.100.141,addr=198.51.100.141,laddr=198.51.100.211,lport=22\n',
    );
  });

  it.each([
    [['allowtcpforwarding local']],
    [['allowusers operator', 'allowusers kafka-tunnel']],
    [['allowusers kafka-*']],
    [['allowgroups kafka-tunne?']],
    [['denyusers root']],
    [['authorizedkeysfile %h/.ssh/authorized_keys']],
    [['authenticationmethods password publickey']],
  ])('lets it in by %j', (settings) => {
    expect(obstacles(...settings)).toBe('');
  });

  it.each([
    [['pubkeyauthentication no'], 'PubkeyAuthentication no'],
    [['allowtcpforwarding no'], 'AllowTcpForwarding no'],
    [['allowtcpforwarding remote'], 'AllowTcpForwarding remote'],
    [['disableforwarding yes'], 'DisableForwarding yes'],
    [['permitopen none'], 'PermitOpen none'],
    [['authorizedkeysfile /etc/ssh/keys/%u'], 'AuthorizedKeysFile /etc/ssh/keys/%u'],
    [['authenticationmethods publickey,password'], 'AuthenticationMethods publickey,password'],
    [['allowusers operator'], 'AllowUsers without kafka-tunnel'],
    [['allowusers kafka.tunnel'], 'AllowUsers without kafka-tunnel'],
    [['allowgroups ssh-users'], 'AllowGroups without kafka-tunnel'],
    [['denyusers kafka-*'], 'DenyUsers kafka-*'],
    [['denygroups kafka-tunnel'], 'DenyGroups kafka-tunnel'],
  ])('refuses it by %j', (settings, said) => {
    expect(obstacles(...settings)).toBe(`${said}; `);
  });

  it('is not known where sshd can’t be asked', () => {
    host.command('sshd', 'echo "no such option" >&2; exit 255');
    expect(host.shell('get() { echo x; }; sshd_obstacles', ['tunnel-doors'])).toMatchObject({
      code: 0,
      stdout: '',
    });
  });
});

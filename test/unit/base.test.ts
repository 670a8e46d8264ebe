// Proves the document of a host's base; what its script does with /etc/hosts stands in hosts-block.test.ts.
import { describe, expect, it } from 'vitest';
import { baseDocument } from '../../templates/base.ts';

const names = [{ name: 'engine1', address: '10.48.1.81', source: 'hosts' as const }];

describe('the base of a host', () => {
  it('that runs services has Java, a user, names and kernel settings', () => {
    const { params, files } = baseDocument({
      owner: 'kafka-proxied/dev',
      names,
      java: [17, 21],
      services: true,
      user: true,
      openssl: true,
    });
    expect(params).toEqual({ owner: 'kafka-proxied/dev', java: '17 21', user: 'yes', openssl: 'yes' });
    expect(files['hosts']).toBe('10.48.1.81 engine1\n');
    expect(files['hosts-unit']).toMatch(/^After=.* cloud-init\.service .*\nBefore=network-online\.target$/m);
    expect(files['sysctl.conf']?.split('\n').slice(1)).toEqual([
      'net.core.somaxconn = 4096',
      'vm.max_map_count = 262144',
      'vm.swappiness = 1',
      '',
    ]);
    expect(files['tools-log4j.properties']).toContain('log4j.rootLogger=WARN, stderr\n');
  });

  const nothing = { services: false, user: false, openssl: false };

  it('of a mere client has neither a user nor kernel settings', () => {
    const { params, files } = baseDocument({ owner: 'o', names: [], java: [17, 21], ...nothing });
    expect(params).toEqual({ owner: 'o', java: '17 21', user: 'no', openssl: 'no' });
    expect(files).toMatchObject({ hosts: '', 'hosts-unit': '', 'sysctl.conf': '' });
  });

  it('of a gateway needs no Java', () => {
    expect(baseDocument({ owner: 'o', names, java: [], ...nothing }).params['java']).toBe('no');
  });
});

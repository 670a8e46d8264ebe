// Proves what doctor says of hosts files, of the order of name services and of IPv6 addresses, and the fix; the lab proves that facts are so.
import { describe, expect, it } from 'vitest';
import { drift } from './doctor-breakages/break.ts';
import { diagnose, type Draft, factsOf } from './doctor-fixture.ts';

describe('a finding on names', () => {
  it('has up take out a line that displaces one of ours, and puts /etc/hosts first where that is not asked first', () => {
    const found = (change: (draft: Draft) => void) =>
      diagnose((draft) => {
        const names = draft.vantages['engine3']?.names;
        if (names) names['engine3'] = ['10.48.1.83', '127.0.0.1'];
        change(draft);
      }).findings.map(({ fix, at: where }) => `${where}: ${fix}`);
    const line = 'another line of /etc/hosts leads engine3 to ::1';
    expect(found((draft) => drift(draft, 'engine3', 'base--host', line))).toEqual(['undefined: npm run up']);
    const order = 'myhostname files';
    const before = { myhostname: { engine3: ['127.0.0.1'] } };
    expect(found((draft) => Object.assign(factsOf(draft, 'engine3').naming, { order, before }))).toEqual([
      "engine3: sudo sed -i --follow-symlinks 's/^hosts:/hosts: files/' /etc/nsswitch.conf",
    ]);
  });

  it('says when /etc/hosts was overwritten, by what, and that up mends it', () => {
    const place = '/etc/cloud/cloud.cfg';
    const text = '/etc/hosts was written without our block at T, 60 s after this host started';
    const { findings } = diagnose((draft) => {
      drift(draft, 'engine3', 'base--host', text);
      factsOf(draft, 'engine3').naming.writers = [{ kind: 'cloud-init', place, value: 'true' }];
    });
    expect(findings).toMatchObject([
      {
        id: 'hosts-file-overwritten',
        found: `${text}; cloud-init writes /etc/hosts at each boot (manage_etc_hosts: true in ${place}). Set it to false there`,
        fix: 'npm run up',
      },
    ]);
  });

  it('lets an IPv6 address be where a connection comes about, or where it is the same address in another form', () => {
    const all = ['2001:db8::98', '::ffff:203.0.113.98'];
    const outcomes = { 'my-public-domain:19091 2001:db8::98': 'open' } as const;
    const { findings } = diagnose((draft) => {
      const found = draft.vantages['kafkaclientmachine2'];
      if (found) found.ipv6 = { 'my-public-domain': { all, inFile: [], outcomes } };
    });
    expect(findings).toEqual([]);
  });

  it('shows the line with an IPv6 address on a machine whose names are left to DNS', () => {
    const all = ['2001:db8::98'];
    const { findings } = diagnose((draft) => {
      const found = draft.vantages['workstation'];
      const outcomes = { 'engine1:9091 2001:db8::98': 'refused' } as const;
      if (found) found.ipv6 = { engine1: { all, inFile: all, outcomes } };
    });
    expect(findings).toMatchObject([
      {
        id: 'ipv6-beside-ipv4',
        hosts: ['workstation'],
        found: 'it resolves to 2001:db8::98 as well; connections there are refused',
        fix: "sudo sed -i '/^[[:space:]]*2001:db8::98[[:space:]].*engine1/d' /etc/hosts",
      },
    ]);
  });
});

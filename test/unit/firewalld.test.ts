// Proves the policy for firewalld as text, and that it lets in the same as the table for nftables; the lab proves packets.
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../config/plan/make.ts';
import type { HostPolicy } from '../../config/plan/types.ts';
import { filterDocument } from '../../templates/firewall.ts';
import { renderFirewalldPolicy } from '../../templates/firewalld.ts';
import { malformed } from '../support/well-formed.ts';
import { devValues, set, topologyOf } from '../support/config-fixture.ts';

const values = devValues();
set(values, ['ssh', 'allow'], ['203.0.113.98', '10.48.1.0/24', '2001:db8::/32']);
set(values, ['hosts', 'engine3', 'firewall'], 'closed');
const { policies } = makePlan(topologyOf(values));

function policyOf(host: string): HostPolicy {
  const found = policies[host];
  if (!found) throw new Error(`${host} has no rules`);
  return found;
}

const rulesOf = (host: string): string[] =>
  renderFirewalldPolicy(policyOf(host))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('<rule '));

describe('the policy of a host', () => {
  it.each(Object.keys(policies))(
    'of %s lets in on each port whom the plan names, and nobody else',
    (host) => {
      const { openings } = policyOf(host);
      const found = openings.map(({ port }) => {
        const lines = rulesOf(host).filter((line) =>
          line.includes(`<port port="${port}" protocol="tcp"/><accept/>`),
        );
        const sources = lines.map((line) => /<source address="([^"]+)"\/>/.exec(line)?.[1]);
        return { port, allow: sources.includes(undefined) ? 'anywhere' : sources };
      });
      expect(found).toEqual(openings.map(({ port, allow }) => ({ port, allow })));
    },
  );

  it('drops the rest of these ports for both families, or everything, after what it lets in', () => {
    const drops = (host: string) => rulesOf(host).filter((line) => line.includes('<drop/>'));
    expect(drops('engine1')).toEqual(
      [22, 2181, 9091, 9191].map(
        (port) => `<rule priority="-1"><port port="${port}" protocol="tcp"/><drop/></rule>`,
      ),
    );
    expect(drops('engine3')).toEqual(['<rule priority="-1"><drop/></rule>']);
    const accepting = rulesOf('engine3').filter((one) => !one.includes('<drop/>'));
    expect(accepting).not.toEqual([]);
    expect(accepting.filter((line) => !line.startsWith('<rule priority="-2"'))).toEqual([]);
  });

  it('says of which family a source is', () => {
    const ssh = rulesOf('engine1').filter((line) => line.includes('"2001:db8::/32"'));
    expect(ssh).toEqual([
      '<rule priority="-2" family="ipv6"><source address="2001:db8::/32"/><port port="22" protocol="tcp"/><accept/></rule>',
    ]);
  });

  it('comes before the zones, and leaves to them what it does not decide', () => {
    const text = renderFirewalldPolicy(policyOf('engine1'));
    expect(text).toContain('<policy priority="-100" target="CONTINUE">');
    expect(text).toContain('<ingress-zone name="ANY"/>\n  <egress-zone name="HOST"/>');
  });

  it.each(['a--b', 'a---b', 'a-b----c'])('is well-formed XML for a cluster %s', (cluster) => {
    const own = devValues();
    const clusters = own['clusters'] as Record<string, object>;
    clusters[cluster] = clusters['cluster1'] ?? {};
    delete clusters['cluster1'];
    delete own['mirrors'];
    set(own, ['hosts', 'engine3', 'firewall'], 'closed');
    const found = Object.values(makePlan(topologyOf(own)).policies).map(renderFirewalldPolicy);
    expect(found.length).toBeGreaterThan(2);
    expect(found.map(malformed)).toEqual(found.map(() => undefined));
    // What the comment says is still there for people.
    expect(found.join()).toContain(`of ${cluster.replaceAll(/-(?=-)/g, '- ')}, INTERNAL -->`);
  });

  it.each([
    ['a comment with two dashes', '<p><!-- a--b --></p>'],
    ['a comment that ends in a dash', '<p><!-- a ---></p>'],
    ['an element that is not closed', '<p><q></p>'],
    ['an open bracket in a value', '<p a="<"/>'],
    ['an ampersand', '<p>&</p>'],
    ['an attribute twice', '<p a="1" a="2"/>'],
    ['two roots', '<p/><p/>'],
  ])('would be seen to be malformed by %s', (_, text) => {
    expect(malformed(`<?xml version="1.0" encoding="utf-8"?>\n${text}`)).toBeDefined();
  });

  it('travels alone: what the other kind needs would be a difference there', () => {
    const login = { name: 'h', address: '10.0.0.1', port: 22, user: 'o', hostKey: 'k' };
    expect(Object.keys(filterDocument(policyOf('engine1'), 'firewalld', login).files)).toEqual([
      'policy.xml',
    ]);
  });
});

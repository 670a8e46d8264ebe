// Does not prove: two operators who share a state; Pulumi's own lock keeps them apart. Starts from any lab that is up; leaves the dev stack up.
import { expect } from 'vitest';
import { filterDocument, filterTable } from '../../../templates/firewall.ts';
import { renderBody } from '../../../templates/document.ts';
import { faultCase } from '../../support/fault-case.ts';
import { isPending, persisted, rulesOf, ruleset, withNewRules } from '../../support/lab-firewall.ts';
import { onHost } from '../../support/lab-places.ts';
import { findingsIn, refusedUp } from '../../support/lab-refused.ts';

const title = "while another operator's rules are tried, an apply is refused and names them";

/** What filters on each. */
const backends = { engine2: 'firewalld', gateway: 'nftables' } as const;

for (const [host, backend] of Object.entries(backends))
  faultCase({ faults: [13], title: `${title} (${backend})` }, async (run) => {
    const before = [await ruleset(host), await persisted(host)];
    const policy = run.dev.plan.policies[host];
    if (!policy) throw new Error(`${host} has no rules`);
    const theirs = {
      ...policy,
      openings: policy.openings.map((one) => ({ ...one, allow: ['10.48.1.0/24'] })),
    };
    const login = { name: host, address: '10.48.1.82', port: 22, user: 'other', hostKey: 'ssh-ed25519 AAAA' };
    const document = `stamp 2026-01-01T00:00:00.000Z theirs\n${renderBody(filterDocument(theirs, backend, login))}`;
    await onHost(
      host,
      `/opt/kafka-proxied/bin/host try firewall ${filterTable} their-change other@elsewhere <<'EOF'\n${document}EOF`,
    );
    // Their trial lasts as long as this machine takes for the rest.
    await onHost(host, 'systemctl stop kafka-proxied-filter-rollback.timer');
    // Past the look of the preflight, the host itself refuses.
    const ours = await onHost(
      host,
      `/opt/kafka-proxied/bin/host try firewall ${filterTable} ours me@here <<'EOF' 2>&1 || true\n${document}EOF`,
    );
    expect(ours).toContain('other@elsewhere is testing other firewall rules here');
    const config = withNewRules(run.config, [host]);
    expect(findingsIn(await refusedUp(run, config))).toEqual([
      expect.stringMatching(`^${host}: other firewall rules, of other@elsewhere, are being tested here; `),
    ]);
    await onHost(host, 'bash /run/kafka-proxied/firewall/rollback.sh');
    expect(await isPending(host)).toBe(false);
    expect([await ruleset(host), await persisted(host)]).toEqual(before);
    expect((await run.up(config)).done).toEqual({ update: rulesOf([host]) });
    return config;
  });

// What hosts let in.
import ipaddr from 'ipaddr.js';
import { quoted } from '../problem.ts';
import type { FirewallMode } from '../topology.ts';
import { leaf, scalarText, type Reading } from './leaf.ts';
import { cidr } from './names.ts';
import { switchedOff } from './scalars.ts';
import { readAsOff, type Takes, wordOf } from './takes.ts';

/** Everybody, in a list of sources. */
const anywhere = 'anywhere';

function switched(raw: unknown): unknown {
  return switchedOff(raw) ? 'off' : raw;
}

const modeTakes = wordOf(['ports', 'closed', 'off'], readAsOff);

/** `ports`, `closed` or `off`. */
export const firewallMode = leaf('ports, closed or off', modeTakes, (raw): Reading<FirewallMode> => {
  const value = switched(raw);
  if (value === 'ports' || value === 'closed' || value === 'off') return { value };
  return {
    reason: `${quoted(raw)} is not a firewall mode.`,
    fix: 'Write ports (only the ports of the stack and sshd are filtered), closed (everything else is dropped as well) or off.',
  };
});

const switchTakes = wordOf(['on', 'off'], [true, 'true', ...readAsOff]);

/** `on` or `off`. */
export const firewallSwitch = leaf('on or off', switchTakes, (raw): Reading<'on' | 'off'> => {
  const value = switched(raw);
  if (value === 'off') return { value };
  if (value === 'on' || value === true || value === 'true') return { value: 'on' };
  return { reason: `${quoted(raw)} is neither on nor off.`, fix: 'Write on or off.' };
});

const sourcesTakes = wordOf(['kept', 'masqueraded']);

/** `kept` or `masqueraded`. */
export const sourceAddresses = leaf(
  'kept or masqueraded',
  sourcesTakes,
  (raw): Reading<'kept' | 'masqueraded'> => {
    if (raw === 'kept' || raw === 'masqueraded') return { value: raw };
    return {
      reason: `${quoted(raw)} is not a mode of source addresses.`,
      fix: "Write kept (hosts behind the gateway see the client's address) or masqueraded (they see the gateway's address).",
    };
  },
);

const sourceTakes: Takes = {
  type: 'string',
  pattern: String.raw`^(?:${anywhere}|[0-9A-Fa-f]*[.:][0-9A-Fa-f.:]*(?:/\d+)?)$`,
  patternErrorMessage: `Write an address such as 192.0.2.10, a range such as 192.0.2.0/24, or ${anywhere}.`,
  examples: ['192.0.2.0/24', anywhere],
};

/** A source of connections: an address, a range, or {@link anywhere}. Single addresses become ranges. */
export const source = leaf('address, address range, or anywhere', sourceTakes, (raw): Reading<string> => {
  const text = scalarText(raw);
  if (!('value' in text) || text.value === anywhere) return text;
  const fix = `Write an address such as 192.0.2.10, a range such as 192.0.2.0/24, or ${anywhere}.`;
  if (text.value.includes('/')) {
    const range = cidr.safeParse(text.value);
    if (range.success) return { value: range.data };
    return { reason: range.error.issues[0]?.message ?? `${quoted(raw)} is not an address range.`, fix };
  }
  if (ipaddr.IPv4.isValidFourPartDecimal(text.value) && !/(^|\.)0\d/.test(text.value))
    return { value: `${text.value}/32` };
  if (/^[0-9a-f:]+$/i.test(text.value) && ipaddr.IPv6.isValid(text.value)) {
    return { value: `${ipaddr.IPv6.parse(text.value).toString()}/128` };
  }
  return { reason: `${quoted(raw)} is neither an address nor a range.`, fix };
});

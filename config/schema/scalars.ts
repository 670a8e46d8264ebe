// Numbers, switches and sizes.
import { quoted } from '../problem.ts';
import type { NameSource } from '../topology.ts';
import { leaf, patterned, scalarText, type Reading } from './leaf.ts';
import { integerFix, integerOf, readAsOff, type Takes, wordOf } from './takes.ts';

/** A whole number between two limits, both included. */
export function integer(min: number, max: number, what = 'whole number') {
  const type = `${what}, ${min} to ${max}`;
  return leaf(type, integerOf(min, max), (raw) => {
    const text = scalarText(raw);
    if (!('value' in text)) return text;
    const fix = integerFix(min, max);
    if (!/^-?\d{1,15}$/.test(text.value)) return { reason: `${quoted(raw)} is not a whole number.`, fix };
    const value = Number(text.value);
    if (value < min || value > max) return { reason: `${value} is out of range.`, fix };
    return { value };
  });
}

/** A TCP port that a service of ours binds. It runs unprivileged, so ports below 1024 are closed to it. */
export const servicePort = integer(1024, 65535, 'port');

/** A TCP port of something that may be privileged: sshd, or the gateway's map. */
export const anyPort = integer(1, 65535, 'port');

/** Something that YAML 1.1 may have read as false, because it was written as a bare `off`. */
export function switchedOff(raw: unknown): boolean {
  return raw === false || raw === 'false' || raw === 'off';
}

const portOrOffTakes: Takes = { anyOf: [integerOf(1, 65535), wordOf(['off'], readAsOff)] };

/** A port as {@link anyPort}, or undefined for `off`. */
export const portOrOff = leaf(
  'port, 1 to 65535, or off',
  portOrOffTakes,
  (raw): Reading<number | undefined> => {
    if (switchedOff(raw)) return { value: undefined };
    const port = anyPort.safeParse(raw);
    if (port.success) return { value: port.data };
    return {
      reason: `${quoted(raw)} is neither a port nor off.`,
      fix: 'Give a whole number from 1 to 65535, or off.',
    };
  },
);

const flagFix = 'Write true or false.';
const flagTakes: Takes = {
  type: ['boolean', 'string'],
  pattern: '^(?:true|false)$',
  patternErrorMessage: flagFix,
};

/** true or false. Pulumi hands top-level booleans out as strings. */
export const flag = leaf('true or false', flagTakes, (raw) => {
  if (raw === true || raw === 'true') return { value: true };
  if (raw === false || raw === 'false') return { value: false };
  return { reason: `${quoted(raw)} is neither true nor false.`, fix: flagFix };
});

const heapTakes: Takes = {
  type: 'string',
  pattern: String.raw`^[1-9]\d{0,5}[mMgG]$`,
  patternErrorMessage: 'Give a number and a unit, such as 512m or 4g.',
  examples: ['512m', '4g'],
};

/** Heap of a Java process, as -Xmx takes it. Below 64 MiB neither Kafka nor ZooKeeper gets past its start. */
export const heapSize = leaf('heap size, 64m or more', heapTakes, (raw) => {
  const text = scalarText(raw);
  if (!('value' in text)) return text;
  const match = /^([1-9]\d{0,5})([mg])$/i.exec(text.value);
  const fix = 'Give a number and a unit, such as 512m or 4g.';
  if (!match) return { reason: `${quoted(raw)} is not a heap size.`, fix };
  const mebibytes = Number(match[1]) * (match[2]?.toLowerCase() === 'g' ? 1024 : 1);
  if (mebibytes < 64) return { reason: `${text.value} is too small for a Java service.`, fix };
  return { value: text.value.toLowerCase() };
});

/** `hosts` or `dns`. */
export const nameSource = leaf('hosts or dns', wordOf(['hosts', 'dns']), (raw): Reading<NameSource> => {
  if (raw === 'hosts' || raw === 'dns') return { value: raw };
  return {
    reason: `${quoted(raw)} is not a source of names.`,
    fix: 'Write hosts (a block in /etc/hosts is written) or dns (only checked).',
  };
});

/** ZooKeeper path. Its own rules forbid `.` and `..` as a step, and /zookeeper is its own. */
export const chroot = patterned(
  'ZooKeeper path, or empty for the root',
  /^(?!\/zookeeper(?:\/|$))(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]{1,100}){0,8}$/,
  'Write a path such as /cluster1: letters, digits, dots, dashes and underscores between slashes.',
);

// Proves our block in /etc/hosts and that the owner's text comes back; not how a host's resolver reads the file.
import fc from 'fast-check';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { renderHostsBlock } from '../../templates/base.ts';
import { ScriptHost } from '../support/script-host.ts';

// Each case starts a few dozen processes.
vi.setConfig({ testTimeout: 120_000 });

const host = new ScriptHost().begin();
afterAll(() => host.remove());

const begin = '# kafka-proxied begin: written by kafka-proxied, edits between these marks are lost';
const end = '# kafka-proxied end';
const ours = '10.48.1.81 engine1\n10.48.1.82 engine2\n';

/**
 * /etc/hosts after blocks with these lines were written, one after the other; the step `remove` takes ours back, `boot` is the
 * host's start, and `owner: ` has somebody write the rest of that step in the file's place.
 */
function hostsAfter(text: string, ...steps: string[]): string {
  host.write('/etc/hosts', text);
  const script = steps.map((step, index) => {
    if (step === 'remove') return 'remove_base';
    if (step === 'boot') return '(boot_base)';
    if (step.startsWith('owner: ')) {
      host.write(`/owner${index}`, step.slice('owner: '.length));
      return `cp ${host.path(`/owner${index}`)} ${host.path('/etc/hosts')}`;
    }
    host.write(`/names${index}`, step);
    return `cp ${host.path(`/names${index}`)} "$work/files/hosts"; write_hosts_block`;
  });
  const before = `
    work=$run_dir/work
    rm -rf "$work"
    mkdir -p "$work/files" "$etc_dir"
    rm -f "$names_kept"
    # The names of a block resolve once it is in the real /etc/hosts, and this machine has no such user.
    check_names() { :; }
    getent() { return 1; }
    # The folder is thrown away.
    sync() { :; }
  `;
  const result = host.shell([before, ...script].join('\n'), ['base']);
  if (result.code !== 0) throw new Error(result.stderr);
  return host.read('/etc/hosts');
}

describe('our block in /etc/hosts', () => {
  it('comes first, and the owner’s lines stay as they are', () => {
    const owner = '127.0.0.1\tlocalhost\n::1 localhost ip6-localhost\n\n# printers\n10.0.0.9 printer\n';
    expect(hostsAfter(owner, ours)).toBe(`${begin}\n${ours}${end}\n${owner}`);
  });

  it('takes a name of ours from a line with another address, and keeps that line as a comment', () => {
    expect(hostsAfter('127.0.1.1 engine1.home engine1 # installer\n', ours)).toBe(
      [
        begin,
        `${ours}${end}`,
        '#kafka-proxied keeps: 127.0.1.1 engine1.home engine1 # installer',
        '127.0.1.1 engine1.home # kafka-proxied took a name from this line',
        '',
      ].join('\n'),
    );
    expect(hostsAfter('127.0.1.1 engine1\n', ours)).toBe(
      `${begin}\n${ours}${end}\n#kafka-proxied keeps: 127.0.1.1 engine1\n`,
    );
  });

  it('takes it from IPv6 lines as well, loopback or not, and in capitals', () => {
    const owner =
      '::1 engine1.home.lan engine1 localhost\nfe80::1%eth0\tENGINE1\n127.0.0.1 Engine2 localhost\n';
    expect(hostsAfter(owner, ours)).toBe(
      [
        begin,
        `${ours}${end}`,
        '#kafka-proxied keeps: ::1 engine1.home.lan engine1 localhost',
        '::1 engine1.home.lan localhost # kafka-proxied took a name from this line',
        '#kafka-proxied keeps: fe80::1%eth0\tENGINE1',
        '#kafka-proxied keeps: 127.0.0.1 Engine2 localhost',
        '127.0.0.1 localhost # kafka-proxied took a name from this line',
        '',
      ].join('\n'),
    );
    expect(hostsAfter(owner, ours, 'remove')).toBe(owner);
  });

  it('leaves lines with the same address and with names that merely look alike', () => {
    const owner = '10.48.1.81 engine1\n127.0.1.1 engine10 my-engine1 # engine1\n::1 engine10\n';
    expect(hostsAfter(owner, ours)).toBe(`${begin}\n${ours}${end}\n${owner}`);
  });

  it('is left out where there are no names, and the owner’s lines stay', () => {
    const owner = '127.0.0.1 localhost\n127.0.1.1 engine1\n';
    expect(hostsAfter(owner, '')).toBe(owner);
    expect(hostsAfter(owner, ours, '')).toBe(owner);
  });

  it('whose end was deleted stops the run: nothing tells what follows from the owner’s lines', () => {
    const text = `${begin}\n${ours}127.0.0.1 localhost\n`;
    expect(() => hostsAfter(text, ours)).toThrow(/the line '# kafka-proxied end' is missing/);
    expect(host.read('/etc/hosts')).toBe(text);
  });

  it('is there again after a start before which somebody wrote the file anew, and then goes without a trace', () => {
    const template = '127.0.0.1 localhost\n::1 engine1 localhost\n';
    const written = hostsAfter('10.0.0.9 printer\n', ours, `owner: ${template}`, 'boot');
    expect(written).toBe(hostsAfter(template, ours));
    expect(hostsAfter('', ours, `owner: ${template}`, 'boot', 'remove')).toBe(template);
    expect(host.has('/etc/kafka-proxied/hosts')).toBe(false);
  });

  it('stays as it is at a start before which nobody touched the file', () => {
    const owner = '127.0.1.1 engine1\n';
    expect(hostsAfter(owner, ours, 'boot')).toBe(hostsAfter(owner, ours));
    expect(hostsAfter(owner, '', 'boot')).toBe(owner);
  });

  it('does not grow by lines that cloud-init writes anew at each start, below those that we keep', () => {
    const own = '127.0.1.1\tengine1.home\tengine1';
    const once = hostsAfter(`${own}\n`, ours);
    const again = `owner: ${once.replace(/^127\.0\.1\.1.*\n/m, '')}${own}\n`;
    expect(hostsAfter(`${own}\n`, ours, again, 'boot', again, 'boot')).toBe(once);
  });

  const line = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\0\n]/.test(text)),
    fc.constantFrom('127.0.0.1 localhost', '', '\t', '# comment', '127.0.1.1 engine1', '127.0.0.1\r'),
    fc
      .tuple(
        fc.constantFrom('127.0.1.1', '  127.0.1.1', '10.48.1.81', '::1', 'fe80::1%eth0', '10.0.0.9\t'),
        fc.array(
          fc.constantFrom('engine1', 'ENGINE1', 'engine2', 'engine1.home', 'engine12', '#', '# engine2'),
          {
            maxLength: 4,
          },
        ),
        fc.constantFrom('', ' ', '\t# x', '\r'),
      )
      .map(([address, names, tail]) => `${address} ${names.join(' ')}${tail}`),
  );
  const text = fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('', '\n', '\n\n'))
    .map(([lines, tail]) => lines.join('\n') + tail);

  it('goes without a trace: any text comes back byte by byte', () => {
    fc.assert(
      fc.property(text, (owner) => {
        expect(hostsAfter(owner, '10.48.1.81 engine1\n', ours, 'remove')).toBe(owner);
      }),
      { numRuns: 25 },
    );
  });

  it('is the same when it is written again, and no other line gives our names an address', () => {
    fc.assert(
      fc.property(text, (owner) => {
        const once = hostsAfter(owner, ours);
        expect(hostsAfter(owner, ours, ours)).toBe(once);
        const others = once.slice(once.indexOf(`${end}\n`) + end.length + 1).split('\n');
        for (const other of others) {
          const [address = '', ...names] = (other.split('#')[0] ?? '').split(/[ \t]+/).filter(Boolean);
          for (const name of names.map((one) => one.toLowerCase()))
            if (ours.includes(` ${name}\n`)) expect(ours).toContain(`${address} ${name}\n`);
        }
      }),
      { numRuns: 12 },
    );
  });
});

describe('the lines of the block', () => {
  it('are the names that we write, sorted; those that DNS answers stay out', () => {
    expect(
      renderHostsBlock([
        { name: 'engine2', address: '10.48.1.82', source: 'hosts' },
        { name: 'my-public-domain', address: '203.0.113.98', source: 'dns' },
        { name: 'engine1', address: '10.48.1.81', source: 'hosts' },
      ]),
    ).toBe(ours);
    expect(renderHostsBlock([])).toBe('');
  });
});

// Proves that the installer of host scripts installs them, and does nothing when it is cut; in temporary folders.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { parseFacts } from '../../probe/parse-facts.ts';
import { renderBootstrap, scriptsHash } from '../../templates/bootstrap.ts';
import { hostScripts } from '../../templates/scripts.ts';
import { scriptHost } from '../support/script-host.ts';

vi.setConfig({ testTimeout: 120_000 });

const stamp = 'stamp 2026-01-02T03:04:05.678Z not recorded on this host';
const host = scriptHost();
let script: string;
beforeEach(() => {
  mkdirSync(host.path('/opt'));
  script = host.moved(renderBootstrap(stamp));
});

function install(text = script): number | null {
  const { username } = userInfo();
  return spawnSync('bash', ['-s'], { input: text, env: { ...process.env, SUDO_USER: username } }).status;
}

const isUntouched = (): boolean =>
  readdirSync(host.path('/opt')).length === 0 && !existsSync(host.path('/etc/kafka-proxied'));

describe('the installer', () => {
  it('begins with its stamp', () => {
    expect(renderBootstrap(stamp).split('\n')[0]).toBe(`# ${stamp}`);
  });

  it('puts every script under the hash of all, executable from one place', () => {
    expect(install()).toBe(0);
    const folder = host.path(`/opt/kafka-proxied/scripts/${scriptsHash()}`);
    expect(readdirSync(folder).sort()).toEqual(Object.keys(hostScripts()).sort());
    for (const [name, text] of Object.entries(hostScripts()))
      expect(readFileSync(`${folder}/${name}`, 'utf8')).toBe(host.moved(text));
    expect(readlinkSync(host.path('/opt/kafka-proxied/bin/host'))).toBe(
      `../scripts/${scriptsHash()}/host.sh`,
    );
    expect(statSync(`${folder}/host.sh`).mode & 0o777).toBe(0o755);
    expect(statSync(host.path('/etc/kafka-proxied/stamps')).mode & 0o777).toBe(0o700);
    expect(statSync(host.path('/opt/kafka-proxied/staging')).mode & 0o777).toBe(0o700);
  });

  it('leaves the scripts that are in use whole where it can not write', () => {
    install();
    const folder = host.path(`/opt/kafka-proxied/scripts/${scriptsHash()}`);
    const contents = () =>
      readdirSync(folder).map((name) => [name, readFileSync(`${folder}/${name}`, 'utf8')]);
    const before = contents();
    // Longer scripts than this many blocks of 512 bytes can't be written.
    expect(install(script.replace('installed=no', 'installed=no; ulimit -f 4'))).not.toBe(0);
    const named = contents().filter(([name]) => !name?.startsWith('.'));
    expect(named).toEqual(before);
    expect(existsSync(host.path('/etc/kafka-proxied/stamps/bootstrap--scripts'))).toBe(false);
    expect(install()).toBe(0);
    expect(contents()).toEqual(before);
  });

  it('records what the probe then finds to hold, until a script is edited', () => {
    install();
    const probed = () => {
      const output = execFileSync('bash', [host.probe(), '-', '-'], { encoding: 'utf8' });
      return parseFacts(output)?.stamps['bootstrap--scripts'];
    };
    expect(probed()).toEqual({ stamp: stamp.replace('stamp ', ''), body: scriptsHash() });
    const lib = host.path(`/opt/kafka-proxied/scripts/${scriptsHash()}/lib.sh`);
    execFileSync('sh', ['-c', `echo >>${lib}`]);
    expect(probed()?.drift).toBe(`${lib} was edited`);
  });

  it('removes the scripts of other releases, and may run again', () => {
    mkdirSync(host.path('/opt/kafka-proxied/scripts/0123456789abcdef'), { recursive: true });
    expect([install(), install()]).toEqual([0, 0]);
    expect(readdirSync(host.path('/opt/kafka-proxied/scripts'))).toEqual([scriptsHash()]);
    expect(readdirSync(host.path('/opt/kafka-proxied/bin'))).toEqual(['host']);
  });

  it('does nothing when it was cut between two lines', () => {
    const lines = script.split('\n');
    const last = lines.length - 2;
    expect(lines[last]).toBe('install_scripts');
    const cuts = fc.sample(fc.integer({ min: 0, max: last }), 60);
    for (const cut of [...cuts, ...Array.from({ length: 20 }, (_, back) => last - back)]) {
      const code = install(
        lines
          .slice(0, cut)
          .map((line) => `${line}\n`)
          .join(''),
      );
      // Before its third line the text has not yet said that it wants to be whole.
      if (cut >= 3) expect(code, `cut before line ${cut + 1}`).not.toBe(0);
      expect(isUntouched(), `cut before line ${cut + 1}: ${lines[cut]}`).toBe(true);
    }
  });

  it('does nothing when it was cut within a line', () => {
    const whole = 'install_scripts'.length + 1;
    const within = fc.integer({ min: 0, max: script.length - whole - 1 });
    const lastWord = Array.from({ length: whole - 1 }, (_, letters) => script.length - whole + letters);
    for (const cut of [...fc.sample(within, 30), ...lastWord]) {
      install(script.slice(0, cut));
      expect(isUntouched(), `cut after ${JSON.stringify(script.slice(cut - 30, cut))}`).toBe(true);
    }
    expect(install()).toBe(0);
    expect(isUntouched()).toBe(false);
  });

  it('takes no stamp that a shell would read as more than a comment', () => {
    expect(() => renderBootstrap('stamp x\nreboot')).toThrow("can't stand in a shell script");
    expect(() => renderBootstrap('stamp $(reboot)')).toThrow("can't stand in a shell script");
    expect(() => renderBootstrap("stamp '")).toThrow("can't stand in a shell script");
  });
});

describe('the hash of the scripts', () => {
  it('follows every name and text, and not their order', () => {
    const hash = scriptsHash({ a: '1', b: '2' });
    expect(scriptsHash({ b: '2', a: '1' })).toBe(hash);
    expect(scriptsHash({ a: '1', b: '3' })).not.toBe(hash);
    expect(scriptsHash({ a: '1', c: '2' })).not.toBe(hash);
  });
});

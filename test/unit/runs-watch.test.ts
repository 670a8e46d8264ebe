// Does not prove how OpenSSH notices a cut link: the lab cuts one. These are the decisions that follow.
import { describe, expect, it } from 'vitest';
import { bringToEnd, graceMs, savingMs } from '../../cli/runs/ending.ts';
import { awaitSilence, type Clock, judgeEnd, silenceLimitMs } from '../../cli/runs/silence.ts';
import { isPlugin, limitMinutes } from '../../cli/runs/supervise.ts';

describe('the end of a session', () => {
  it.each([
    ['silent', 'Timeout, server 10.0.0.1 not responding.'],
    ['silent', 'ssh: connect to host 10.0.0.1 port 22: Connection timed out'],
    ['silent', 'Connection timed out during banner exchange'],
    ['silent', 'ssh: connect to host 10.0.0.1 port 22: No route to host'],
    ['silent', 'ssh: connect to host 10.0.0.1 port 22: Network is unreachable'],
    ['answers', 'ssh: connect to host 10.0.0.1 port 22: Connection refused'],
    ['answers', 'Connection to 10.0.0.1 closed by remote host.'],
    ['answers', ''],
    ['unwelcome', 'operator@10.0.0.1: Permission denied (publickey).'],
    ['unwelcome', 'Host key verification failed.'],
  ])('is %s with "%s"', (answer, said) => {
    expect(judgeEnd({ opened: false, said })).toBe(answer);
  });
});

const silent = { opened: false, said: 'Connection timed out' };
const refused = { opened: false, said: 'Connection refused' };

/** A host whose sessions take seconds and end as listed; after the list, the watch is stopped. */
function host(...sessions: { seconds: number; opens?: boolean; end: { opened: boolean; said: string } }[]) {
  const stop = new AbortController();
  let now = 0;
  let attempts = 0;
  const clock: Clock = {
    now: () => now,
    pause: async (milliseconds) => void (now += milliseconds),
  };
  const open = async (onOpen: () => void) => {
    const session = sessions[attempts];
    attempts += 1;
    if (!session) {
      stop.abort();
      return refused;
    }
    if (session.opens) onOpen();
    now += session.seconds * 1000;
    return session.end;
  };
  const given = awaitSilence(open, clock, stop.signal);
  return { given, attempts: () => attempts };
}

const attempt = { seconds: 10, end: silent };
/** A session that is still open when the watch is stopped. */
const well = { seconds: 600, opens: true, end: { opened: true, said: '' } };
const fine = { seconds: 600, opens: true, end: silent };

describe('a host', () => {
  it('is given up when it stays silent after its session was lost', async () => {
    const watched = host(fine, ...Array.from({ length: 20 }, () => attempt));
    const silence = (await watched.given) ?? 0;
    expect(silence).toBeGreaterThanOrEqual(silenceLimitMs);
    expect(silence).toBeLessThan(silenceLimitMs + 20_000);
  });

  it('is given up when it never answered: the preflight had reached it', async () => {
    expect(await host(...Array.from({ length: 20 }, () => attempt)).given).toBeDefined();
  });

  it('is not given up for a long healthy session, a short outage, or a reboot within the limit', async () => {
    expect(await host(fine, attempt, attempt, fine, attempt, attempt, well).given).toBeUndefined();
  });

  it('is not given up while it answers with refusals: its sshd restarts', async () => {
    const down = { seconds: 1, end: refused };
    expect(await host(fine, ...Array.from({ length: 60 }, () => down)).given).toBeUndefined();
    // An answer in between begins the count anew.
    expect(
      await host(fine, attempt, attempt, attempt, down, attempt, attempt, attempt, well).given,
    ).toBeUndefined();
  });

  it('is told to be silent when the run ends before the limit', async () => {
    expect(await host(fine, attempt, attempt).given).toBe(35_000);
  });

  it('is asked once only if it refuses the login', async () => {
    const watched = host(
      { seconds: 1, end: { opened: false, said: 'Permission denied (publickey).' } },
      fine,
    );
    expect(await watched.given).toBeUndefined();
    expect(watched.attempts()).toBe(1);
  });
});

describe('a run that makes no sense any more', () => {
  /** What was done to a run that ends itself after so many milliseconds, and when. */
  async function done(endsAfterMs: number): Promise<string[]> {
    const ended = new AbortController();
    let now = 0;
    const acts: string[] = [];
    const note = (what: string) => void acts.push(`${what} at ${now / 1000}`);
    const pause = async (milliseconds: number) => {
      now += milliseconds;
      if (now >= endsAfterMs) ended.abort();
    };
    const ways = {
      interrupt: () => note('interrupt'),
      endPlugins: async () => note('plugins'),
      kill: () => note('kill'),
    };
    await bringToEnd(ways, ended.signal, { pause });
    return acts;
  }

  it('is asked to stop, and left alone if it does', async () => {
    expect(await done(graceMs / 2)).toEqual(['interrupt at 0']);
  });
  it('loses its plugins when a step hangs', async () => {
    expect(await done(graceMs + 1)).toEqual(['interrupt at 0', `plugins at ${graceMs / 1000}`]);
  });
  it('is killed when even that does not end it', async () => {
    expect(await done(3_600_000)).toEqual([
      'interrupt at 0',
      `plugins at ${graceMs / 1000}`,
      `kill at ${(graceMs + savingMs) / 1000}`,
    ]);
  });
});

describe('the processes of a run', () => {
  it.each([
    [true, ['/home/p/plugins/resource-command-v1.2.1/pulumi-resource-command', '127.0.0.1:4']],
    [true, ['node', '/home/p/plugins/resource-command-v1.2.1/pulumi-resource-command', '127.0.0.1:4']],
    [false, ['/bin/pulumi', 'up', '--target', 'pulumi-resource-command']],
    [false, ['/bin/pulumi-language-nodejs', '127.0.0.1:4']],
    [false, ['node', '--import', 'tsx', '/x/@pulumi/pulumi/cmd/run/index.js']],
    [false, []],
  ])('plugin: %s for %j', (plugin, commandLine) => {
    expect(isPlugin(commandLine)).toBe(plugin);
  });
});

describe('the limit of a command', () => {
  it('can be set, in minutes', () => {
    expect(limitMinutes({})).toBe(720);
    expect(limitMinutes({ KAFKA_PROXIED_LIMIT_MINUTES: '30' })).toBe(30);
    for (const given of ['0', '-1', '1.5', 'forever'])
      expect(() => limitMinutes({ KAFKA_PROXIED_LIMIT_MINUTES: given })).toThrow(
        /KAFKA_PROXIED_LIMIT_MINUTES/,
      );
  });
});

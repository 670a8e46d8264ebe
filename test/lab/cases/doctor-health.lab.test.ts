// Does not prove how long doctor takes. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freeze, thaw } from '../../../lab/faults.ts';
import { say } from '../../../tools/progress.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { ownSshd, silentSshd } from '../../support/lab-other-sshd.ts';
import { onHost } from '../../support/lab-places.ts';
import { up } from '../../support/lab-stack.ts';

const silent = 'engine2';

beforeAll(async () => {
  await up();
});
afterAll(async () => {
  await ownSshd(silent);
});

test('a healthy stack has no finding, ten times in a row', async () => {
  for (let look = 1; look <= 10; look++) {
    const { findings, matrix } = await doctorSays();
    expect(findings).toEqual([]);
    expect(matrix.filter(({ verdict }) => verdict !== 'fine')).toEqual([]);
  }
});

async function timed() {
  const began = Date.now();
  const said = await doctorSays();
  return { said, seconds: ((Date.now() - began) / 1000).toFixed(1) };
}

/** That host alone is named, and every other vantage's verdicts on what runs elsewhere are as before. */
async function isNamedAlone(hang: () => void | Promise<void>): Promise<void> {
  const { said: before, seconds: usual } = await timed();
  await hang();
  const {
    said: { findings, matrix },
    seconds,
  } = await timed();
  say(`doctor took ${usual} s with all hosts well, and ${seconds} s with one that hangs`);
  expect(findings.map(({ id, hosts }) => ({ id, hosts }))).toEqual([
    { id: 'host-unreachable', hosts: [silent] },
  ]);
  const from = (cells: typeof matrix, vantage: string) => cells.filter((cell) => cell.vantage === vantage);
  expect(from(matrix, silent).map(({ verdict }) => verdict)).toEqual(
    from(before.matrix, silent).map(() => 'untried'),
  );
  const others = matrix.filter(({ vantage }) => vantage !== silent);
  const hung = others.filter(({ verdict }) => verdict !== 'fine');
  expect(others.length).toBe(before.matrix.length - from(before.matrix, silent).length);
  // Broker 2 of cluster 1 runs there.
  for (const { service } of hung)
    expect(service).toMatchObject({ cluster: 'cluster1', kind: 'broker', id: 2 });
}

test('a host whose sshd accepts and says nothing is named, and the rest of the matrix is whole', async () => {
  await isNamedAlone(() => silentSshd(silent));
  await ownSshd(silent);
});

test('so is one on which every process was stopped', async () => {
  try {
    await isNamedAlone(() => freeze(silent));
  } finally {
    thaw(silent);
  }
});

test('a host whose clock is off is named alone', async () => {
  // Whatever starts there from now on, such as the session of whoever looks, has another time.
  const preload = '/etc/ld.so.preload';
  await onHost('engine3', `echo +90s >/etc/faketimerc; ls /usr/lib/*/faketime/libfaketime.so.1 >${preload}`);
  try {
    const { findings } = await doctorSays();
    expect(findings.map(({ id, hosts }) => ({ id, hosts }))).toEqual([
      { id: 'clock-off', hosts: ['engine3'] },
    ]);
  } finally {
    await onHost('engine3', `rm ${preload} /etc/faketimerc`);
  }
  expect((await doctorSays()).findings).toEqual([]);
});

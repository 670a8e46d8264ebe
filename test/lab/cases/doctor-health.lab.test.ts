// Does not prove how long doctor takes. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freeze, thaw } from '../../support/lab-faults.ts';
import { say } from '../../../lib/progress.ts';
import { doctorSays } from '../../support/lab-doctor.ts';
import { ownSshd, silentSshd } from '../../support/lab-other-sshd.ts';
import { onHost } from '../../support/lab-places.ts';
import { up } from '../../support/lab-stack.ts';

const silent = 'engine2';
const ahead = 'kafkaclientmachine1';

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

/**
 * That host alone is named, and every route of every other vantage is tried as before.
 * @returns their verdicts before and now
 */
async function isNamedAlone(hang: () => void | Promise<void>) {
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
  const ofOthers = (cells: typeof matrix) => cells.filter(({ vantage }) => vantage !== silent);
  const routes = (cells: typeof matrix) =>
    ofOthers(cells).map(({ vantage, service }) => ({ vantage, service }));
  expect(routes(matrix)).toEqual(routes(before.matrix));
  expect(ofOthers(matrix).filter(({ verdict }) => verdict === 'untried')).toEqual([]);
  return { before: ofOthers(before.matrix), now: ofOthers(matrix) };
}

test('a host whose sshd accepts and says nothing is named, and the rest of the matrix is whole', async () => {
  const { before, now } = await isNamedAlone(() => silentSshd(silent));
  expect(now).toEqual(before);
  await ownSshd(silent);
});

test('so is one on which every process was stopped', async () => {
  try {
    // Verdicts elsewhere may follow from it: a record that all copies must take waits for the one there.
    await isNamedAlone(() => freeze(silent));
  } finally {
    thaw(silent);
  }
});

test('a host whose clock is off is named alone', async () => {
  // For whatever asks the time by that program; others, and the services, keep it.
  await onHost(
    ahead,
    `apt-get -qq update; apt-get -qq --yes install faketime >/dev/null
     mv /usr/bin/date /usr/bin/date.real
     printf '#!/bin/sh\\nexec faketime -f +90s /usr/bin/date.real "$@"\\n' >/usr/bin/date; chmod 755 /usr/bin/date`,
  );
  try {
    const { findings } = await doctorSays();
    expect(findings.map(({ id, hosts }) => ({ id, hosts }))).toEqual([{ id: 'clock-off', hosts: [ahead] }]);
  } finally {
    await onHost(ahead, 'mv /usr/bin/date.real /usr/bin/date; apt-get -qq --yes purge faketime >/dev/null');
  }
  expect((await doctorSays()).findings).toEqual([]);
});

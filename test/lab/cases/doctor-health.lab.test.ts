// Does not prove how long doctor takes. Starts from any lab that is up; leaves the dev stack up.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorSays } from '../../support/lab-doctor.ts';
import { ownSshd, silentSshd } from '../../support/lab-other-sshd.ts';
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

test('a host whose sshd accepts and says nothing is named, and the rest of the matrix is whole', async () => {
  const before = (await doctorSays()).matrix;
  await silentSshd(silent);
  const { findings, matrix } = await doctorSays();
  expect(findings.map(({ id, hosts }) => ({ id, hosts }))).toEqual([
    { id: 'host-unreachable', hosts: [silent] },
  ]);
  const ownRoutes = (cells: typeof matrix) => cells.filter(({ vantage }) => vantage === silent);
  const others = (cells: typeof matrix) => cells.filter(({ vantage }) => vantage !== silent);
  expect(others(matrix)).toEqual(others(before));
  expect(ownRoutes(matrix).map(({ verdict }) => verdict)).toEqual(ownRoutes(before).map(() => 'untried'));
});

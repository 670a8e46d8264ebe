// Does not prove: file systems with access lists of another kind, or SELinux's labels. Starts from any lab that is up; leaves cluster
// 1 alone on it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { doctorSays } from '../../support/lab-doctor.ts';
import { clusterOf } from '../../support/lab-one-cluster.ts';
import { onHost } from '../../support/lab-places.ts';
import { tryUp, up, withoutDebug } from '../../support/lab-stack.ts';

const [host, unit] = ['engine3', 'kafka-cluster1-3'];
const data = `/var/lib/kafka-proxied/${unit}/data`;
const meta = `${data}/meta.properties`;
let config: string;

const restarts = `until [ "$(systemctl show --property=NRestarts --value ${unit})" -ge 2 ]; do sleep 0.2; done`;
const state = (wanted: string): string =>
  `until [ "$(systemctl show --property=ActiveState --value ${unit})" = ${wanted} ]; do sleep 0.05; done`;

/** What a failed `up` says. */
async function refused(): Promise<string> {
  const { code, output } = await tryUp(config);
  const said = withoutDebug(output);
  expect(code, said).not.toBe(0);
  return said;
}

beforeAll(async () => {
  config = clusterOf('3.9.2');
  await up(config);
});
afterAll(async () => {
  await onHost(
    host,
    `chattr -i ${meta} || true; sed -i s/^version=.*/version=0/ ${meta}; chown -R kafka-proxied: ${data}; chmod 640 ${meta}`,
  );
  await up(config);
});

test('a file that the service user can’t read is named with its owner, by up and by doctor; the advice mends it', async () => {
  await onHost(host, `chown root:root ${meta}; chmod 600 ${meta}; systemctl restart ${unit}`);
  const named = `the service user kafka-proxied can't read and write ${meta} (root:root, mode 600), and ${unit} needs it`;
  const said = await refused();
  expect(said).toContain(`${host}: ${named}`);
  const { findings } = await doctorSays(config);
  expect(findings).toMatchObject([{ id: 'files-unusable', hosts: [host], at: host }]);
  expect(findings[0]?.found).toContain(named);
  await onHost(host, findings[0]?.fix ?? 'false');
  await up(config);
  expect((await doctorSays(config)).findings).toEqual([]);
});

test('so is one that nobody may change', async () => {
  await onHost(host, `chattr +i ${meta}`);
  try {
    expect(await refused()).toContain(
      `, immutable), and ${unit} needs it: it would fail at its start. Repair it with 'chattr -R -i ${meta}'`,
    );
  } finally {
    await onHost(host, `chattr -i ${meta}`);
  }
});

test.each(['active', 'activating'])(
  'a broker that ends again and again is no running one, found %s',
  async (wanted) => {
    // Nobody can tell from outside that Kafka does not know this version of its file.
    await onHost(
      host,
      `sed -i s/^version=.*/version=7/ ${meta}; systemctl restart ${unit}; ${restarts}; ${state(wanted)}`,
    );
    const said = await refused();
    expect(said).toMatch(new RegExp(`${unit} is not ready: waited for a process that stays up`));
    expect(said).toContain('the end of the log of kafka-cluster1-3');
    await onHost(host, `sed -i s/^version=.*/version=0/ ${meta}`);
    await up(config);
    expect((await up(config)).done).toEqual({});
  },
);

// Brings the lab up, or what is missing of it.
import { fileURLToPath } from 'node:url';
import { say, step } from '../lib/progress.ts';
import { bootHost, provisionRouter, tryAccess } from './boot.ts';
import { discardHost, refuseInsideLab, tearDown } from './down.ts';
import { prepareHost } from './hosts.ts';
import { currentImage, ensureImage, imageNamed, removeOldImages, type Image } from './image.ts';
import { checkSocketPath, ensureOperatorKey, writeKnownHosts } from './keys.ts';
import { lowInotifyLimit, raiseInotifyLimit } from './limits.ts';
import { withLabLock } from './lock.ts';
import { ensureInternet, ensureWorkstation } from './network.ts';
import { inParallel } from './parallel.ts';
import { readLabSpec } from './spec.ts';
import { readLabState, writeLabState, type LabState } from './state.ts';
import { resolveTopology, type LabHost, type LabTopology } from './topology.ts';
import { writeWorkstationEtc } from './workstation.ts';

/** The lab file that is used unless another is named. */
export const referenceFile = fileURLToPath(new URL('reference.yaml', import.meta.url));

/** Hosts boot in parallel, but on a small machine not all at once. */
const parallelHosts = 3;

/** Names of the hosts that the lab has and `wanted` lacks; refuses if a host is another one under its old name. */
function hostsToDiscard(current: LabTopology, wanted: LabTopology, file: string): LabHost[] {
  const changed = current.hosts.filter((host) => {
    const next = wanted.hosts.find(({ name }) => name === host.name);
    return next !== undefined && JSON.stringify(next) !== JSON.stringify(host);
  });
  if (changed.length > 0) {
    throw new Error(
      `${file} describes ${changed.map(({ name }) => name).join(', ')} differently from the lab that is up. ` +
        'A host can be added or left out while the lab runs, but not rebuilt: run `npm run lab -- down` first.',
    );
  }
  return current.hosts.filter((host) => !wanted.hosts.some(({ name }) => name === host.name));
}

/** What was there when `up` began, rid of everything that an interrupted `up` left half made. */
async function soundState(): Promise<LabState | undefined> {
  const state = readLabState();
  if (state?.ready) return state;
  if (await tearDown()) say('The last `up` of the lab was interrupted: starting afresh.');
  return undefined;
}

async function converge(topology: LabTopology, image: Image): Promise<void> {
  const machines = topology.hosts.filter((host) => host.role !== 'workstation');
  const workstation = topology.hosts.find((host) => host.role === 'workstation') as LabHost;
  await step('Networks, workstation, keys', async () => {
    await ensureInternet(topology);
    await ensureWorkstation(workstation);
    await writeWorkstationEtc(topology, workstation);
    await ensureOperatorKey();
  });
  await step(`Disks of ${machines.length} hosts`, async (note) => {
    await inParallel(parallelHosts, machines, async (host) => {
      note(host.name);
      await prepareHost(host, image);
    });
    await writeKnownHosts(machines);
  });
  await step(`Booting ${machines.map(({ name }) => name).join(', ')}`, async (note) => {
    await inParallel(parallelHosts, machines, async (host) => {
      note(host.name);
      await bootHost(host, image);
      await provisionRouter(host);
    });
  });
  await step("SSH from the workstation to each host, and each host's way out", async () => {
    await inParallel(parallelHosts, machines, (host) => tryAccess(host, workstation, topology.internet));
  });
}

/**
 * Makes the lab what its file says and returns when every host answers. Running hosts are left alone; hosts that are
 * off are switched on; a lab that an interrupted `up` left half made is made anew.
 * @param file the lab file; by default the one that the lab was made from, or else the reference topology
 * @throws Error for people, naming the host and where to look
 */
export async function up(file?: string): Promise<void> {
  checkSocketPath();
  refuseInsideLab('brought up');
  await withLabLock('lab up', async () => {
    await ensureImage();
    const state = await soundState();
    const source = file ?? state?.file ?? referenceFile;
    const topology = resolveTopology(await readLabSpec(source), source);
    if (state) {
      for (const host of hostsToDiscard(state.topology, topology, source)) await discardHost(host);
    } else {
      await removeOldImages();
    }
    const image = state ? imageNamed(state.image) : await currentImage();
    const inotifyLimitBefore = (await lowInotifyLimit()) ?? state?.inotifyLimitBefore;
    const next: LabState = {
      topology,
      file: source,
      image: image.name,
      ready: state !== undefined,
      ...(inotifyLimitBefore === undefined ? {} : { inotifyLimitBefore }),
    };
    await writeLabState(next);
    await raiseInotifyLimit();
    await converge(topology, image);
    await writeLabState({ ...next, ready: true });
  });
}

// The layers of an image: the bare root, and what turns it into a host of the RPM family.
import { runApart } from './apart.ts';
import {
  basePackages,
  customizeScript,
  offeredPackages,
  packagesMountPoint,
  release,
  rpmFamilyPackages,
  rpmFamilyScript,
} from './recipe.ts';
import { machineSources } from './sources.ts';

type Note = (text: string) => void;

/** Makes the bare root, and fetches the packages that hosts are offered into `packages`. */
export async function makeRoot(root: string, packages: string, note: Note): Promise<void> {
  const sources = await machineSources();
  const fetched = [packagesMountPoint, ...offeredPackages, ...rpmFamilyPackages].join(' ');
  await runApart(
    [
      ...['mmdebstrap', '--mode=root', '--variant=minbase', `--include=${basePackages.join(',')}`],
      '--dpkgopt=path-exclude=/usr/share/doc/*',
      '--dpkgopt=path-exclude=/usr/share/man/*',
      '--dpkgopt=path-exclude=/usr/share/locale/*',
      `--customize-hook=bash "$LAB_CUSTOMIZE" "$1" "$LAB_PACKAGES_DIR" ${fetched}`,
      ...[release, root],
      // Without sources of its own release, mmdebstrap's default for the release is taken.
      ...(sources.length > 0 ? ['-'] : []),
    ],
    "mmdebstrap could not make the lab's root image",
    {
      env: {
        LAB_CUSTOMIZE: customizeScript,
        LAB_PACKAGES_DIR: packages,
        DEBIAN_FRONTEND: 'noninteractive',
      },
      input: sources.map((line) => `${line}\n`).join(''),
      note,
    },
  );
}

/** Makes the layer that goes over the root on hosts of the RPM family, and RPMs of some of the offered packages. */
export async function makeRpmFamily(
  root: string,
  layer: string,
  packages: string,
  note: Note,
): Promise<void> {
  await runApart(
    ['bash', rpmFamilyScript, root, layer, packages, packagesMountPoint, ...rpmFamilyPackages],
    "the lab's root image could not be made one of the RPM family",
    { note },
  );
}

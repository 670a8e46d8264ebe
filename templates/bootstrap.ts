// The shell script that puts our host scripts onto a bare host. It is the one text that is not run by them.
import { createHash } from 'node:crypto';
import { hostScripts } from './scripts.ts';
import {
  etcDir,
  hostProgram,
  lockFile,
  lockHolder,
  optDir,
  runDir,
  stagingDir,
  stampDir,
} from '../config/host-paths.ts';

const mark = 'END_OF_KAFKA_PROXIED_FILE';

function hereDocument(name: string, text: string): string {
  if (text.includes(mark)) throw new Error(`${name} contains the mark that ends it`);
  return `  put ${name} <<'${mark}'\n${text.endsWith('\n') ? text : `${text}\n`}${mark}`;
}

/** Hash of all scripts: the folder that they are installed in. */
export function scriptsHash(scripts: Record<string, string> = hostScripts()): string {
  const hash = createHash('sha256');
  for (const name of Object.keys(scripts).sort()) hash.update(`${name}\n${scripts[name]}\n`);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Renders the installer, for `bash -s` as root. All of it is one function that the last line calls: a text that
 * was cut on its way does nothing, and fails. It waits for a run of the scripts that it replaces.
 */
export function renderBootstrap(stamp: string): string {
  if (!/^[\w .:,/()-]+$/.test(stamp)) throw new Error(`the stamp ${stamp} can't stand in a shell script`);
  const scripts = hostScripts();
  const hash = scriptsHash(scripts);
  const files = Object.keys(scripts).sort();
  return `# ${stamp}
installed=no
trap '[ "$installed" = yes ] || { if declare -F not_installed >/dev/null; then not_installed; fi; exit 1; }' EXIT
${scripts['places.sh'] ?? ''}
stamps=${stampDir}
not_installed() {
  rm -f "$stamps/.scripts"
  tell_full_places
}
# Each in one step: one of the same name may be in use.
put() {
  cat >"$dir/.$1"
  [ "$1" != host.sh ] || chmod 755 "$dir/.$1"
  mv -fT "$dir/.$1" "$dir/$1"
}
install_scripts() {
  set -euo pipefail
  umask 022
  mkdir -p ${runDir}
  exec 9>>${lockFile}
  flock -w 600 9 || { cat ${lockHolder} >&2; exit 1; }
  dir=${optDir}/scripts/${hash}
  rm -f "$stamps/bootstrap--scripts"
  mkdir -p "$dir" ${optDir}/bin
  install -d -m 755 ${etcDir}
  install -d -m 700 "$stamps"
${files.map((name) => hereDocument(name, scripts[name] ?? '')).join('\n')}
  # Archives arrive here as the login user.
  install -d -m 700 -o "\${SUDO_USER:-root}" ${stagingDir}
  ln -sfn ../scripts/${hash}/host.sh ${hostProgram}.new
  mv -fT ${hostProgram}.new ${hostProgram}
  sync -f ${optDir}
  if command -v selinuxenabled >/dev/null && selinuxenabled; then restorecon -R ${optDir} ${etcDir} >&2 || true; fi
  for other in ${optDir}/scripts/*; do [ "$other" = "$dir" ] || rm -rf "$other"; done
  {
    printf '%s\\n' '${stamp}'
    printf 'body %s\\n' ${hash}
    printf 'link %s %s\\n' ../scripts/${hash}/host.sh ${hostProgram}
    for file in "$dir"/*; do
      printf 'file %s %s %s\\n' "$(sha256sum <"$file" | cut -d ' ' -f 1)" "$(stat -c '%a,%U:%G' "$file")" "$file"
    done
  } >"$stamps/.scripts"
  mv -fT "$stamps/.scripts" "$stamps/bootstrap--scripts"
  installed=yes
  echo "bootstrap scripts is in place"
}
install_scripts
`;
}

// Who is connected to which port of a host just now: how clients arrive there.

/** Prints `PORT PEER` for each connection to a port. Arguments: ports. */
export const peersScript = `
for port in "$@"; do
  ss --no-header --tcp --numeric state established "sport = :$port" | awk -v port="$port" '{ sub(/:[0-9]+$/, "", $4); gsub(/[][]|::ffff:/, "", $4); print port, $4 }'
done`;

/** Lines of a number and a word. */
export function pairsIn(stdout: string): [number, string][] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [port = '', word = ''] = line.split(' ');
      return [Number(port), word];
    });
}

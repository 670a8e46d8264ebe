// `kafka-proxied completion`: a script by which a shell completes commands, options and names of stacks.
import { Argument, CliCommand, type Option } from '../lib/command-line/command.ts';
import { projectRoot } from '../lib/paths.ts';
import { shellQuote } from '../ssh/quote.ts';

/** A command with the names that lead to it, `lab up`, and its options. */
interface Node {
  path: string;
  command: CliCommand;
  options: readonly Option[];
}

function nodesOf(command: CliCommand, path = ''): Node[] {
  const options = command.createHelp().visibleOptions(command);
  const below = (command.commands as CliCommand[]).map((one) => nodesOf(one, `${path} ${one.name()}`.trim()));
  return [{ path, command, options }, ...below.flat()];
}

/** What may stand after an option. */
function valueOf({ long, required, flags, argChoices }: Option): string | undefined {
  if (!required) return undefined;
  if (argChoices) return `offers='${argChoices.join(' ')}'`;
  if (long === '--stack') return 'offers=$(_kafka_proxied_stacks)';
  return /<file/.test(flags) ? '_kafka_proxied_files "$word"; return' : 'return';
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(' | ');
const flagsOf = ({ short, long }: Option): string[] => [short, long].filter((flag) => flag !== undefined);

/** Lines of a `case`, one for each thing that is done, with all that it is done for. */
function cases(rows: readonly (readonly [word: string, act: string])[]): string {
  const acts = new Map<string, string[]>();
  for (const [word, act] of rows) acts.set(act, [...(acts.get(act) ?? []), word]);
  return [...acts].map(([act, all]) => `    ${quoted(all)}) ${act} ;;`).join('\n');
}

/** The script for bash; zsh takes it by its own `bashcompinit`, and has uses of its own for variables `path` and `words`. */
export function bashCompletion(program: CliCommand): string {
  const nodes = nodesOf(program);
  const values = nodes.flatMap(({ path, options }) =>
    options.flatMap((option) => {
      const act = valueOf(option);
      return act === undefined ? [] : flagsOf(option).map((flag) => [`${path} ${flag}`, act] as const);
    }),
  );
  const words = nodes.map(({ path, command, options }) => {
    const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
    const names = command.commands.map((one) => one.name());
    return [path, `offers='${[...names, ...choices, ...options.flatMap(flagsOf)].join(' ')}'`] as const;
  });
  return `# Completes kafka-proxied, as it is in ${projectRoot}.
_kafka_proxied_stacks() {
  local file
  for file in ${shellQuote(projectRoot)}/Pulumi.?*.yaml; do
    [ -e "$file" ] || continue
    file=\${file##*/Pulumi.}
    printf '%s ' "\${file%.yaml}"
  done
}
_kafka_proxied_files() {
  local IFS=$'\\n'
  COMPREPLY=($(compgen -f -- "$1"))
  compopt -o filenames 2>/dev/null
}
_kafka_proxied() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD - 1]} named='' next index offers=''
  COMPREPLY=()
  # bash takes --stack=dev for three words.
  if [ "$word" = = ]; then word=''; elif [ "$before" = = ]; then before=\${COMP_WORDS[COMP_CWORD - 2]}; fi
  for ((index = 1; index < COMP_CWORD; index++)); do
    next="\${named:+$named }\${COMP_WORDS[index]}"
    case $next in
    ${quoted(nodes.flatMap(({ path }) => (path === '' ? [] : [path])))}) named=$next ;;
    esac
  done
  case "$named $before" in
${cases(values)}
    *) case $named in
${cases(words)}
    esac ;;
  esac
  COMPREPLY=($(compgen -W "$offers" -- "$word"))
}
complete -F _kafka_proxied kafka-proxied
`;
}

const zshFirst = 'autoload -U +X bashcompinit && bashcompinit\n';

/** @param program all commands, once they are there */
export function completion(program: () => CliCommand): CliCommand {
  return new CliCommand('completion', 'print a script that completes commands in bash or zsh')
    .description(
      `Prints a completion script for commands, options and names of stacks.

For bash, add this line to ~/.bashrc:
  source <(kafka-proxied completion bash)
For zsh, add this line to ~/.zshrc, behind compinit:
  source <(kafka-proxied completion zsh)`,
    )
    .addArgument(new Argument('<shell>', 'your shell').choices(['bash', 'zsh']))
    .does(async (_: object, shell: string) => {
      process.stdout.write(`${shell === 'zsh' ? zshFirst : ''}${bashCompletion(program())}`);
      return 0;
    });
}

// What `--help` of Pulumi's commands says before Pulumi's own help: options that are ours.

const everywhere = [
  ['--stack NAME', 'the stack of Pulumi.NAME.yaml; default: dev'],
  ['--config-file FILE', 'its config from another file'],
] as const;

interface Help {
  does: string;
  options: readonly (readonly [string, string])[];
}

const own = {
  up: {
    does: 'makes the hosts what the stack says',
    options: [['--adopt', 'only after the state was lost: begins a new one with what the hosts hold']],
  },
  preview: {
    does: 'says what up would change, restart and lose; looks at every host and changes none',
    options: [
      ['--offline', 'the plan alone: no host is asked'],
      ['--adopt', 'only after the state was lost: what up would do with it'],
    ],
  },
  destroy: {
    does: 'stops and removes what up made; data stays',
    options: [
      ['--data', 'removes data as well, once the name of each cluster was typed'],
      ['--confirm NAME', 'with --data, where nobody can type: the name of a cluster; once for each'],
    ],
  },
  refresh: { does: 'compares what Pulumi knows with the hosts', options: [] },
  cancel: { does: 'frees a lock that an ended run left', options: [] },
} satisfies Record<string, Help>;

/** Pulumi's commands that have a wrapper. */
export type PulumiCommand = keyof typeof own;

export const pulumiCommands = Object.keys(own) as PulumiCommand[];

export function ownHelp(command: PulumiCommand): string {
  const { does, options }: Help = own[command];
  const rows = [...everywhere, ...options].map(([option, what]) => `  ${option.padEnd(20)} ${what}`);
  return [
    `npm run ${command} -- [OPTIONS]`,
    `${does}. All other options go to Pulumi, whose own help follows.`,
    '',
    ...rows,
    '',
    '',
  ].join('\n');
}

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
    does: 'applies the stack to the hosts',
    options: [['--adopt', 'only after the state was lost: creates a new state from what the hosts have']],
  },
  preview: {
    does: 'shows what up would change, restart and lose; checks every host, changes none',
    options: [
      ['--offline', 'only the plan: no host is contacted'],
      ['--adopt', 'only after the state was lost: what up --adopt would do'],
    ],
  },
  destroy: {
    does: 'stops and removes what up made; keeps data',
    options: [
      ['--data', 'removes data as well, after you type the name of each cluster'],
      ['--confirm NAME', 'with --data, without a terminal: the name of a cluster; once for each'],
    ],
  },
  refresh: { does: "compares Pulumi's state with the hosts", options: [] },
  cancel: { does: 'removes the lock of a run that has ended', options: [] },
} satisfies Record<string, Help>;

/** Pulumi's commands that have a wrapper. */
export type PulumiCommand = keyof typeof own;

export const pulumiCommands = Object.keys(own) as PulumiCommand[];

export function ownHelp(command: PulumiCommand): string {
  const { does, options }: Help = own[command];
  const rows = [...everywhere, ...options].map(([option, what]) => `  ${option.padEnd(20)} ${what}`);
  return [
    `npm run ${command} -- [OPTIONS]`,
    `${does}. All other options are passed to Pulumi; its own help follows.`,
    '',
    ...rows,
    '',
    '',
  ].join('\n');
}

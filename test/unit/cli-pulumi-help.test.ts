import { expect, test } from 'vitest';
import { ownHelp, pulumiCommands } from '../../cli/pulumi-help.ts';

test.each(pulumiCommands)('help of %s begins with how it is called, and what it does', (command) => {
  const [usage, what] = ownHelp(command).split('\n');
  expect(usage).toBe(`npm run ${command} -- [OPTIONS]`);
  expect(what).toMatch(/own help follows\.$/);
});

test('our own options stand with the commands that have them', () => {
  const having = (option: string) => pulumiCommands.filter((command) => ownHelp(command).includes(option));
  expect(having('--stack NAME')).toEqual(pulumiCommands);
  expect(having('--offline')).toEqual(['preview']);
  expect(having('--data')).toEqual(['destroy']);
  expect(having('--confirm NAME')).toEqual(['destroy']);
});

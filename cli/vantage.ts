// Where a command runs: for a stack of the lab inside the workstation's network, else on this machine as it is.
import { isLabUp, LabDownError, workstationCommand } from '../lab/enter.ts';
import type { StackFile } from '../pulumi/stack-file.ts';

/**
 * Refuses before any connection what would only run into timeouts.
 * @throws LabDownError for a stack of the lab while the lab is down; Error if this isn't root
 */
export async function requireLab(stack: Pick<StackFile, 'name' | 'lab'>): Promise<void> {
  if (!stack.lab) return;
  if (process.getuid?.() !== 0) {
    throw new Error(`Stack ${stack.name} is in the lab's network. To enter it, you need root: sudo -E npm …`);
  }
  if (!(await isLabUp())) throw new LabDownError();
}

/** The command line that runs `argv` where the stack's operator sits. */
export function fromOperator(stack: Pick<StackFile, 'lab'>, argv: readonly string[]): string[] {
  return stack.lab ? workstationCommand(argv) : [...argv];
}

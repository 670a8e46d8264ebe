// Environment variables of a remote command, set so that a refusal is noticed.
import type { Client } from 'ssh2';

interface Channel {
  _callbacks: ((refused: boolean | Error) => void)[];
}
interface Internals {
  _chanMgr: { get(id: number): Channel | undefined };
  _protocol: {
    env(id: number, name: string, value: string, wantReply: boolean): void;
    exec(id: number, command: string, wantReply: boolean): void;
  };
}

/** One variable, and what to do when the server's AcceptEnv doesn't name it; a throw stops the command. */
export interface Variable {
  name: string;
  value: string;
  refused: () => void;
}

/**
 * Makes the next command of this client run with these variables.
 * ssh2's `env` option asks for no reply, so a refused variable would go unnoticed; this asks for one by ssh2's
 * internals (the package is pinned), between the opening of the channel and the command.
 */
export function setVariables(client: Client, variables: Variable[]): void {
  if (variables.length === 0) return;
  const { _chanMgr: channels, _protocol: protocol } = client as unknown as Internals;
  const exec = protocol.exec.bind(protocol);
  protocol.exec = (id, command, wantReply) => {
    protocol.exec = exec;
    const channel = channels.get(id);
    const answer = channel?._callbacks.pop();
    if (!channel || !answer) return exec(id, command, wantReply);
    const next = (index: number): void => {
      const variable = variables[index];
      if (!variable) {
        channel._callbacks.push(answer);
        return exec(id, command, wantReply);
      }
      channel._callbacks.push((refused) => {
        try {
          if (refused) variable.refused();
        } catch (error) {
          return answer(error as Error);
        }
        next(index + 1);
      });
      protocol.env(id, variable.name, variable.value, true);
    };
    next(0);
  };
}

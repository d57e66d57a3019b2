import type { Collectives } from '@jssl/distributed';

import type { Terminal } from '../terminal/terminal.js';

/** What every command gets from the program that runs it. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The arguments as typed, for `config.json`. */
  readonly argv: readonly string[];
  /** The process group that `mpirun` or `srun` started for this command, once joined. */
  readonly job?: Collectives;
}

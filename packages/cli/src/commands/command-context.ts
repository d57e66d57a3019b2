import type { Terminal } from '../terminal.js';

/** What every command gets from the program that runs it. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** The arguments as typed, for `config.json`. */
  readonly argv: readonly string[];
}

import { printable } from '@jssl/settings';

import { outScreen, type Terminal } from './terminal.js';

/**
 * Prints where a command's main file or folder is: `wrote FILE` on a terminal, elsewhere the path alone, for
 * scripts such as `open "$(jssl report runs/demo)"`.
 * @param size of the file, for people.
 */
export function announceFile(terminal: Terminal, file: string, size?: string): void {
  const isTerminal = outScreen(terminal).columns !== Infinity;
  const path = isTerminal ? `wrote ${printable(file)}` : file;
  terminal.out(size === undefined ? path : `${path}  ${size}`);
}

/** Prints the path of an additional file that was written. */
export function noteFile(terminal: Terminal, file: string): void {
  terminal.note(`wrote ${printable(file)}`);
}

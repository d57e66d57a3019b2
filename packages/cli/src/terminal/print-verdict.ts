import type { Verdict } from '@jssl/report';

import { withFlags } from '../arguments/flag-of.js';
import { outScreen, type Terminal } from './terminal.js';
import { wrapWords } from './wrap-words.js';

/** Prints what the results mean, with flags, below a table. */
export function printVerdict(
  terminal: Terminal,
  { sentence, template }: Pick<Verdict, 'sentence' | 'template'>,
): void {
  const { columns, paint } = outScreen(terminal);
  terminal.out('');
  for (const line of wrapWords(withFlags(sentence, template), columns)) {
    terminal.out(paint('bold', line));
  }
}

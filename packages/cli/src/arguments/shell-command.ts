import { shellWord } from '@jssl/settings';

/** A command line to type into a shell: `jssl compare 'my photos' --seeds 3`. */
export function shellCommand(argv: readonly string[]): string {
  return ['jssl', ...argv.map(shellWord)].join(' ');
}

/** A command line to type into a shell: `jssl compare 'my photos' --seeds 3`. */
export function shellCommand(argv: readonly string[]): string {
  return ['jssl', ...argv.map(shellWord)].join(' ');
}

/** A word of a command line, quoted if a shell needs it. */
export function shellWord(word: string): string {
  return /^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

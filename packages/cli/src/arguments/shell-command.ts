/** A command line as it can be typed into a shell again: `jssl compare 'my photos' --seeds 3`. */
export function shellCommand(argv: readonly string[]): string {
  return ['jssl', ...argv.map(quoted)].join(' ');
}

function quoted(word: string): string {
  return /^[\w./:,=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

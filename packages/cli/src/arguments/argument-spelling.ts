/**
 * The original's spellings as ours: `--batch_size 256` becomes `--batch-size 256`. Only flags are
 * touched, never values, and nothing behind a `--` of its own.
 */
export function acceptUnderscores(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, index) => {
    if (!argument.startsWith('--') || (end !== -1 && index >= end)) return argument;
    const [flag = '', ...value] = argument.split('=');
    return [flag.replaceAll('_', '-'), ...value].join('=');
  });
}

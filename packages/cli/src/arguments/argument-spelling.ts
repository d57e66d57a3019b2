/**
 * Accepts the spellings of the paper's code: `--batch_size 256` becomes `--batch-size 256`. Only flags
 * change, never values or anything after a bare `--`.
 */
export function acceptUnderscores(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  return argv.map((argument, index) => {
    if (!argument.startsWith('--') || (end !== -1 && index >= end)) return argument;
    const [flag = '', ...value] = argument.split('=');
    return [flag.replaceAll('_', '-'), ...value].join('=');
  });
}

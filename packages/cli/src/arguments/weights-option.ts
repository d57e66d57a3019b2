import { Option } from 'commander';

/** Which weights of a run a command uses. */
export function weightsOption(
  choices: readonly string[] = ['best', 'last'],
  initial = 'last',
): Option {
  return new Option('--weights <which>', 'weights of the run: those of its last or its best epoch')
    .choices(choices)
    .default(initial);
}

import { Option } from 'commander';

/** Which weights of a run a command takes. */
export function weightsOption(): Option {
  return new Option('--weights <which>', 'weights of the run')
    .choices(['best', 'last'])
    .default('last');
}

import { methodTraits, type TrainConfig } from '@jssl/trainer';
import type { Command } from 'commander';

import { UsageError } from '../../arguments/usage-error.js';

/** What is typed for the terms of a Jaccard loss. */
const flags = [
  ['weights', '--weights'],
  ['weightsList', '--weights-list'],
  ['temperatureN', '--temperature-n'],
] as const;

/** @throws UsageError when a flag was typed that none of the methods has a term for. */
export function checkTermFlags(command: Command, methods: readonly TrainConfig['method'][]): void {
  if (methods.some((method) => methodTraits(method).jaccardTerms)) return;
  for (const [name, flag] of flags) {
    if (command.getOptionValueSource(name) !== 'cli') continue;
    throw new UsageError(
      `${flag} is for the terms of a Jaccard loss, and there are none with ${methods.join(', ')}; leave it out, or take jaccard-${methods[0] ?? ''}`,
    );
  }
}

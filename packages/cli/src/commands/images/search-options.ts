import type { SourceFormat } from '@jssl/data';
import type { RunWeights } from '@jssl/workflows';
import type { Command } from 'commander';

import { formatOption, labelsOption } from '../../arguments/source-options.js';
import { weightsOption } from '../../arguments/weights-option.js';

/** Options of every command that embeds images. */
export interface SearchCommandOptions {
  readonly weights: RunWeights;
  readonly sourceFormat?: SourceFormat;
  readonly labels?: string;
}

/** Adds the settings of {@link SearchCommandOptions} to a command. */
export function addSearchOptions(command: Command): Command {
  return command
    .addOption(weightsOption())
    .addOption(formatOption('--source-format <name>'))
    .addOption(labelsOption());
}

import { optimizerNames, scheduleNames } from '@jssl/optimizers';
import { type TrainConfig } from '@jssl/trainer';

import { number } from '../../arguments/option-values.js';

/** The flags of how the loss is formed and followed. */
export const learningFlags: readonly (readonly [
  key: keyof TrainConfig,
  flags: string,
  description: string,
  parse?: (text: string) => unknown,
])[] = [
  [
    'temperatureN',
    '--temperature-n <T>',
    'temperature of the term n (default: --temperature, 0.2 with jaccard-simclr)',
    number,
  ],
  [
    'symmetric',
    '--symmetric',
    'MoCo: each view is once the query and once the key, at twice the work',
  ],
  ['optimizer', '--optimizer <name>', `one of: ${optimizerNames.join(', ')}`],
  ['optimizerMomentum', '--optimizer-momentum <m>', 'momentum of sgd and lars', number],
  ['schedule', '--schedule <name>', `of the learning rate, one of: ${scheduleNames.join(', ')}`],
  ['warmupEpochs', '--warmup-epochs <epochs>', 'epochs in which the learning rate rises', number],
  ['clipNorm', '--clip-norm <norm>', 'largest norm of the gradient, 0 for any', number],
  [
    'accumulate',
    '--accumulate <parts>',
    'take a batch in so many parts, in the memory of one',
    number,
  ],
];

import { optimizerNames, scheduleNames } from '@jssl/optimizers';
import { choice, inGroup, number, whole } from '@jssl/settings';

export const optimizationSettings = inGroup('Optimization', {
  /** N, shared among the ranks of a job. */
  batchSize: whole({
    initial: 256,
    least: 2,
    required: 'a whole number of images, at least 2',
    placeholder: 'N',
    help: 'images in a batch, over all ranks',
  }),
  epochs: whole({
    initial: 500,
    least: 1,
    required: 'a whole number, at least 1',
    help: 'passes over the training images',
  }),
  lr: number({
    initial: 1e-3,
    above: 0,
    required: 'a number above 0',
    placeholder: 'rate',
    help: 'learning rate; with a schedule, its highest value',
  }),
  /** L2 weight decay, added to the gradient; decoupled from it with adamw. */
  weightDecay: number({
    initial: 1e-6,
    least: 0,
    required: 'a number of at least 0',
    placeholder: 'rate',
    help: 'L2 weight decay, added to the gradient (adamw: decoupled)',
  }),
  optimizer: choice(optimizerNames, {
    initial: 'adam',
    help: `optimizer: ${optimizerNames.join(', ')}`,
  }),
  optimizerMomentum: number({
    initial: 0.9,
    least: 0,
    below: 1,
    required: 'in [0, 1)',
    placeholder: 'm',
    help: 'sgd and lars: momentum of the optimizer',
  }),
  schedule: choice(scheduleNames, {
    initial: 'constant',
    help: `learning rate after the warm-up: ${scheduleNames.join(' or ')}`,
  }),
  warmupEpochs: whole({
    initial: 0,
    least: 0,
    required: 'a whole number of epochs, 0 for none',
    placeholder: 'epochs',
    help: 'epochs in which the learning rate rises to {lr}, step by step',
  }),
  clipNorm: number({
    initial: 0,
    least: 0,
    required: 'a number of at least 0, 0 for none',
    placeholder: 'norm',
    help: 'largest L2 norm of the gradient; a longer one is scaled down to it; 0 does not clip',
  }),
  /** Parts of a batch that are computed one after another; their gradients are averaged. */
  accumulate: whole({
    initial: 1,
    least: 1,
    required: 'a whole number of parts, at least 1',
    placeholder: 'parts',
    help: 'gradient accumulation: compute a batch in this many parts, in the memory of one',
  }),
});

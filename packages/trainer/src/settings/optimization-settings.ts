import { optimizerNames, scheduleNames } from '@jssl/optimizers';
import { choice, inGroup, number, whole } from '@jssl/settings';

export const optimizationSettings = inGroup('Optimization', {
  /** N, shared among the ranks of a job. */
  batchSize: whole({
    initial: 256,
    least: 2,
    required: 'a whole number of images, at least 2',
    placeholder: 'N',
    help: 'images per batch, in total over all ranks',
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
    help: 'learning rate; with warm-up or cosine, its highest value',
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
    help: 'momentum of the optimizer, for sgd and lars',
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
    help: 'epochs of linear warm-up, over which the learning rate rises to {lr}',
  }),
  clipNorm: number({
    initial: 0,
    least: 0,
    required: 'a number of at least 0, 0 for none',
    placeholder: 'norm',
    help: 'clip the gradient to this L2 norm; 0 for no clipping',
  }),
  /** Parts of a batch that are computed one after another; their gradients are averaged. */
  accumulate: whole({
    initial: 1,
    least: 1,
    required: 'a whole number of parts, at least 1',
    placeholder: 'parts',
    help: 'gradient accumulation: compute each batch in this many parts, to save memory',
  }),
});

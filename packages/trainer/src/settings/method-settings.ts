import { choice, flag, inGroup, number, numbers, whole, type Setting } from '@jssl/settings';

import {
  isCustomMethod,
  methodNames,
  type CustomMethodName,
  type MethodName,
} from './method-traits.js';

const builtIn = choice(methodNames, {
  initial: 'jaccard-moco',
  help: 'training method',
});
/** A built-in method, or `custom:NAME` for the one passed to `train` as `options.method`. */
const method: Setting<MethodName | CustomMethodName> = {
  ...builtIn,
  holds: (value) => isCustomMethod(value) || builtIn.holds(value),
};

export const methodSettings = inGroup('Method', {
  method,
  /** M, the length of each queue of negatives. */
  m: whole({
    initial: 4096,
    least: 1,
    required: 'a whole number of negatives, at least 1',
    placeholder: 'M',
    help: 'MoCo: negatives in each queue',
  }),
  temperature: number({
    initial: 0.5,
    above: 0,
    required: 'a number above 0',
    placeholder: 'T',
    help: 'temperature of the loss',
  }),
  temperatureN: number({
    initial: undefined,
    above: 0,
    required: 'a number above 0',
    placeholder: 'T',
    help: 'Jaccard methods: temperature of the loss term n',
    defaultText: '{temperature}, 0.2 with jaccard-simclr',
  }),
  /** Weights of the three terms of the loss: Jaccard, cosine of `p`, cosine of `n`. */
  weights: numbers<readonly [jaccard: number, p: number, n: number]>({
    initial: [0.8, 0.1, 0.1],
    count: 3,
    fits: (weights) => weights.every((one) => one >= 0) && weights.some((one) => one > 0),
    required: 'three numbers of at least 0, not all 0',
    placeholder: 'J,p,n',
    help: 'Jaccard methods: weights of the three loss terms',
  }),
  momentum: number({
    initial: 0.999,
    least: 0,
    below: 1,
    required: 'in [0, 1)',
    placeholder: 'm',
    help: 'MoCo: momentum of the key encoder',
  }),
  symmetric: flag({
    initial: false,
    help: 'MoCo: symmetric loss (each view is query and key in turn); doubles the work',
  }),
});

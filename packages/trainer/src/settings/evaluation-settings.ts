import { inGroup, number, whole } from '@jssl/settings';

export const evaluationSettings = inGroup('Evaluation', {
  /** If undefined, it is derived from the training images when a run starts, and recorded. */
  k: whole({
    initial: undefined,
    least: 1,
    required: 'a whole number of neighbors, at least 1',
    placeholder: 'k',
    help: 'neighbors that vote in the kNN evaluation',
    defaultText: 'the smallest of 200, √images and the median class size',
  }),
  knnTemperature: number({
    initial: undefined,
    above: 0,
    required: 'a number above 0',
    placeholder: 'T',
    help: 'temperature of the kNN votes',
    defaultText: '{temperature}',
  }),
  /** Unless this is 0, the last epoch is always evaluated. */
  evalEvery: whole({
    initial: 1,
    least: 0,
    required: 'a whole number of epochs, 0 for never',
    placeholder: 'epochs',
    help: 'epochs between kNN evaluations, 0 for none',
  }),
});

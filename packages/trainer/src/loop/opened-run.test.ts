import { defaultTrainConfig } from '../settings/train-settings.js';
import { precisionOf } from './opened-run.js';

test('batch-norm groups of different sizes are computed in float32', async () => {
  const three = { ...defaultTrainConfig, batchSize: 256, bnSplits: 3 };
  expect(await precisionOf({ ...three, precision: 'auto' }, undefined)).toBe('f32');
  await expect(precisionOf({ ...three, precision: 'bf16' }, undefined)).rejects.toThrow(
    'precision must be f32 with bnSplits 3, which leaves groups of different sizes, got bf16; leave one out',
  );
});

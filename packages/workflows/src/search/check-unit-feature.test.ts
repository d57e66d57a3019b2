import { InputError } from '@jssl/settings';

import { checkUnitFeature } from './check-unit-feature.js';

test('features that cannot be compared name the image', () => {
  expect(() => {
    checkUnitFeature(Float32Array.of(0.6, -0.8), 'a.png');
  }).not.toThrow();
  for (const [feature, norm] of [
    [[0, 0], 0],
    [[NaN, 1], NaN],
    [[3, 4], 5],
  ] as const) {
    expect(() => {
      checkUnitFeature(Float32Array.from(feature), 'a.png');
    }).toThrow(
      new InputError(
        `the encoder's feature of a.png must have the L2 norm 1, got ${norm}; train the encoder again, or leave the image out`,
      ),
    );
  }
});

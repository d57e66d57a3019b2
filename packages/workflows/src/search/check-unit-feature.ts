import { InputError } from '@jssl/settings';

/**
 * Checks that the feature [F] of an image can be compared: that it is a unit vector, not zeros or NaN, which
 * an encoder that failed in training gives.
 * @param name of the image.
 * @throws InputError
 */
export function checkUnitFeature(feature: Float32Array, name: string): void {
  const norm = Math.hypot(...feature);
  if (Math.abs(norm - 1) < 1e-3) return;
  throw new InputError(
    `the encoder's feature of ${name} must have the L2 norm 1, got ${Number(norm.toPrecision(6))}; train the encoder again, or leave the image out`,
  );
}

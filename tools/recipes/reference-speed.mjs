/**
 * Operations per second of a training step on two idle cores (AMD EPYC with AVX2, TensorFlow with the kernels of
 * JSSL), by the width of a ResNet-18. With it, what is derived from a time does not depend on what else a machine
 * does, and results can be compared between machines.
 */
const operationsPerSecond = { 8: 31e9, 16: 63e9, 32: 110e9, 64: 130e9 };

/**
 * Images per second of the reference machine.
 * @param {{ width: number }} config
 * @param {number} operationsPerImage
 */
export function referenceSpeed({ width }, operationsPerImage) {
  const speed = operationsPerSecond[width];
  if (!speed)
    throw new Error(`referenceSpeed: width must be one of the derived ones, got ${width}`);
  return speed / operationsPerImage;
}

import { inputsOf, type Layer } from './layers.js';

/**
 * The batch norms whose output the backward pass computes again instead of keeping it: those with a ReLU, read by
 * nothing but the convolution right behind them. A pass over their maps saves a sixth (ResNet-50) to a quarter
 * (ResNet-18) of what a forward pass leaves (the idea of arXiv 1604.06174).
 * @returns the numbers of their outputs.
 */
export function repeatedNorms(layers: readonly Layer[]): ReadonlySet<number> {
  const uses = layers.flatMap(inputsOf);
  const isRepeated = (layer: Layer, value: number) => {
    const next = layers[value];
    if (layer.op !== 'batchNorm' || !layer.relu || layer.residual !== undefined) return false;
    if (next?.op !== 'convolution' || next.input !== value) return false;
    return uses.filter((index) => index === value).length === 1;
  };
  return new Set(layers.flatMap((layer, at) => (isRepeated(layer, at + 1) ? [at + 1] : [])));
}

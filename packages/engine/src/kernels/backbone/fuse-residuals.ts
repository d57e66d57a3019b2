import { inputsOf, type Layer } from './layers.js';

/**
 * The layers with each `addRelu` made a part of the batch norm right before it, where nothing else reads that
 * norm's output: maps are then read and written once instead of three times. Values get new numbers.
 */
export function fuseResiduals(layers: readonly Layer[]): Layer[] {
  const uses = new Map<number, number>();
  for (const index of layers.flatMap(inputsOf)) uses.set(index, (uses.get(index) ?? 0) + 1);
  const fused: Layer[] = [];
  /** The new number of each value. */
  const numbers = [0];
  const renumbered = (index: number) => numbers[index] as number;
  layers.forEach((layer, at) => {
    const before = fused.at(-1);
    if (
      layer.op === 'addRelu' &&
      before?.op === 'batchNorm' &&
      !before.relu &&
      uses.get(at) === 1
    ) {
      const other = layer.inputs.find((index) => index !== at);
      if (layer.inputs.includes(at) && other !== undefined) {
        fused[fused.length - 1] = { ...before, relu: true, residual: renumbered(other) };
        numbers.push(fused.length);
        return;
      }
    }
    if (layer.op === 'addRelu') {
      const [first, second] = layer.inputs;
      fused.push({ ...layer, inputs: [renumbered(first), renumbered(second)] });
    } else {
      fused.push({ ...layer, input: renumbered(layer.input) });
    }
    numbers.push(fused.length);
  });
  return fused;
}

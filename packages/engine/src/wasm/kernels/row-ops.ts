import { rowOps } from '@jssl/kernels';

import { sizeOf, type WasmTensor } from './wasm-heap.js';
import { type Attributes, checkFit, haveSameShape, type WasmOp } from './wasm-ops.js';

const nearest: WasmOp = (heap, [queries, bank], attributes: Attributes) => {
  const k = Number(attributes['k']);
  const [count = 0, features = 0] = queries?.shape ?? [];
  const [rows = 0, width = 0] = bank?.shape ?? [];
  const areMatrices = queries?.shape.length === 2 && bank?.shape.length === 2 && width === features;
  checkFit(areMatrices, 'queries and bank must be matrices of as many columns');
  checkFit(k >= 1 && k <= rows && features > 0, 'k must be from 1 to the rows of the bank');
  const results = [heap.make([count, k]), heap.make([count, k], 'int32')] as const;
  const data = [queries as WasmTensor, bank as WasmTensor, ...results].map(
    ({ buffer }) => buffer.address,
  );
  heap.kernels.nearestRows(count, rows, features, k, ...(data as [number, number, number, number]));
  return results;
};

/** How many inputs describe what is compared: cosines of two heads, a mask, temperatures, weights. */
const CONTRAST = 7;

function contrastOf(inputs: readonly WasmTensor[]) {
  const [positivesP, negativesP, positivesN, negativesN, mask, temperatures, weights] =
    inputs as unknown as [
      ...[WasmTensor, WasmTensor, WasmTensor, WasmTensor],
      ...[WasmTensor, WasmTensor, WasmTensor],
    ];
  const [rows = 0, columns = 0] = negativesP.shape;
  const haveRows = [positivesP, positivesN].every((own) => sizeOf(own) === rows);
  const isMaskFit = sizeOf(mask) === 0 || haveSameShape(mask, negativesP);
  checkFit(
    rows > 0 && haveRows && isMaskFit && haveSameShape(negativesN, negativesP),
    'positives, negatives and mask must have as many rows and columns',
  );
  checkFit(sizeOf(temperatures) === 3 && sizeOf(weights) === 3, 'there must be three terms');
  const addresses = [positivesP, negativesP, positivesN, negativesN].map(
    ({ buffer }) => buffer.address,
  ) as [number, number, number, number];
  return {
    sizes: [rows, columns] as const,
    addresses: [...addresses, sizeOf(mask) === 0 ? 0 : mask.buffer.address] as const,
    numbers: [temperatures, weights] as const,
  };
}

const loss: WasmOp = (heap, inputs) => {
  const { sizes, addresses, numbers } = contrastOf(inputs);
  const states = heap.make([sizes[0], 6]);
  const totals = heap.make([4]);
  const settings = numbers.flatMap((tensor) => [...heap.floats(tensor)]);
  heap.withFloats(settings, (address) => {
    heap.kernels.lossOf(
      ...sizes,
      ...addresses,
      address,
      totals.buffer.address,
      states.buffer.address,
    );
  });
  const scalars = [...heap.floats(totals)].map((value) => {
    const scalar = heap.make([]);
    heap.floats(scalar).set([value]);
    return scalar;
  });
  heap.free(totals.buffer.address);
  return [...scalars, states];
};

const lossGradient: WasmOp = (heap, inputs) => {
  const { sizes, addresses, numbers } = contrastOf(inputs);
  const [states, ...gradients] = inputs.slice(CONTRAST) as [WasmTensor, ...WasmTensor[]];
  checkFit(sizeOf(states) === 6 * sizes[0], 'there must be six states of each row');
  const settings = [...numbers, ...gradients].flatMap((tensor) => [...heap.floats(tensor)]);
  const results = [[sizes[0], 1], [...sizes], [sizes[0], 1], [...sizes]].map((shape) =>
    heap.make(shape),
  );
  const data = results.map(({ buffer }) => buffer.address) as [number, number, number, number];
  heap.withFloats(settings, (address) => {
    heap.kernels.lossGradient(
      ...sizes,
      ...addresses,
      ...([address, states.buffer.address, address + 4 * 6] as const),
      ...data,
    );
  });
  return results;
};

/** The ops on rows of matrices. */
export const wasmRowOps: Readonly<Record<string, WasmOp>> = {
  [rowOps.nearest.name]: nearest,
  [rowOps.jaccardLoss.name]: loss,
  [rowOps.jaccardLossGradient.name]: lossGradient,
};

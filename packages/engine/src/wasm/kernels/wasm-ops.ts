import type { WasmHeap, WasmTensor } from './wasm-heap.js';

/** An op's attributes by name. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Computes an op's outputs from inputs that it borrows. */
export type WasmOp = (
  heap: WasmHeap,
  inputs: readonly WasmTensor[],
  attributes: Attributes,
) => readonly WasmTensor[];

/** A tensor's address, or 0 for one without numbers, which stands for none. */
export function addressOrNone({ shape, buffer }: WasmTensor): number {
  return shape.includes(0) ? 0 : buffer.address;
}

/** @throws Error saying what has to fit: kernels read and write wherever they are told to. */
export function checkFit(fits: boolean, message: string): void {
  if (!fits) throw new Error(message);
}

export const haveSameShape = (one: WasmTensor, other: WasmTensor) =>
  one.shape.length === other.shape.length &&
  one.shape.every((length, axis) => length === other.shape[axis]);

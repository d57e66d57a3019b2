import type { DataId, TensorInfo } from '@tensorflow/tfjs-core';

import type {
  NativeTensor,
  OpAttribute,
  TensorFlowBinding,
} from '../../kernels/tensorflow-backend.js';
import { wasmBatchNormOps } from './batch-norm-ops.js';
import { wasmConvolutionOps } from './convolution-ops.js';
import { wasmMapOps } from './map-ops.js';
import { wasmRowOps } from './row-ops.js';
import type { WasmBackend } from './wasm-backend.js';
import { sizeOf, type WasmHeap, type WasmTensor } from './wasm-heap.js';
import type { Attributes } from './wasm-ops.js';

const ops = { ...wasmConvolutionOps, ...wasmBatchNormOps, ...wasmMapOps, ...wasmRowOps };
const [FLOAT, INT32] = [1, 3];

/**
 * tfjs-node's addon, but on the memory of the WebAssembly backend: the ops that the kernels here call, as
 * TensorFlow has them. So a kernel is written once for both.
 */
export class WasmBinding implements TensorFlowBinding {
  readonly [name: `TF_ATTR_${string}`]: number;
  readonly TF_ATTR_TYPE = 0;
  readonly TF_ATTR_INT = 1;
  readonly TF_ATTR_FLOAT = 2;
  readonly TF_ATTR_STRING = 3;
  readonly TF_ATTR_BOOL = 4;
  readonly TF_ATTR_SHAPE = 5;
  readonly TF_FLOAT = FLOAT;
  readonly TF_INT32 = INT32;
  readonly #heap: WasmHeap;
  readonly #backend: WasmBackend;
  readonly #tensors = new Map<number, WasmTensor>();
  #last = 0;
  /** The numbers of tfjs's tensors, for each shape in which their data are seen. */
  readonly #lent = new WeakMap<DataId, Map<string, number>>();
  readonly #attributes = new WeakMap<readonly OpAttribute[], Attributes>();

  constructor(heap: WasmHeap, backend: WasmBackend) {
    this.#heap = heap;
    this.#backend = backend;
  }

  createTensor(shape: number[], dtype: number, values: Float32Array | Int32Array): number {
    const tensor = this.#heap.make(shape, dtype === INT32 ? 'int32' : 'float32');
    if (values instanceof Int32Array) this.#heap.integers(tensor).set(values);
    else this.#heap.floats(tensor).set(values);
    return this.#add(tensor);
  }

  deleteTensor(id: number): void {
    const { buffer } = this.#get(id);
    this.#tensors.delete(id);
    if (--buffer.holders === 0) this.#heap.free(buffer.address);
  }

  executeOp(
    name: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
  ): NativeTensor[] {
    const op = ops[name];
    if (!op) throw new Error(`WebAssembly has no op ${name}`);
    let named = this.#attributes.get(attributes);
    if (!named) {
      named = Object.fromEntries(attributes.map((one) => [one.name, one.value]));
      this.#attributes.set(attributes, named);
    }
    const tensors = inputs.map((id) => this.#get(id));
    return op(this.#heap, tensors, named).map((tensor) => ({
      ...{ id: this.#add(tensor), shape: [...tensor.shape] },
      dtype: tensor.dtype === 'int32' ? INT32 : FLOAT,
    }));
  }

  getNumOfTensors(): number {
    return this.#tensors.size;
  }

  /** The number of a tensor of tfjs; valid as long as its data. */
  lend({ dataId, shape, dtype }: TensorInfo): number {
    let numbers = this.#lent.get(dataId);
    if (!numbers) this.#lent.set(dataId, (numbers = new Map<string, number>()));
    const key = shape.join();
    let id = numbers.get(key);
    if (id === undefined) {
      const address = this.#backend.dataIdMap.get(dataId).memoryOffset;
      const buffer = { address, holders: Infinity };
      id = this.#add({ shape, dtype: dtype === 'int32' ? dtype : 'float32', buffer });
      numbers.set(key, id);
    }
    return id;
  }

  /** Forgets the numbers of data that are gone. */
  forget(dataId: DataId): void {
    for (const id of this.#lent.get(dataId)?.values() ?? []) this.#tensors.delete(id);
    this.#lent.delete(dataId);
  }

  /** Makes a tensor one of tfjs's. */
  give(id: number): TensorInfo {
    const tensor = this.#get(id);
    const { shape, dtype, buffer } = tensor;
    if (buffer.holders === 1) {
      this.#tensors.delete(id);
      return this.#backend.makeOutput([...shape], dtype, buffer.address);
    }
    const copy = this.#backend.makeOutput([...shape], dtype);
    const { memoryOffset } = this.#backend.dataIdMap.get(copy.dataId);
    this.#heap.floatsAt(memoryOffset, sizeOf(tensor)).set(this.#heap.floats(tensor));
    this.deleteTensor(id);
    return copy;
  }

  #add(tensor: WasmTensor): number {
    this.#tensors.set(++this.#last, tensor);
    return this.#last;
  }

  #get(id: number): WasmTensor {
    const tensor = this.#tensors.get(id);
    if (!tensor) throw new Error(`there is no tensor ${id}`);
    return tensor;
  }
}

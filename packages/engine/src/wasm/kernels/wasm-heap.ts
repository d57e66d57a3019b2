import { loadWasmKernels, type WasmFunctions, type WasmMemory } from '@jssl/kernels/wasm';

import type { WasmBackend } from './wasm-backend.js';

/** Numbers in the memory of the WebAssembly backend, freed with their last holder. */
export interface WasmBuffer {
  readonly address: number;
  /** Infinite for those of a tensor of tfjs, which frees them itself. */
  holders: number;
}

/** A tensor outside tfjs's books; numbers are float32 or int32. */
export interface WasmTensor {
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
  readonly buffer: WasmBuffer;
}

export const sizeOf = ({ shape }: Pick<WasmTensor, 'shape'>) =>
  shape.reduce((product, length) => product * length, 1);

/** Bytes from which a signed size is below zero. */
const LARGEST = 2 ** 31;

/** The kernels, and memory for them, beside tfjs's WebAssembly backend. */
export class WasmHeap {
  readonly kernels: WasmFunctions;
  readonly #memory: WasmMemory;
  readonly #backend: WasmBackend;

  /** @throws an error of the JavaScript engine's where the memory is shared by threads. */
  constructor(backend: WasmBackend) {
    const { wasm } = backend;
    const memory = wasm.wasmMemory ?? wasm.asm?.memory;
    if (!memory) throw new Error('the WebAssembly backend has no memory');
    this.#memory = memory;
    this.#backend = backend;
    this.kernels = loadWasmKernels({
      memory,
      allocate: (bytes) => wasm._malloc(bytes),
      release: (address) => {
        wasm._free(address);
      },
    });
  }

  /** A new tensor of unknown numbers, with one holder. @throws Error where there is too little memory. */
  make(shape: readonly number[], dtype: WasmTensor['dtype'] = 'float32'): WasmTensor {
    return { shape, dtype, buffer: { address: this.allocate(4 * sizeOf({ shape })), holders: 1 } };
  }

  allocate(bytes: number): number {
    const address = bytes < LARGEST ? this.#backend.wasm._malloc(bytes) >>> 0 : 0;
    if (address === 0) throw new Error(`out of memory: WebAssembly has no ${bytes} more bytes`);
    return address;
  }

  free(address: number): void {
    this.#backend.wasm._free(address);
  }

  /** The numbers of a tensor; valid until memory is taken. */
  floats({ buffer, shape }: WasmTensor): Float32Array {
    return this.floatsAt(buffer.address, sizeOf({ shape }));
  }

  floatsAt(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  /** The whole numbers of an int32 tensor. */
  integers({ buffer, shape }: WasmTensor): Int32Array {
    return new Int32Array(this.#memory.buffer, buffer.address, sizeOf({ shape }));
  }

  /** Gives `use` the address of whole numbers, which are gone afterwards. */
  withTable<T>(numbers: readonly number[], use: (address: number) => T): T {
    return this.#withNumbers(Uint32Array, numbers, use);
  }

  /** The same with float32 numbers. */
  withFloats<T>(numbers: readonly number[], use: (address: number) => T): T {
    return this.#withNumbers(Float32Array, numbers, use);
  }

  #withNumbers<T>(
    Kind: new (
      memory: ArrayBufferLike,
      address: number,
      length: number,
    ) => Uint32Array | Float32Array,
    numbers: readonly number[],
    use: (address: number) => T,
  ): T {
    const address = this.allocate(4 * numbers.length);
    try {
      new Kind(this.#memory.buffer, address, numbers.length).set(numbers);
      return use(address);
    } finally {
      this.free(address);
    }
  }
}

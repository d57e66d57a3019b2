import { base64 } from './wasm-kernels-file.js';
import { type WasmMemory, webAssembly } from './web-assembly.js';
import type { WasmFunctions } from './wasm-functions.js';

/** The module beside which the kernels are loaded, as Emscripten makes it: its memory is theirs too. */
export interface WasmHost {
  /** A WebAssembly.Memory. */
  readonly memory: WasmMemory;
  /** @returns an address, or 0 if there is too little memory. */
  readonly allocate: (bytes: number) => number;
  readonly release: (address: number) => void;
}

/** Bytes of the kernels' own stack. */
const STACK = 1 << 16;
const ALIGNMENT = 64;

/**
 * Whether this JavaScript engine runs the kernels: whether it has WebAssembly's SIMD.
 * @example
 * ```ts
 * import { runsWasmKernels } from '@jssl/kernels/wasm';
 *
 * console.log(runsWasmKernels()); // true
 * ```
 */
export function runsWasmKernels(): boolean {
  return webAssembly().validate(bytes());
}

/**
 * Loads the kernels compiled to WebAssembly into the memory of another module, so that they read and write its numbers
 * in place. They compute on one thread, with the same results on every processor. Addresses are in bytes.
 *
 * A function that finds too little memory throws an Error, and leaves the kernels usable.
 * @throws an error of the JavaScript engine's where it lacks SIMD or the memory is shared.
 * @example
 * ```ts
 * import { loadWasmKernels } from '@jssl/kernels/wasm';
 *
 * const memory = new WebAssembly.Memory({ initial: 4 });
 * let end = 64;
 * const allocate = (bytes: number) => (end += Math.ceil(bytes / 64) * 64) - Math.ceil(bytes / 64) * 64;
 * const kernels = loadWasmKernels({ memory, allocate, release: () => undefined });
 * const [a, b, sum] = [allocate(8), allocate(8), allocate(8)] as const;
 * new Float32Array(memory.buffer, a, 2).set([1, 2]);
 * new Float32Array(memory.buffer, b, 2).set([10, 20]);
 * kernels.addMaps(2, a, b, sum);
 * console.log([...new Float32Array(memory.buffer, sum, 2)].join(' ')); // 11 22
 * ```
 */
export function loadWasmKernels({ memory, allocate, release }: WasmHost): WasmFunctions {
  const { Module, Instance, Global, Table } = webAssembly();
  const module = new Module(bytes());
  const { data, table } = needsOf(Module.customSections(module, 'dylink.0'));
  const take = (bytes: number) => {
    const size = bytes >>> 0;
    // From 2 GiB on, other modules take it for a negative size.
    const address = size < 2 ** 31 ? allocate(size) >>> 0 : 0;
    if (address === 0) throw new Error(`out of memory: the kernels need ${size} more bytes`);
    return address;
  };
  const start = Math.ceil(take(data + STACK + 2 * ALIGNMENT) / ALIGNMENT) * ALIGNMENT;
  const top = Math.floor((start + data + STACK) / ALIGNMENT) * ALIGNMENT;
  new Uint8Array(memory.buffer, start, data).fill(0);
  const stack = new Global({ value: 'i32', mutable: true }, top);
  const env = {
    ...{ memory, allocate: take },
    release: (address: number) => {
      if (address !== 0) release(address);
    },
    __stack_pointer: stack,
    __memory_base: new Global({ value: 'i32' }, start),
    __table_base: new Global({ value: 'i32' }, 0),
    __indirect_function_table: new Table({ element: 'anyfunc', initial: table }),
  };
  const { exports } = new Instance(module, { env });
  exports['__wasm_apply_data_relocs']?.();
  const guarded = Object.entries(exports).map(([name, run]) => {
    const call = (...numbers: number[]) => {
      try {
        return run(...numbers);
      } catch (error) {
        stack.value = top;
        throw error;
      }
    };
    return [name, call] as const;
  });
  return Object.fromEntries(guarded) as unknown as WasmFunctions;
}

let decoded: Uint8Array<ArrayBuffer> | undefined;
function bytes(): Uint8Array<ArrayBuffer> {
  return (decoded ??= Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
}

/** The bytes of data and the entries of the function table of a module that can be loaded anywhere. */
function needsOf([section]: readonly ArrayBuffer[]) {
  if (!section) throw new Error('the kernels have no section dylink.0');
  const view = new Uint8Array(section);
  // A number of the part, its length, then its numbers: bytes, their alignment, entries, their alignment.
  let at = 0;
  const next = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = view[at++] ?? 0;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const [, , data, , table] = [next(), next(), next(), next(), next()] as const;
  return { data, table };
}

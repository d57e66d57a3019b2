import type { WasmMemory } from '@jssl/kernels/wasm';
import type { DataId, DataType, TensorInfo } from '@tensorflow/tfjs-core';

/** What tfjs's WebAssembly backend knows of a tensor's data. */
export interface WasmData {
  /** The number under which its module knows them. */
  id: number;
  readonly memoryOffset: number;
  readonly refCount: number;
}

/** The part of tfjs's WebAssembly backend that is used. */
export interface WasmBackend {
  readonly wasm: {
    /** Without threads, and with them. */
    readonly asm?: { readonly memory?: WasmMemory };
    readonly wasmMemory?: WasmMemory;
    _malloc(bytes: number): number;
    _free(address: number): void;
    readonly tfjs: {
      registerTensor(id: number, size: number, address: number): void;
      disposeData(id: number): void;
    };
  };
  readonly dataIdMap: { get(dataId: DataId): WasmData };
  dataIdNextNumber: number;
  /** @param address where its numbers lie, which become the backend's; else it takes new memory. */
  makeOutput(shape: readonly number[], dtype: DataType, address?: number): TensorInfo;
  refCount(dataId: DataId): number;
  incRef(dataId: DataId): void;
  disposeData(dataId: DataId, force?: boolean): boolean;
}

export { loadWasmKernels, runsWasmKernels, type WasmHost } from './wasm/load-wasm-kernels.js';
export { wasmDirections, type WasmFunctions, wasmRules } from './wasm/wasm-functions.js';
export { wasmTileFor } from './wasm/wasm-tile-for.js';
export type { WasmMemory } from './wasm/web-assembly.js';

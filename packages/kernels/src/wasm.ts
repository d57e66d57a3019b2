export { loadWasmKernels, runsWasmKernels, type WasmHost } from './load-wasm-kernels.js';
export { wasmDirections, type WasmFunctions, wasmRules } from './wasm-functions.js';
export { wasmTileFor } from './wasm-tile-for.js';
export type { WasmMemory } from './web-assembly.js';

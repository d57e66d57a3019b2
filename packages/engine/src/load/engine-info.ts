import type { ConvolutionKernels } from '../kernels/convolution-algorithm.js';
import type { GpuNumbers } from './gpu-numbers.js';

/**
 * The engines: the native TensorFlow, WebAssembly, plain JavaScript.
 * @example
 * ```ts
 * import { engineNames } from '@jssl/engine';
 *
 * console.log(engineNames.join(' ')); // native wasm cpu
 * ```
 */
export const engineNames = ['native', 'wasm', 'cpu'] as const;
/** The engines: native TensorFlow, WebAssembly and plain JavaScript. */
export type EngineName = (typeof engineNames)[number];

/** Options of `loadEngine`. */
export interface EngineOptions {
  /** Use this engine or fail. Default: `JSSL_BACKEND`, else the fastest available. */
  readonly backend?: EngineName | undefined;
  /** Require the native engine on a GPU. Default: true if `JSSL_BACKEND` is `gpu`. */
  readonly gpu?: boolean | undefined;
}

/** The engine that is loaded. */
export interface EngineInfo {
  readonly name: EngineName;
  /** The name of tfjs's backend. */
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  /** `built`: installed by JSSL. `official`: the application's tfjs-node. `bundled`: a dependency of this package. */
  readonly origin: 'built' | 'official' | 'bundled';
  /** Only for the native engine. */
  readonly tensorflowVersion: string | undefined;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
  /** How that GPU rounds. */
  readonly gpuNumbers?: GpuNumbers;
  /** NVIDIA's compute capability of that GPU, such as 8.6; absent if the driver doesn't tell. */
  readonly computeCapability?: number;
  /** Only for an engine installed by JSSL. */
  readonly folder: string | undefined;
  /** The kernels for convolutions that are loaded, if any; see `convolutionAlgorithm` for what is used. */
  readonly kernels?: ConvolutionKernels;
}

/** A loaded engine, and why it is not the native one, unless another was requested. */
export interface OpenedEngine {
  readonly info: EngineInfo;
  readonly fallback?: { readonly problem: string; readonly remedy: string };
  /** Why convolutions are slower than they could be. */
  readonly slower?: { readonly problem: string; readonly remedy: string };
}

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-webgpu';

import { registerSumOfMany } from './sum-many.js';

/** The GPU that WebGPU computes on. */
export interface WebgpuInfo {
  /** As the browser describes it, such as `nvidia ampere`; `unknown` where it does not. */
  readonly name: string;
  /** Whether there is no GPU, and the processor computes in its place: much slower than WebAssembly. */
  readonly isSoftware: boolean;
}

/** Options of {@link startWebgpu}. */
export interface WebgpuOptions {
  /**
   * Called when the GPU refuses work or is lost: later results cannot be trusted. TensorFlow.js itself says nothing.
   */
  readonly onError?: (error: Error) => void;
}

/** What is used of WebGPU, whose types not every project has. */
interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: {
    readonly vendor: string;
    readonly architecture: string;
    readonly description: string;
    readonly isFallbackAdapter?: boolean;
  };
}

interface Device {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  addEventListener(
    type: 'uncapturederror',
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void;
}

let started = false;

/**
 * The GPU that WebGPU would use; undefined if there is none, as in Node. Starts nothing.
 * @example
 * ```ts
 * import { findWebgpu } from '@jssl/engine/webgpu';
 *
 * const gpu = await findWebgpu();
 * console.log(gpu?.name); // undefined
 * ```
 */
export async function findWebgpu(): Promise<WebgpuInfo | undefined> {
  const { gpu } = ((globalThis as { navigator?: object }).navigator ?? {}) as {
    readonly gpu?: { requestAdapter(options: object): Promise<Adapter | null> };
  };
  // As the backend asks for it.
  const adapter = await gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) return undefined;
  const { vendor = '', architecture = '', description = '' } = adapter.info ?? {};
  const name = description || [vendor, architecture].filter(Boolean).join(' ') || 'unknown';
  const isFallback = adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
  return { name, isSoftware: isFallback || /swiftshader|llvmpipe|basic render/i.test(name) };
}

/**
 * Starts tfjs's WebGPU backend for training: with a sum of any number of tensors, which that of TensorFlow.js gets
 * wrong. Values must be read asynchronously: use `stepAsync` of a learner and `stateDictAsync` of an encoder. For
 * browsers and workers.
 * @throws Error if there is no WebGPU, or it does not start.
 * @example
 * ```ts
 * import { startWebgpu } from '@jssl/engine/webgpu';
 *
 * try {
 *   const { name } = await startWebgpu();
 *   console.log(name);
 * } catch (error) {
 *   console.log((error as Error).message); // startWebgpu: there is no WebGPU here; use WebAssembly
 * }
 * ```
 */
export async function startWebgpu({ onError }: WebgpuOptions = {}): Promise<WebgpuInfo> {
  const gpu = await findWebgpu();
  if (!gpu) throw new Error('startWebgpu: there is no WebGPU here; use WebAssembly');
  if (!started) registerSumOfMany();
  started = true;
  if (!(await tf.setBackend('webgpu'))) {
    throw new Error(`startWebgpu: WebGPU does not start on ${gpu.name}; use WebAssembly`);
  }
  if (onError) {
    const { device } = tf.backend() as unknown as { readonly device: Device };
    device.addEventListener('uncapturederror', ({ error: { message } }) => {
      onError(new Error(`the GPU refused some work: ${message}`));
    });
    void device.lost.then(({ reason, message }) => {
      if (reason !== 'destroyed') onError(new Error(`the GPU was lost: ${message}`));
    });
  }
  return gpu;
}

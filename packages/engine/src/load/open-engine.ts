import * as tf from '@tensorflow/tfjs-core';

import { engineStatus } from '../install/engine-folder.js';
import { installRemedy } from '../install/install-remedy.js';
import { nameDirect } from '../kernels/convolution-algorithm.js';
import { registerFlatUpdates } from '../kernels/flat-updates.js';
import { registerFusedKernels } from '../kernels/register-fused-kernels.js';
import { gpus, visibleGpu } from '../machine/gpus.js';
import { gpuDriverRemedy } from '../machine/machine.js';
import { offerWasmKernels } from '../wasm/kernels/offer-wasm-kernels.js';
import { prepareWasm } from '../wasm/prepare-wasm.js';
import { EngineError } from './engine-error.js';
import type { EngineInfo, OpenedEngine } from './engine-info.js';
import { describeGpuNumbers, requestedGpuNumbers } from './gpu-numbers.js';
import { loadTensorflow } from './load-tensorflow.js';
import { nativeEngines, type NativeBackend, type NativeEngine } from './native-engines.js';
import { openKernels } from './open-kernels.js';

/** Opens an engine that is a dependency of this package. */
export async function openBundled(name: 'wasm' | 'cpu'): Promise<EngineInfo> {
  loadTensorflow();
  quietTensorflow();
  if (name === 'wasm') prepareWasm();
  if (!(await tf.setBackend(name))) throw new EngineError(`the engine ${name} does not start`);
  const nothing = { tensorflowVersion: undefined, gpu: false, folder: undefined };
  const kernels = name === 'wasm' ? offerWasmKernels() : undefined;
  return { name, backend: name, origin: 'bundled', ...nothing, ...(kernels && { kernels }) };
}

/**
 * Opens the first native engine that starts, else WebAssembly.
 * @throws EngineError if none starts and `only` (no WebAssembly instead) or `gpu` is set.
 */
export async function openNative(asked: {
  readonly only: boolean;
  readonly gpu: boolean;
  readonly onCompile: () => void;
}): Promise<OpenedEngine> {
  loadTensorflow();
  quietTensorflow();
  const failures: string[] = [];
  const errors: unknown[] = [];
  for (const engine of nativeEngines(failures)) {
    try {
      return await withKernels(await start(engine, asked.gpu), asked.onCompile);
    } catch (error) {
      if (tf.findBackendFactory('tensorflow') as unknown) tf.removeBackend('tensorflow');
      failures.push(`${engine.what} does not start (${firstLine(error)})`);
      errors.push(error);
    }
  }
  const problem = failures.join('; ') || 'the native engine is not installed';
  const remedy = remedyFor(asked.gpu);
  if (asked.only) {
    const options = errors.length > 0 ? { cause: new AggregateError(errors) } : {};
    throw new EngineError(`${problem}; ${remedy}`, options);
  }
  return {
    info: await openBundled('wasm'),
    fallback: {
      problem: `${problem}; running on WebAssembly, several times slower`,
      remedy,
    },
  };
}

async function start(engine: NativeEngine, gpu: boolean): Promise<EngineInfo> {
  engine.register();
  if (!(await tf.setBackend('tensorflow'))) throw new Error('no backend');
  const { binding, isUsingGpuDevice = false } = tf.backend() as unknown as NativeBackend;
  if (gpu && !isUsingGpuDevice) throw new Error('no GPU found');
  const sum = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync()[0]);
  if (sum !== 3) throw new Error(`it computes 1 + 2 = ${String(sum)}`);
  registerFusedKernels();
  const numbers = requestedGpuNumbers();
  const { computeCapability } = (isUsingGpuDevice && visibleGpu(gpus())) || {};
  if (isUsingGpuDevice) {
    registerFlatUpdates();
    nameDirect(describeGpuNumbers(numbers));
  }
  return {
    name: 'native',
    backend: 'tensorflow',
    origin: engine.origin,
    tensorflowVersion: binding?.TF_Version,
    gpu: isUsingGpuDevice,
    ...(isUsingGpuDevice && { gpuNumbers: numbers }),
    ...(computeCapability !== undefined && { computeCapability }),
    folder: engine.folder,
  };
}

/** Adds the kernels to an engine that JSSL installed, on the CPU. */
async function withKernels(info: EngineInfo, onCompile: () => void): Promise<OpenedEngine> {
  if (info.folder === undefined || info.gpu) return { info };
  const { kernels, slower } = await openKernels(info.folder, onCompile);
  return { info: { ...info, ...(kernels && { kernels }) }, ...(slower && { slower }) };
}

/** What to do when no native engine starts. */
function remedyFor(gpu: boolean): string {
  if (gpu && gpus().length === 0) {
    return 'nvidia-smi shows no GPU: fix the driver, or request the backend native to run on the CPU';
  }
  const status = engineStatus();
  if (status.length === 0) return 'run: npm install @tensorflow/tfjs-node';
  const whole = status.find((engine) => engine.gpu === gpu && engine.state === 'ok');
  if (gpu) return whole ? gpuDriverRemedy : installRemedy({ gpu });
  // While its folder exists, an intact engine is not installed again.
  return `${whole ? `remove ${whole.folder} and ` : ''}${installRemedy()}`;
}

/** tfjs's switch for its banners, such as the advice to install tfjs-node. */
function quietTensorflow(): void {
  tf.enableProdMode();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1).join('').trim();
}

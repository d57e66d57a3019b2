import * as tf from '@tensorflow/tfjs';

import { engineStatus } from '../install/engine-folder.js';
import { registerFusedKernels } from '../kernels/register-fused-kernels.js';
import { prepareWasm } from '../wasm/prepare-wasm.js';
import { EngineError } from './engine-error.js';
import type { EngineInfo } from './load-engine.js';
import { gpuDriverRemedy, gpuName } from './machine.js';
import { nativeEngines, type NativeBackend, type NativeEngine } from './native-engines.js';

/** What was loaded, and why, where it is not the native engine and nobody asked for that. */
export interface OpenedEngine {
  readonly info: EngineInfo;
  readonly fallback?: { readonly problem: string; readonly remedy: string };
}

/** Opens an engine that comes along with this package. */
export async function openBundled(name: 'wasm' | 'cpu'): Promise<EngineInfo> {
  quietTensorflow();
  if (name === 'wasm') prepareWasm();
  if (!(await tf.setBackend(name))) throw new EngineError(`the engine ${name} does not start`);
  const nothing = { tensorflowVersion: undefined, gpu: false, folder: undefined };
  return { name, backend: name, origin: 'bundled', ...nothing };
}

/**
 * Opens the first native engine that starts, else WebAssembly.
 * @throws EngineError where `only` a native one will do, or one on a `gpu`, and none starts.
 */
export async function openNative(asked: {
  readonly only: boolean;
  readonly gpu: boolean;
}): Promise<OpenedEngine> {
  quietTensorflow();
  const failures: string[] = [];
  for (const engine of nativeEngines(failures)) {
    try {
      return { info: await start(engine, asked.gpu) };
    } catch (error) {
      if (tf.findBackendFactory('tensorflow') as unknown) tf.removeBackend('tensorflow');
      failures.push(`${engine.what} does not start (${firstLine(error)})`);
    }
  }
  const problem = failures.join('; ') || 'the native engine is not installed';
  const remedy = remedyFor(asked.gpu);
  if (asked.only) throw new EngineError(`${problem}; ${remedy}`);
  return {
    info: await openBundled('wasm'),
    fallback: {
      problem: `${problem}, so this runs on WebAssembly, many times slower`,
      remedy,
    },
  };
}

async function start(engine: NativeEngine, gpu: boolean): Promise<EngineInfo> {
  engine.register();
  if (!(await tf.setBackend('tensorflow'))) throw new Error('no backend');
  const { binding, isUsingGpuDevice = false } = tf.backend() as unknown as NativeBackend;
  if (gpu && !isUsingGpuDevice) throw new Error('it finds no GPU');
  const sum = tf.tidy(() => tf.add(tf.scalar(1), tf.scalar(2)).dataSync()[0]);
  if (sum !== 3) throw new Error(`1 + 2 is ${String(sum)} there`);
  registerFusedKernels();
  return {
    name: 'native',
    backend: 'tensorflow',
    origin: engine.origin,
    tensorflowVersion: binding?.TF_Version,
    gpu: isUsingGpuDevice,
    folder: engine.folder,
  };
}

/** What helps where no native engine starts. */
function remedyFor(gpu: boolean): string {
  if (gpu && gpuName() === undefined) {
    return 'nvidia-smi shows no GPU here: mend its driver, or ask for native to run on the CPU';
  }
  const status = engineStatus();
  if (status.length === 0) return 'run: npm install @tensorflow/tfjs-node';
  const whole = status.find((engine) => engine.gpu === gpu && engine.state === 'ok');
  if (gpu) return whole ? gpuDriverRemedy : 'run: jssl engine install --gpu';
  // A whole engine is not installed again as long as its folder is there.
  return `${whole ? `remove ${whole.folder} and ` : ''}run: jssl engine install`;
}

/** tfjs's own switch for its banners, such as the one that asks for tfjs-node. */
function quietTensorflow(): void {
  tf.enableProdMode();
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1).join('').trim();
}

import * as tf from '@tensorflow/tfjs';

import { engineStatus } from './engine-folder.js';
import { registerFusedKernels } from './kernels/register-fused-kernels.js';
import { nativeEngines, type NativeBackend, type NativeEngine } from './native-engines.js';
import { prepareWasm } from './wasm/prepare-wasm.js';

/** The engines that can be asked for: the native TensorFlow, WebAssembly, plain JavaScript. */
export const engineNames = ['native', 'wasm', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineOptions {
  /** The engine to take and no other; `JSSL_BACKEND` by default. */
  readonly backend?: EngineName | undefined;
  /** True: the native engine, on a GPU; false by default: whatever is there. */
  readonly gpu?: boolean | undefined;
}

/** Which TensorFlow runs. */
export interface EngineInfo {
  readonly name: EngineName;
  /** The name of tfjs's backend. */
  readonly backend: 'tensorflow' | 'wasm' | 'cpu';
  /** `built`: installed by JSSL. `official`: the application's tfjs-node. `bundled`: comes along. */
  readonly origin: 'built' | 'official' | 'bundled';
  /** Of the native engine. */
  readonly tensorflowVersion: string | undefined;
  /** Whether it computes on a GPU. */
  readonly gpu: boolean;
  /** Of an engine that JSSL installed. */
  readonly folder: string | undefined;
}

/** An engine that was asked for is not there. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** What was loaded, and what a person should know of it. */
interface OpenedEngine {
  readonly info: EngineInfo;
  readonly note?: string;
}

let opened: Promise<OpenedEngine> | undefined;

/**
 * Loads TensorFlow.js with its gradients on the best engine there is, once in a process: the native
 * one that JSSL installed, the application's own @tensorflow/tfjs-node-gpu or tfjs-node, else
 * WebAssembly, with one line on standard error that says so.
 * @returns the same information at every call.
 * @throws EngineError when what is asked for is unknown, not there or does not start, or something
 * else is loaded already; another engine is never taken in its place.
 */
export async function loadEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  const first = !opened;
  const { info, note } = await openEngine(options);
  if (first && note !== undefined) process.stderr.write(`jssl: ${note}\n`);
  return info;
}

/** What `loadEngine` does, with the line in place of its writing. */
export async function openEngine(options: EngineOptions = {}): Promise<OpenedEngine> {
  const byDefault = opened ? undefined : process.env['JSSL_BACKEND'];
  const name = checkName(options.backend ?? byDefault);
  const gpu = options.gpu ?? false;
  if (gpu && name !== undefined && name !== 'native') {
    throw new EngineError(`loadEngine: a GPU needs the backend native, got ${name}`);
  }
  opened ??= open(gpu ? 'native' : name, gpu).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  const engine = await opened;
  const { info } = engine;
  if ((name ?? info.name) !== info.name || (gpu && !info.gpu)) {
    const asked = gpu ? 'native on a GPU' : (name ?? '');
    throw new EngineError(
      `loadEngine: ${asked} must be asked for in the first call, got it after ${info.name} was loaded`,
    );
  }
  return engine;
}

async function open(name: EngineName | undefined, gpu: boolean): Promise<OpenedEngine> {
  // tfjs's own switch for its banners, such as the one that asks for tfjs-node.
  tf.enableProdMode();
  if (name === 'cpu') return { info: await openBundled('cpu') };
  if (name === 'wasm') return { info: await openBundled('wasm') };
  const failures: string[] = [];
  for (const engine of nativeEngines(failures)) {
    try {
      return { info: await openNative(engine, gpu) };
    } catch (error) {
      if (tf.findBackendFactory('tensorflow') as unknown) tf.removeBackend('tensorflow');
      failures.push(`${engine.what} does not start (${firstLine(error)})`);
    }
  }
  const problem = failures.join('; ') || 'the native engine is not installed';
  const remedy =
    engineStatus().length > 0
      ? `run: jssl engine install${gpu ? ' --gpu' : ''}`
      : 'run: npm install @tensorflow/tfjs-node';
  if (name === 'native') throw new EngineError(`${problem}; ${remedy}`);
  return {
    info: await openBundled('wasm'),
    note: `${problem}, so this runs on WebAssembly, many times slower; ${remedy}`,
  };
}

async function openNative(engine: NativeEngine, gpu: boolean): Promise<EngineInfo> {
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

async function openBundled(name: 'wasm' | 'cpu'): Promise<EngineInfo> {
  if (name === 'wasm') prepareWasm();
  if (!(await tf.setBackend(name))) throw new EngineError(`the engine ${name} does not start`);
  const nothing = { tensorflowVersion: undefined, gpu: false, folder: undefined };
  return { name, backend: name, origin: 'bundled', ...nothing };
}

function checkName(name: string | undefined): EngineName | undefined {
  if (name === undefined || name === '') return undefined;
  const known = engineNames.find((one) => one === name);
  if (known) return known;
  throw new EngineError(`JSSL_BACKEND must be one of ${engineNames.join(', ')}, got ${name}`);
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1).join('').trim();
}

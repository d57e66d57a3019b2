import { EngineError } from './engine-error.js';
import type { OpenedEngine } from './open-engine.js';

/**
 * The engines that can be taken: the native TensorFlow, WebAssembly, plain JavaScript.
 * @example
 * ```ts
 * import { engineNames } from '@jssl/engine';
 *
 * console.log(engineNames.join(' ')); // native wasm cpu
 * ```
 */
export const engineNames = ['native', 'wasm', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

export interface EngineOptions {
  /** The engine to take and no other; by default what `JSSL_BACKEND` says, else the best there is. */
  readonly backend?: EngineName | undefined;
  /** True: the native engine, on a GPU. By default only if `JSSL_BACKEND` is `gpu`. */
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

let opened: Promise<OpenedEngine> | undefined;

/**
 * Loads TensorFlow.js with its gradients on the best engine there is, once in a process: the native
 * one that JSSL installed, the application's own @tensorflow/tfjs-node-gpu or tfjs-node, else
 * WebAssembly, with one line on standard error that says so.
 * @returns the same information at every call.
 * @throws EngineError when what is asked for is unknown, not there or does not start, or something
 * else is loaded already; another engine is never taken in its place.
 * @example
 * ```ts
 * import { loadEngine } from '@jssl/engine';
 * import * as tf from '@tensorflow/tfjs-core';
 *
 * const { name } = await loadEngine();
 * process.stderr.write(`TensorFlow.js runs on ${name}\n`);
 * const slope = tf.grad((x) => tf.square(x))(tf.scalar(3));
 * console.log((await slope.data())[0]); // 6
 * ```
 */
export async function loadEngine(options: EngineOptions = {}): Promise<EngineInfo> {
  const first = !opened;
  const { info, fallback } = await openEngine(options);
  if (first && fallback) {
    process.stderr.write(`jssl: ${fallback.problem}; ${fallback.remedy}\n`);
  }
  return info;
}

/** What `loadEngine` does, with what it would write in place of the writing. */
export async function openEngine(options: EngineOptions = {}): Promise<OpenedEngine> {
  const asked = options.backend ?? (opened ? undefined : process.env['JSSL_BACKEND']);
  const gpu = options.gpu ?? asked === 'gpu';
  const name = asked === 'gpu' ? 'native' : checkName(asked);
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
    const wanted = gpu ? 'native on a GPU' : (name ?? '');
    throw new EngineError(
      `loadEngine: ${wanted} must be asked for in the first call, got it after ${info.name} was loaded`,
    );
  }
  return engine;
}

/** TensorFlow.js takes most of a second to load, so that happens only when it is asked for. */
async function open(name: EngineName | undefined, gpu: boolean): Promise<OpenedEngine> {
  const { openBundled, openNative } = await import('./open-engine.js');
  if (name === 'cpu' || name === 'wasm') return { info: await openBundled(name) };
  return openNative({ only: name === 'native', gpu });
}

function checkName(name: string | undefined): EngineName | undefined {
  if (name === undefined || name === '') return undefined;
  const known = engineNames.find((one) => one === name);
  if (known) return known;
  throw new EngineError(`JSSL_BACKEND must be one of ${engineNames.join(', ')}, gpu, got ${name}`);
}

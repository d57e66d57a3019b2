import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

import * as tf from '@tensorflow/tfjs';

import { cacheFolder } from './cache-folder.js';
import { engineFiles, engineRelease, enginesFolder, TENSORFLOW_VERSION } from './engine-release.js';
import { engineState } from './installed-engine.js';
import { registerFusedKernels } from './kernels/register-fused-kernels.js';
import { prepareWasm } from './wasm/prepare-wasm.js';

/** The engines that can be asked for: the native TensorFlow, WebAssembly, plain JavaScript. */
export const engineNames = ['native', 'wasm', 'cpu'] as const;
export type EngineName = (typeof engineNames)[number];

/** Which TensorFlow runs. */
export interface EngineInfo {
  readonly name: EngineName;
  /** The name of tfjs's backend. */
  readonly backend: string;
  /** `built`: installed by JSSL. `official`: the application's tfjs-node. `bundled`: comes along. */
  readonly origin: 'built' | 'official' | 'bundled';
  readonly tensorflowVersion: string | undefined;
}

/** An engine that was asked for is not there. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

let loaded: Promise<EngineInfo> | undefined;

/**
 * Loads TensorFlow.js with its gradients on the best engine there is, once in a process: the native
 * one that JSSL installed, the application's own @tensorflow/tfjs-node-gpu or tfjs-node, else
 * WebAssembly, with one line on standard error that says so.
 * @param name the engine to take; `JSSL_BACKEND` by default. One that is asked for and not there is
 * an error, never another in its place.
 * @throws EngineError when that engine is unknown or not there.
 */
export function loadEngine(name = process.env['JSSL_BACKEND']): Promise<EngineInfo> {
  loaded ??= load(name).catch((error: unknown) => {
    loaded = undefined;
    throw error;
  });
  return loaded;
}

async function load(name: string | undefined): Promise<EngineInfo> {
  const wanted = checkName(name);
  // No banner of tfjs's about the backend that it would rather have.
  tf.enableProdMode();
  if (wanted === undefined || wanted === 'native') {
    const origin = registerBuilt() ?? registerOfficial();
    if (origin) return start('native', 'tensorflow', origin);
    if (wanted === 'native') {
      throw new EngineError('the native engine is not installed; run: jssl engine install');
    }
    process.stderr.write(
      'jssl: the native engine is not installed, so this runs on WebAssembly, many times slower; run: jssl engine install\n',
    );
  }
  if (wanted === 'cpu') return start('cpu', 'cpu', 'bundled');
  await prepareWasm();
  return start('wasm', 'wasm', 'bundled');
}

/** Whether a native engine can be loaded without trying: the cached one is whole. */
export function builtEngineFolder(): string | undefined {
  try {
    const folder = join(enginesFolder(cacheFolder()), engineRelease().id);
    return engineState(folder) === 'ok' ? folder : undefined;
  } catch {
    // No native engine is built for this platform.
    return undefined;
  }
}

function checkName(name: string | undefined): EngineName | undefined {
  if (name === undefined || name === '') return undefined;
  const known = engineNames.find((one) => one === name);
  if (!known) {
    throw new EngineError(`JSSL_BACKEND must be one of ${engineNames.join(', ')}, got ${name}`);
  }
  return known;
}

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => tf.KernelBackend;
}

function registerBuilt(): EngineInfo['origin'] | undefined {
  const folder = builtEngineFolder();
  if (folder === undefined) return undefined;
  prepareNode();
  const { addon, tfjsNode } = engineFiles(folder);
  const load = createRequire(join(tfjsNode, 'package.json'));
  // tfjs-node's JavaScript in the cache takes the application's TensorFlow.js from here.
  Object.assign(globalThis, { [Symbol.for('jssl.tfjs')]: tf });
  load('./dist/register_all_kernels');
  const { NodeJSKernelBackend } = load('./dist/nodejs_kernel_backend') as BackendModule;
  const binding: unknown = load(addon);
  tf.registerBackend('tensorflow', () => new NodeJSKernelBackend(binding, 'jssl'), 3);
  return 'built';
}

/** The application's own tfjs-node, where it is installed and its addon works. */
function registerOfficial(): EngineInfo['origin'] | undefined {
  prepareNode();
  const fromApplication = createRequire(join(process.cwd(), 'package.json'));
  for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
    try {
      fromApplication(name);
      return 'official';
    } catch {
      // Not installed, or its addon was not built: the next one, or another engine.
    }
  }
  return undefined;
}

/** Quiets TensorFlow's start-up lines, and gives tfjs-node what Node 23 and later removed. */
function prepareNode(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  const removed: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  removed.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  removed.isArray = Array.isArray;
}

async function start(
  name: EngineName,
  backend: string,
  origin: EngineInfo['origin'],
): Promise<EngineInfo> {
  if (!(await tf.setBackend(backend))) throw new EngineError(`the engine ${name} does not start`);
  if (backend === 'tensorflow') registerFusedKernels();
  const tensorflowVersion = origin === 'built' ? TENSORFLOW_VERSION : undefined;
  return { name, backend, origin, tensorflowVersion };
}

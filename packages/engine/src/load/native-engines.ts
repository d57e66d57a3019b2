import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

import * as tf from '@tensorflow/tfjs-core';

import { enginePaths, engineStatus, unreadableRemedy } from '../install/engine-folder.js';
import { chooseGpu } from '../machine/gpus.js';
import { EngineError } from './engine-error.js';
import { requestedGpuNumbers, setGpuNumbers } from './gpu-numbers.js';
import { loadTensorflow } from './load-tensorflow.js';

/** A native engine to try. */
export interface NativeEngine {
  /** Its name in errors. */
  readonly what: string;
  readonly origin: 'built' | 'official';
  readonly folder?: string;
  /** Registers tfjs's backend `tensorflow`, or throws. */
  readonly register: () => void;
}

/** The part of tfjs-node's backend used here. */
export interface NativeBackend {
  readonly binding?: { readonly TF_Version?: string };
  readonly isUsingGpuDevice?: boolean;
}

/**
 * The native engines in the order to try them: one that the application has loaded itself, those
 * installed by JSSL, then the official packages, resolved from the application and from here.
 * @param failures receives a description of each engine that exists but cannot be tried.
 * @throws EngineError for an installed engine that this user may not read.
 */
export function* nativeEngines(failures: string[]): Generator<NativeEngine> {
  prepareNode();
  if (tf.findBackendFactory('tensorflow') as unknown) {
    yield { what: 'the loaded tfjs-node', origin: 'official', register: () => undefined };
  }
  for (const { folder, gpu, state } of engineStatus()) {
    // Its owner expects it to be used: running on WebAssembly instead would go unnoticed for hours.
    if (state === 'unreadable') {
      throw new EngineError(
        `the native engine in ${folder} cannot be read by this user; ${unreadableRemedy(folder)}`,
      );
    }
    if (state === 'broken') failures.push(`the native engine in ${folder} is damaged`);
    if (state !== 'ok') continue;
    yield {
      what: `the native engine in ${folder}`,
      origin: 'built',
      folder,
      register: () => {
        if (gpu) chooseGpu();
        registerBuilt(folder);
      },
    };
  }
  for (const from of [join(process.cwd(), 'package.json'), import.meta.url]) {
    const require = createRequire(from);
    for (const name of ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node']) {
      if (!canResolve(require, name)) continue;
      yield {
        what: name,
        origin: 'official',
        register: () => {
          if (name.endsWith('-gpu')) chooseGpu();
          require(name);
        },
      };
    }
  }
}

interface BackendModule {
  readonly NodeJSKernelBackend: new (binding: unknown, packageName: string) => tf.KernelBackend;
}

function registerBuilt(folder: string): void {
  const { addon, quiet, tfjsNode } = enginePaths(folder);
  const require = createRequire(join(tfjsNode, 'package.json'));
  // tfjs-node's JavaScript in the cache reads the application's TensorFlow.js from this symbol.
  Object.assign(globalThis, { [Symbol.for('jssl.tfjs')]: loadTensorflow() });
  require('./dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend') as BackendModule;
  const backend = new NodeJSKernelBackend(
    quietly(quiet, () => require(addon) as unknown),
    'jssl',
  );
  tf.registerBackend('tensorflow', () => backend, 3);
}

/**
 * Loads an addon. Before TensorFlow can be told to be quiet, CUDA's libraries print lines about factories that are
 * registered twice.
 * @param quiet the addon that redirects the standard error, if the engine has it.
 */
function quietly<Loaded>(quiet: string, load: () => Loaded): Loaded {
  if (!existsSync(quiet) || process.env['TF_CPP_MIN_LOG_LEVEL'] !== '2') return load();
  const { hush, speak } = createRequire(quiet)(quiet) as Record<'hush' | 'speak', () => void>;
  hush();
  try {
    return load();
  } finally {
    speak();
  }
}

function canResolve(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Silences TensorFlow's startup lines, turns oneDNN on, and restores what tfjs-node uses and Node 23 removed.
 * TensorFlow turns oneDNN on by itself only on x64 processors with AVX-512 VNNI or newer. With AVX2 alone a
 * training step of ResNet-18 takes 0.6 (width 16) to 0.77 (width 64) of the time with oneDNN.
 */
function prepareNode(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (process.arch === 'x64') process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  setGpuNumbers(requestedGpuNumbers());
  const removed: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  // Node 22 still has them, but warns.
  removed.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  removed.isArray = Array.isArray;
}

import { createRequire } from 'node:module';
import { join } from 'node:path';
import util from 'node:util';

import * as tf from '@tensorflow/tfjs';

import { enginePaths, engineStatus } from './engine-folder.js';

/** A native engine that may be tried. */
export interface NativeEngine {
  /** What an error calls it. */
  readonly what: string;
  readonly origin: 'built' | 'official';
  readonly folder?: string;
  /** Registers tfjs's backend `tensorflow`, or throws. */
  readonly register: () => void;
}

/** What is used of tfjs-node's backend. */
export interface NativeBackend {
  readonly binding?: { readonly TF_Version?: string };
  readonly isUsingGpuDevice?: boolean;
}

/**
 * The native engines in the order in which they are tried: one that the application has loaded
 * itself, those that JSSL installed, the official packages where the application or JSSL finds them.
 * @param failures receives what is there and cannot be tried.
 */
export function* nativeEngines(failures: string[]): Generator<NativeEngine> {
  prepareNode();
  if (tf.findBackendFactory('tensorflow') as unknown) {
    yield { what: 'the loaded tfjs-node', origin: 'official', register: () => undefined };
  }
  for (const { folder, state } of engineStatus()) {
    if (state === 'broken') failures.push(`the native engine in ${folder} is damaged`);
    if (state !== 'ok') continue;
    yield {
      what: `the native engine in ${folder}`,
      origin: 'built',
      folder,
      register: () => {
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
  const { addon, tfjsNode } = enginePaths(folder);
  const require = createRequire(join(tfjsNode, 'package.json'));
  // tfjs-node's JavaScript in the cache takes the application's TensorFlow.js from here.
  Object.assign(globalThis, { [Symbol.for('jssl.tfjs')]: tf });
  require('./dist/register_all_kernels');
  const { NodeJSKernelBackend } = require('./dist/nodejs_kernel_backend') as BackendModule;
  const backend = new NodeJSKernelBackend(require(addon), 'jssl');
  tf.registerBackend('tensorflow', () => backend, 3);
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
 * Quiets TensorFlow's start-up lines, turns oneDNN on, and gives tfjs-node what Node 23 and later removed.
 * TensorFlow turns oneDNN on by itself only on x64 processors with AVX-512 VNNI and newer; with AVX2 a
 * training step of ResNet-18 takes three quarters of the time with it (width 64) to three fifths (width 16).
 */
function prepareNode(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  if (process.arch === 'x64') process.env['TF_ENABLE_ONEDNN_OPTS'] ??= '1';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  const removed: { isNullOrUndefined?: unknown; isArray?: unknown } = util;
  // Node 22 still has them, with a warning.
  removed.isNullOrUndefined = (value: unknown) => value === null || value === undefined;
  removed.isArray = Array.isArray;
}

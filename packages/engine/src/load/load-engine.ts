import { requestedConvolution } from '../kernels/convolution-algorithm.js';
import { EngineError } from './engine-error.js';
import {
  engineNames,
  type EngineInfo,
  type EngineName,
  type EngineOptions,
  type OpenedEngine,
} from './engine-info.js';

let opened: Promise<OpenedEngine> | undefined;

/**
 * Loads TensorFlow.js, with gradients, on the fastest engine available: the native one installed by
 * JSSL, the application's own @tensorflow/tfjs-node-gpu or tfjs-node, else WebAssembly, with a one-line
 * warning on standard error. The engine is loaded once per process.
 * @returns the same information on every call.
 * @throws EngineError if the requested engine is unknown, missing, does not start, or differs from the one
 * already loaded. A requested engine is never replaced by another. Also if `JSSL_CONVOLUTION` is `winograd` and
 * the engine cannot use that algorithm.
 * @throws SettingError if `JSSL_CONVOLUTION` is neither `winograd` nor `direct`.
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
  const say = (line: string) => process.stderr.write(`jssl: ${line}\n`);
  const { info, fallback, slower } = await openEngine(options, () => {
    say('compiling the faster convolutions, once');
  });
  for (const found of [fallback, slower]) {
    if (first && found) say(`${found.problem}; ${found.remedy}`);
  }
  return info;
}

/**
 * Like `loadEngine`, but returns the warnings instead of printing them.
 * @param onCompile called before kernels are compiled, if that is necessary.
 */
export async function openEngine(
  options: EngineOptions = {},
  onCompile: () => void = () => undefined,
): Promise<OpenedEngine> {
  const asked = options.backend ?? (opened ? undefined : process.env['JSSL_BACKEND']);
  const gpu = options.gpu ?? asked === 'gpu';
  const name = asked === 'gpu' ? 'native' : checkName(asked);
  if (gpu && name !== undefined && name !== 'native') {
    throw new EngineError(`loadEngine: a GPU needs backend 'native', got '${name}'`);
  }
  opened ??= open(gpu ? 'native' : name, gpu, onCompile).catch((error: unknown) => {
    opened = undefined;
    throw error;
  });
  const engine = await opened;
  const { info } = engine;
  if ((name ?? info.name) !== info.name || (gpu && !info.gpu)) {
    const wanted = gpu ? 'native on a GPU' : (name ?? '');
    throw new EngineError(
      `loadEngine: ${wanted} must be requested in the first call, but ${info.name} is already loaded`,
    );
  }
  return engine;
}

/** TensorFlow.js takes most of a second to load, so it is imported only here. */
async function open(
  name: EngineName | undefined,
  gpu: boolean,
  onCompile: () => void,
): Promise<OpenedEngine> {
  const isRequested = requestedConvolution() === 'winograd';
  const { openBundled, openNative } = await import('./open-engine.js');
  const engine =
    name === 'cpu' || name === 'wasm'
      ? { info: await openBundled(name) }
      : await openNative({ only: name === 'native', gpu, onCompile });
  if (isRequested && !engine.info.kernels) throw withoutKernels(engine);
  return engine;
}

/** The error when `JSSL_CONVOLUTION` asks for kernels that an engine lacks. */
function withoutKernels({ info, slower }: OpenedEngine): EngineError {
  if (slower)
    return new EngineError(`JSSL_CONVOLUTION=winograd: ${slower.problem}; ${slower.remedy}`);
  const { name, gpu, origin } = info;
  const cpu = origin === 'official' ? "the application's own tfjs-node" : name;
  return new EngineError(
    `JSSL_CONVOLUTION=winograd needs the native engine that JSSL installs, on the CPU, or WebAssembly with SIMD, got ${gpu ? 'a GPU' : cpu}; unset it`,
  );
}

function checkName(name: string | undefined): EngineName | undefined {
  if (name === undefined || name === '') return undefined;
  const known = engineNames.find((one) => one === name);
  if (known) return known;
  throw new EngineError(`JSSL_BACKEND must be one of ${engineNames.join(', ')}, gpu, got ${name}`);
}

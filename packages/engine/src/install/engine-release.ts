import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { machineLibc } from '../machine/machine.js';
import { EngineInstallError } from './engine-install-error.js';

/** One wheel on PyPI, pinned. */
export interface Wheel {
  /** pip's requirement, as `name==version`. */
  readonly requirement: string;
  readonly sha256: string;
}

/** The downloads and build options for one platform. */
export interface EngineRelease {
  /** The folder name in the cache: versions, platform, and a hash of all inputs of the build. */
  readonly id: string;
  readonly gpu: boolean;
  readonly wheels: readonly Wheel[];
  /** The platform tags passed to pip, independent of the Python it runs on. */
  readonly pipPlatforms: readonly string[];
  /** The file names of libtensorflow_cc and libtensorflow_framework. */
  readonly libraries: readonly [string, string];
  readonly compilerFlags: readonly string[];
  readonly downloadBytes: number;
  /** Peak disk use: downloads and unpacked files together. */
  readonly diskBytes: number;
}

type Platform = Omit<EngineRelease, 'id' | 'gpu' | 'compilerFlags'>;

const VERSIONS = 'tfjs4.22.0-tf2.19.0';

/** The package.json and lock file of the engine's npm packages; part of this package. */
export const nativeFolder = join(import.meta.dirname, '..', '..', 'native');

const linuxLibraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;
const linuxX64 = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64'];

const platforms: Readonly<Record<string, Platform>> = {
  'linux-x64-cpu': {
    wheels: [
      {
        requirement: 'tensorflow-cpu==2.19.0',
        sha256: '9389305ae3012288a5e367081b6757bfb9d86d4048c69989c659830b257e1c51',
      },
    ],
    pipPlatforms: linuxX64,
    libraries: linuxLibraries,
    downloadBytes: 251_793_806,
    diskBytes: 1.6e9,
  },
  // The wheels of `tensorflow[and-cuda]==2.19.0` without NCCL, which TensorFlow contains, and cuRAND, which it doesn't
  // open. Installed and loaded, but never run on a GPU.
  'linux-x64-gpu': {
    wheels: Object.entries({
      'tensorflow==2.19.0': '390747786ac979809fa1cfcf6916220ef0bfed6b9e1b8c643b6b09184a868fe4',
      'nvidia-cublas-cu12==12.5.3.2':
        'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b',
      'nvidia-cuda-cupti-cu12==12.5.82':
        'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953',
      'nvidia-cuda-nvcc-cu12==12.5.82':
        'b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0',
      'nvidia-cuda-nvrtc-cu12==12.5.82':
        '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd',
      'nvidia-cuda-runtime-cu12==12.5.82':
        '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
      'nvidia-cudnn-cu12==9.3.0.75':
        '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d',
      'nvidia-cufft-cu12==11.2.3.61':
        '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8',
      'nvidia-cusolver-cu12==11.6.3.83':
        '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
      'nvidia-cusparse-cu12==12.5.1.3':
        '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752',
      'nvidia-nvjitlink-cu12==12.5.82':
        'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212',
    }).map(([requirement, sha256]) => ({ requirement, sha256 })),
    pipPlatforms: linuxX64,
    libraries: linuxLibraries,
    downloadBytes: 2.2e9,
    diskBytes: 8e9,
  },
  // Never run, as no such machine was available. The wheel's contents were checked.
  'linux-arm64-cpu': {
    wheels: [
      {
        requirement: 'tensorflow==2.19.0',
        sha256: 'c92d3ff958ac0ee0eb343f10d4055b3a2815635cb3ee0836f9b1d735c76ee098',
      },
    ],
    pipPlatforms: ['manylinux_2_17_aarch64', 'manylinux2014_aarch64'],
    libraries: linuxLibraries,
    downloadBytes: 252_660_103,
    diskBytes: 1.8e9,
  },
  // Never run, as no such machine was available. The wheel's contents were checked.
  'darwin-arm64-cpu': {
    wheels: [
      {
        requirement: 'tensorflow==2.19.0',
        sha256: '68d462278ad88c193c16d7b905864ff0117d61dc20deded9264d1999d513c115',
      },
    ],
    pipPlatforms: ['macosx_12_0_arm64'],
    libraries: ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib'],
    downloadBytes: 252_589_222,
    diskBytes: 1.6e9,
  },
};

const sharedFlags = ['-O2', '-std=c++17', '-fPIC', '-DNAPI_VERSION=8'];
const linkFlags: Readonly<Record<string, readonly string[]>> = {
  linux: ['-shared', '-Wl,-rpath,$ORIGIN/../tensorflow', '-Wl,--strip-all'],
  darwin: ['-bundle', '-undefined', 'dynamic_lookup', '-Wl,-rpath,@loader_path/../tensorflow'],
};

/**
 * What the installation of the engine for this platform downloads, in bytes.
 * @throws EngineInstallError if there is none for the platform.
 * @example
 * ```ts
 * import { engineDownloadBytes } from '@jssl/engine';
 *
 * console.log(engineDownloadBytes() > 2e8); // true
 * ```
 */
export function engineDownloadBytes(asked: { readonly gpu?: boolean } = {}): number {
  return engineRelease(asked).downloadBytes;
}

/**
 * The native engine for a platform.
 * @throws EngineInstallError naming the alternatives if there is none for the platform.
 */
export function engineRelease({
  gpu = false,
  platform = process.platform,
  arch = process.arch,
  libc = machineLibc(),
}: {
  readonly gpu?: boolean;
  readonly platform?: string;
  readonly arch?: string;
  readonly libc?: 'glibc' | 'musl' | undefined;
} = {}): EngineRelease {
  const name = `${platform}-${arch}-${gpu ? 'gpu' : 'cpu'}`;
  const release = platforms[name];
  if (!release || libc === 'musl') {
    throw new EngineInstallError(
      `the native engine is available for ${Object.keys(platforms).join(', ')} with glibc, not for ${name}${libc === 'musl' ? ' with musl' : ''}; ` +
        'try npm install @tensorflow/tfjs-node, or set JSSL_BACKEND=wasm, which works everywhere',
    );
  }
  const compilerFlags = [...sharedFlags, ...(linkFlags[platform] ?? [])];
  const hash = createHash('sha256')
    .update(JSON.stringify([release.wheels, compilerFlags]))
    .update(readFileSync(join(nativeFolder, 'package-lock.json')))
    .update(gpu ? readFileSync(join(nativeFolder, 'quiet.cc')) : '')
    .digest('hex')
    .slice(0, 8);
  return { ...release, id: `${VERSIONS}-${name}-${hash}`, gpu, compilerFlags };
}

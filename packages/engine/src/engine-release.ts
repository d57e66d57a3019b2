import { join } from 'node:path';

import { EngineInstallError } from './engine-install-error.js';

/** What is downloaded for one platform, pinned. */
export interface EngineRelease {
  /** Names the folder in the cache; another version or platform is another folder. */
  readonly id: string;
  /** The wheel on PyPI that holds libtensorflow, and the platform that pip has to ask for. */
  readonly wheel: {
    readonly requirement: string;
    readonly sha256: string;
    readonly platform: string;
  };
}

export const TENSORFLOW_VERSION = '2.19.0';
export const TFJS_NODE_VERSION = '4.22.0';

/** Raised when the way of building changes, so that older builds are not taken. */
const BUILD = 1;

const wheels: Readonly<Record<string, EngineRelease['wheel']>> = {
  'linux-x64': {
    requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    sha256: '9389305ae3012288a5e367081b6757bfb9d86d4048c69989c659830b257e1c51',
    platform: 'manylinux_2_17_x86_64',
  },
  // Never tried: no such machine was at hand.
  'linux-arm64': {
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    sha256: 'c92d3ff958ac0ee0eb343f10d4055b3a2815635cb3ee0836f9b1d735c76ee098',
    platform: 'manylinux_2_17_aarch64',
  },
};

/**
 * The native engine for a platform.
 * @throws EngineInstallError where none is built, with what to use there.
 */
export function engineRelease(
  platform: string = process.platform,
  arch: string = process.arch,
): EngineRelease {
  const wheel = wheels[`${platform}-${arch}`];
  if (!wheel) {
    throw new EngineInstallError(
      `the native engine is built for ${Object.keys(wheels).join(', ')}, not for ${platform}-${arch}; ` +
        'npm install @tensorflow/tfjs-node may work there, and JSSL_BACKEND=wasm works everywhere',
    );
  }
  return {
    id: `tfjs${TFJS_NODE_VERSION}-tf${TENSORFLOW_VERSION}-cpu-${platform}-${arch}-${BUILD}`,
    wheel,
  };
}

/** The files of an installed engine. */
export function engineFiles(folder: string) {
  const tfjsNode = join(folder, 'js', 'node_modules', '@tensorflow', 'tfjs-node-gpu');
  return {
    manifest: join(folder, 'manifest.json'),
    addon: join(folder, 'addon', 'tfjs_binding.node'),
    libraries: join(folder, 'tensorflow'),
    tfjsNode,
    js: join(folder, 'js'),
  };
}

/** The folder of the engines in the cache. */
export function enginesFolder(cache: string): string {
  return join(cache, 'engine');
}

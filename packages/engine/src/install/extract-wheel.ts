import { mkdir, open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import yauzl, { type Entry } from 'yauzl';

import { EngineInstallError } from './engine-install-error.js';

/** The C headers that tfjs-node's addon includes, within a TensorFlow wheel. */
const headers = [
  ...['c_api', 'c_api_macros', 'tf_attrtype', 'tf_buffer', 'tf_datatype', 'tf_status'],
  ...['tf_tensor', 'tf_tstring', 'eager/c_api'],
]
  .map((name) => `tensorflow/c/${name}`)
  .concat(
    ['tensorflow/core/platform', 'tsl/platform'].flatMap((folder) => [
      `${folder}/ctstring`,
      `${folder}/ctstring_internal`,
    ]),
    'xla/tsl/c/tsl_status',
  )
  .map((name) => `tensorflow/include/${name}.h`);

/** CUDA's libraries and kernel compilers in NVIDIA's wheels. */
const nvidia =
  /^nvidia\/[a-z_]+\/(?:lib\/[^/]+\.so[^/]*|bin\/(?:ptxas|nvlink)|nvvm\/libdevice\/[^/]+)$/;

/** The members of a TensorFlow wheel that an engine needs: two libraries and 14 headers. */
export function tensorflowMembers(libraries: readonly string[]): string[] {
  return [...libraries.map((name) => `tensorflow/${name}`), ...headers];
}

/** Whether a member of one of an engine's wheels is needed. */
export function isNeeded(name: string, libraries: readonly string[]): boolean {
  return tensorflowMembers(libraries).includes(name) || nvidia.test(name);
}

interface ExtractOptions {
  readonly select: (name: string) => boolean;
  /** Receives the bytes extracted so far, and in total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Extracts the members of a zip file that `select` accepts into `folder`.
 * @returns the names of the extracted members.
 * @throws EngineInstallError if the file is damaged, a name in it leads outside `folder` (`..`,
 * absolute, `\`), or a member can't be written.
 */
export async function extractWheel(
  wheel: string,
  folder: string,
  options: ExtractOptions,
): Promise<string[]> {
  try {
    return await extract(wheel, folder, options);
  } catch (error) {
    // The message quotes names from the file, which may hold control characters.
    const reason = (error as Error).message.replace(/\p{Cc}/gu, '\ufffd');
    throw new EngineInstallError(`${wheel} could not be unpacked: ${reason}`, { cause: error });
  }
}

async function extract(
  wheel: string,
  folder: string,
  { select, onProgress = () => undefined }: ExtractOptions,
): Promise<string[]> {
  const options = { autoClose: false, lazyEntries: true, strictFileNames: true };
  const zip = await yauzl.openPromise(wheel, options);
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (select(entry.fileName)) entries.push(entry);
    }
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    let done = 0;
    for (const entry of entries) {
      const target = join(folder, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
      // Opened before the source: if opening failed, the source's errors would be unhandled.
      const file = await open(target, 'w', mode);
      try {
        const source = await zip.openReadStreamPromise(entry);
        source.on('data', ({ length }: Buffer) => {
          onProgress((done += length), total);
        });
        await pipeline(source, file.createWriteStream());
      } finally {
        await file.close();
      }
    }
    return entries.map(({ fileName }) => fileName);
  } finally {
    zip.close();
  }
}

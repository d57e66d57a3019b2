import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import yauzl, { type Entry } from 'yauzl';

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

/** CUDA's libraries, and what compiles kernels for the GPU at hand, in NVIDIA's wheels. */
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

/**
 * Extracts the members of a zip file that `select` takes, below `folder`.
 * @param onProgress receives the bytes extracted so far and in all.
 * @returns the names of what was extracted.
 * @throws Error when the file is damaged, or a name in it leads elsewhere (`..`, absolute, `\`).
 */
export async function extractWheel(
  wheel: string,
  folder: string,
  select: (name: string) => boolean,
  onProgress: (done: number, total: number) => void = () => undefined,
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
      const source = await zip.openReadStreamPromise(entry);
      source.on('data', ({ length }: Buffer) => {
        onProgress((done += length), total);
      });
      const mode = (entry.externalFileAttributes >>> 16) & 0o777 || 0o644;
      await pipeline(source, createWriteStream(target, { mode }));
    }
    return entries.map(({ fileName }) => fileName);
  } finally {
    zip.close();
  }
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

import yauzl, { type Entry } from 'yauzl';

/** The C headers that tfjs-node's addon includes, within a TensorFlow wheel. */
const headers = [
  ...['c_api', 'c_api_macros', 'tf_attrtype', 'tf_buffer', 'tf_datatype', 'tf_status'],
  ...['tf_tensor', 'tf_tstring', 'eager/c_api'],
].map((name) => `tensorflow/include/tensorflow/c/${name}.h`);
const platformHeaders = ['tensorflow/core/platform', 'tsl/platform'].flatMap((folder) =>
  ['ctstring', 'ctstring_internal'].map((name) => `tensorflow/include/${folder}/${name}.h`),
);

/** What is taken out of a wheel: two libraries and the headers. */
export const wheelMembers: ReadonlySet<string> = new Set([
  ...['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((name) => `tensorflow/${name}`),
  ...headers,
  ...platformHeaders,
  'tensorflow/include/xla/tsl/c/tsl_status.h',
]);

/**
 * Extracts the `members` of a zip file below `folder`, and nothing else: names are compared whole, so
 * none can lead elsewhere.
 * @param onProgress receives the bytes extracted so far and in all.
 * @throws Error when the file is damaged or lacks a member.
 */
export async function extractWheel(
  wheel: string,
  folder: string,
  members: ReadonlySet<string>,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<void> {
  const zip = await yauzl.openPromise(wheel, { autoClose: false, lazyEntries: true });
  try {
    const entries: Entry[] = [];
    for await (const entry of zip.eachEntry()) {
      if (members.has(entry.fileName)) entries.push(entry);
    }
    const names = new Set(entries.map(({ fileName }) => fileName));
    const missing = [...members].find((name) => !names.has(name));
    if (missing !== undefined) throw new Error(`${wheel} lacks ${missing}`);
    const total = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
    let done = 0;
    for (const entry of entries) {
      const target = join(folder, entry.fileName);
      await mkdir(dirname(target), { recursive: true });
      const source = await zip.openReadStreamPromise(entry);
      source.on('data', (chunk: Buffer) => {
        done += chunk.length;
        onProgress(done, total);
      });
      await pipeline(source, createWriteStream(target));
    }
  } finally {
    zip.close();
  }
}

import { open } from 'node:fs/promises';

import { KIND_BYTES } from './kind-of-file.js';

/** The bytes by which `kindOfFile` recognizes a file: its first `KIND_BYTES`, or all of it. */
export async function readStart(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const start = Buffer.alloc(KIND_BYTES);
    const { bytesRead } = await file.read(start, 0, KIND_BYTES, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import type fc from 'fast-check';

/** The files of a folder by name. */
export type HostileFiles = Readonly<Record<string, Uint8Array>>;

/** One kind of file that is read although nobody knows who made it. */
export interface HostileFormat {
  readonly name: string;
  /** Valid files, and files damaged as somebody would who knows the format. */
  readonly inputs: fc.Arbitrary<HostileFiles>;
  /** Reads the files in a folder; returns what it says of parts that it left out. */
  readonly read: (folder: string) => Promise<readonly string[]>;
  /** The errors that the reader promises, as `name: message`. */
  readonly refusal: RegExp;
  /** Bytes that reading may take beside twice the size of the files; 2^26 if not given. */
  readonly memoryConstant?: number;
}

/** Puts files into a folder, in place of whatever is in it. */
export function writeFiles(folder: string, files: HostileFiles): void {
  rmSync(folder, { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  }
}

const pristine = Reflect.ownKeys(Object.prototype).length;

/**
 * Reads a folder of hostile files and judges what came of it.
 * @returns whether a good result or a promised error came of it.
 * @throws Error if anything else did: another error, a message with a line break or another control
 * character, a changed `Object.prototype`.
 */
export async function readHostile(
  format: HostileFormat,
  folder: string,
): Promise<'good' | 'refused'> {
  let outcome: 'good' | 'refused' = 'good';
  let sentences: readonly string[];
  try {
    sentences = await format.read(folder);
  } catch (error) {
    const { name, message } = error as Error;
    if (!format.refusal.test(`${name}: ${message}`)) throw error;
    outcome = 'refused';
    sentences = [message];
  }
  const unprintable = sentences.find((sentence) => /\p{Cc}/u.test(sentence) || sentence === '');
  if (unprintable !== undefined) {
    throw new Error(`a message must be one printable line, got ${JSON.stringify(unprintable)}`);
  }
  if (Reflect.ownKeys(Object.prototype).length !== pristine) {
    throw new Error('Object.prototype must stay as it is, got another property');
  }
  return outcome;
}

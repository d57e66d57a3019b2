import type { FileHandle } from 'node:fs/promises';
import { posix } from 'node:path';

import type { SkippedFile } from '../../dataset/dataset.js';
import { reasonOf } from '../../dataset/reason-of.js';
import { isSystemName } from '../../files/walk/system-names.js';
import { tarEntries } from './tar-index.js';
import { readAt, tarMember } from './tar-member.js';
import type { SampleLabel } from './webdataset-labels.js';

/** Larger labels are left out. */
const LARGEST_LABEL = 2 ** 16;

/** The members of one sample: they share their path up to the first dot of its last part. */
interface Members {
  readonly key: string;
  readonly images: MemberImage[];
  label?: SampleLabel;
}

interface MemberImage {
  /** Its path without the last ending. */
  readonly stem: string;
  readonly offset: number;
  readonly bytes: number;
}

/** A sample with its image, if it has one. */
interface WholeSample {
  readonly key: string;
  readonly image?: MemberImage | undefined;
  readonly label?: SampleLabel;
}

/**
 * The samples of members that share their path up to the first dot: one, whose image is `a.jpg` rather than
 * `a.mask.png`; without a label, the dots may be part of names, so every image is a sample.
 */
function samplesOf({ key, images, label }: Members): WholeSample[] {
  const plain = images.find(({ stem }) => stem === key);
  if (label === undefined && !plain && images.length > 1) {
    return images.map((image) => ({ key: image.stem, image }));
  }
  return [{ key, image: plain ?? images[0], label }];
}

/** Text of an archive, whose control characters are replaced. */
const printableText = (text: string) => text.replace(/\p{Cc}/gu, '\ufffd');

/** The class in a sample's JSON: under one of the usual names. */
function labelOfJson(text: string): SampleLabel {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'number' || typeof value === 'string') return value;
    const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
    const names = ['label', 'cls', 'class', 'class_name', 'category', 'target'];
    const found = names.map((name) => fields[name]).find((one) => one !== undefined);
    return typeof found === 'number' || typeof found === 'string' ? found : undefined;
  } catch {
    return undefined;
  }
}

const labelEndings = ['json', 'txt'];

function labelOf(ending: string, text: string): SampleLabel {
  if (ending === 'json') {
    const label = labelOfJson(text);
    return typeof label === 'string' ? printableText(label) : label;
  }
  const line = text.trim();
  if (line === '' || line.includes('\n')) return undefined;
  return ending === 'cls' && /^\d+$/.test(line) ? Number(line) : printableText(line);
}

/**
 * The samples of an archive, in its order.
 * @returns also the number of further images in samples that have one already, and why others could not be
 * read.
 */
export async function readArchive(
  handle: FileHandle,
  size: number,
): Promise<{
  readonly found: readonly WholeSample[];
  readonly more: number;
  /** Pictures that are not read. */
  readonly leftOut: readonly SkippedFile[];
  /** Hidden files and those of systems, which are ignored. */
  readonly system: readonly string[];
  readonly reason?: string;
}> {
  const samples = new Map<string, Members>();
  const leftOut: SkippedFile[] = [];
  const system = new Set<string>();
  let reason: string | undefined;
  try {
    for await (const entry of tarEntries(handle, size)) {
      const { name, offset, bytes } = entry;
      const last = posix.basename(name);
      const parts = name.split('/').filter((part) => part !== '.' && part !== '..');
      const own = parts.findIndex(isSystemName);
      if (own >= 0) {
        system.add(printableText(parts.slice(0, own + 1).join('/')));
        continue;
      }
      const [first = '', ...rest] = last.split('.');
      const ending = rest.join('.').toLowerCase();
      const key = printableText(posix.join(posix.dirname(name), first));
      const { isImage, stem, reason: unread } = await tarMember(handle, entry);
      if (unread !== undefined) leftOut.push({ path: printableText(name), reason: unread });
      // `a.input.jpg` and `a.output.cls` are a pair, too.
      const isClass = ending === 'cls' || ending.endsWith('.cls');
      const isLabel = (isClass || labelEndings.includes(ending)) && bytes <= LARGEST_LABEL;
      if (!isImage && !isLabel) continue;
      let sample = samples.get(key);
      if (!sample) samples.set(key, (sample = { key, images: [] }));
      if (isImage) {
        sample.images.push({ stem: posix.normalize(printableText(stem)), offset, bytes });
      }
      if (isLabel && (sample.label === undefined || ending === 'cls')) {
        sample.label = labelOf(
          isClass ? 'cls' : ending,
          (await readAt(handle, offset, bytes)).toString(),
        );
      }
    }
  } catch (error) {
    reason = reasonOf(error);
  }
  const found = [...samples.values()].flatMap(samplesOf);
  const images = [...samples.values()].reduce((sum, { images: own }) => sum + own.length, 0);
  const more = images - found.filter(({ image }) => image).length;
  return { found, more, leftOut, system: [...system], ...(reason !== undefined && { reason }) };
}

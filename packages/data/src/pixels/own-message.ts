import type { FileKind } from '../files/kinds/kind-of-file.js';

/** The words by which libvips's readers begin their messages. */
const readers: Partial<Readonly<Record<FileKind, RegExp>>> = {
  ...{ png: /png/i, jpeg: /jpeg/i, webp: /webp/i, gif: /gif/i, tiff: /tiff/i },
  ...{ avif: /heif/i, heic: /heif/i },
};

/**
 * libvips's message about an image of a kind, without what it says about other images, which are decoded at the
 * same time.
 */
export function ownMessage(error: unknown, kind: FileKind): string {
  const { message } = error as Error;
  const isOfOther = (line: string) => {
    const [, name] = /^(\w+): /.exec(line.trim()) ?? [];
    if (name === undefined || readers[kind]?.test(name)) return false;
    return Object.values(readers).some((reader) => reader.test(name));
  };
  return message
    .split('\n')
    .filter((line) => !isOfOther(line))
    .join('\n');
}

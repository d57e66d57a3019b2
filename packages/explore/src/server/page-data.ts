import type { Exploration } from '../exploration/exploration.js';
import type { FoundRow } from '../exploration/nearest-rows.js';

/** Names that are fetched at once. */
export const NAMES_PER_PAGE = 1000;
/** Left-out files that are named. */
const MOST_SKIPPED = 200;

/** What the page shows at first, and again when something has changed. */
export function summaryOf(exploration: Exploration, { isStatic = false } = {}): object {
  const { images, embedder, tagging, groups, lists, check, map, isMapFinal } = exploration;
  const { kind, about, advice } = embedder;
  return {
    name: images.name,
    count: images.length,
    encoder: { kind, about, advice },
    fields: images.fields.map(({ name, values, isOrdered }) => ({ name, values, isOrdered })),
    skipped: images.skipped.slice(0, MOST_SKIPPED),
    skippedCount: images.skipped.length,
    isStatic,
    hasFiles: images.length > 0 && images.fileOf(0) !== undefined,
    tagsFile: isStatic ? '' : tagging.file,
    canTag: !isStatic && exploration.canTag,
    map: map ? (isMapFinal ? 'final' : 'first') : 'none',
    groups: groups && { sizes: groups.sizes, typical: groups.typical },
    lists: lists.map(({ name, about: text, entries }) => ({
      name,
      about: text,
      count: entries.length,
    })),
    check,
    background: exploration.background,
    namesPerPage: NAMES_PER_PAGE,
  };
}

/** Names of images, one page of them; undefined past the end. */
export function namesPage({ images }: Exploration, page: number): string[] | undefined {
  const start = page * NAMES_PER_PAGE;
  if (!Number.isInteger(page) || start < 0 || start >= images.length) return undefined;
  const count = Math.min(NAMES_PER_PAGE, images.length - start);
  return Array.from({ length: count }, (_, at) => images.nameOf(start + at));
}

/** The images of each tag, by index. */
export function tagIndices(exploration: Exploration): Record<string, number[]> {
  const tags = [...exploration.tagging.byTag()].map(([tag, names]) => {
    return [tag, names.flatMap((name) => exploration.indexOf(name) ?? [])] as const;
  });
  return Object.fromEntries(tags.filter(([, images]) => images.length > 0));
}

/** Numbers as bytes. */
export function bytesOf({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Neighbors, with rounded similarities. */
export function neighborsData(neighbors: readonly FoundRow[]): object {
  const rounded = neighbors.map(({ index, similarity }) => {
    return { index, similarity: Number(similarity.toFixed(4)) };
  });
  return { neighbors: rounded };
}

import {
  describeNote,
  imageThumbnail,
  type Dataset,
  type DatasetCheck,
  type DuplicatePair,
  type ImagePlace,
} from '@jssl/data';
import type { CheckedImage, CheckedSection, CheckPage } from '@jssl/report';
import { printable } from '@jssl/settings';

/** Groups drawn in a section. */
const MOST_GROUPS = 100;
/** Images drawn in a group. */
const MOST_IMAGES = 24;
/** Files listed that were left out. */
const MOST_LEFT_OUT = 1000;

interface Entry {
  readonly place: ImagePlace;
  readonly lines: readonly string[];
}

interface GalleryOptions {
  /** That the names of the images are paths in. */
  readonly folder: string | undefined;
  /** Called before each picture; what it throws ends the drawing. */
  readonly onPicture: (done: number, total: number) => void;
  readonly nameOf: (setting: string) => string;
}

/** The content of a page that shows what a check found, with pictures. */
export async function checkGallery(
  data: Dataset,
  check: DatasetCheck,
  { folder, onPicture, nameOf }: GalleryOptions,
): Promise<CheckPage> {
  const { duplicates, problems, counts, findings } = check;
  const isLeak = ({ first, second }: DuplicatePair) => first.split !== second.split;
  const isConflict = ({ first, second }: DuplicatePair) => first.label !== second.label;
  const others = duplicates.pairs.filter((pair) => !isLeak(pair) && !isConflict(pair));
  const planned = [
    ['Copies in two splits', groupsOf(duplicates.acrossSplits)],
    ['Copies under two labels', groupsOf(duplicates.acrossLabels)],
    ['Other copies', groupsOf(others)],
    ...[...new Set(problems.map(({ problem }) => problem))].map((problem) => {
      const entries = problems
        .filter((one) => one.problem === problem)
        .map((one) => ({ place: one, lines: [...aboutOf(one), one.reason] }));
      // One list in rows of several images.
      return [problem.charAt(0).toUpperCase() + problem.slice(1), chunksOf(entries)] as const;
    }),
  ] as const;
  const drawn = planned.map(([title, groups]) => {
    const shown = groups.slice(0, MOST_GROUPS).map((group) => group.slice(0, MOST_IMAGES));
    return { title, shown, leftOut: imagesIn(groups) - imagesIn(shown) };
  });
  const total = drawn.reduce((sum, { shown }) => sum + imagesIn(shown), 0);
  let done = 0;
  const sections: CheckedSection[] = [];
  for (const { title, shown, leftOut } of drawn) {
    const groups: CheckedImage[][] = [];
    for (const group of shown) {
      const images: CheckedImage[] = [];
      for (const { place, lines } of group) {
        onPicture(++done, total);
        const webp = await imageThumbnail(data, place, { folder });
        const picture = `data:image/webp;base64,${Buffer.from(webp).toString('base64')}`;
        images.push({ name: printable(place.name), lines: lines.map(printable), picture });
      }
      groups.push(images);
    }
    if (groups.length > 0) sections.push({ title, groups, leftOut });
  }
  const { skipped } = data;
  if (skipped.length > 0) {
    const shown = skipped.slice(0, MOST_LEFT_OUT);
    const lines = shown.map(({ path, reason }) => printable(`${path}: ${reason}`));
    sections.push({ title: 'Skipped', groups: [], lines, leftOut: skipped.length - shown.length });
  }
  return {
    title: printable(data.name),
    about: `${counts.train} training, ${counts.validation} validation and ${counts.test} test images.`,
    findings: findings.map(({ level, text }) => ({
      ...{ level, text: printable(describeNote(text, data, nameOf)) },
    })),
    sections,
  };
}

const imagesIn = (groups: readonly (readonly Entry[])[]) =>
  groups.reduce((sum, group) => sum + group.length, 0);

const aboutOf = ({ split, label }: ImagePlace) => [
  split,
  ...(label === undefined ? [] : [`label ${label}`]),
];

/** Each original with its copies. */
function groupsOf(pairs: readonly DuplicatePair[]): Entry[][] {
  const groups = new Map<string, Entry[]>();
  for (const { first, second, changes, similarity } of pairs) {
    const key = `${first.split} ${first.index}`;
    const group = groups.get(key) ?? [{ place: first, lines: aboutOf(first) }];
    const lines = [changes.join(', '), ...aboutOf(second), `similarity ${similarity.toFixed(3)}`];
    group.push({ place: second, lines });
    groups.set(key, group);
  }
  return [...groups.values()];
}

function chunksOf(entries: readonly Entry[]): Entry[][] {
  const count = Math.ceil(entries.length / MOST_IMAGES);
  return Array.from({ length: count }, (_, at) =>
    entries.slice(at * MOST_IMAGES, (at + 1) * MOST_IMAGES),
  );
}

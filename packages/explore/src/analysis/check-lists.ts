import { describeDuplicate, type DatasetCheck } from '@jssl/data';

import type { ImageList, ListEntry } from './image-list.js';

const about: Readonly<Record<string, string>> = {
  dark: 'Images so dark that little can be seen.',
  bright: 'Images so bright that little can be seen.',
  'low contrast': 'Images whose pixels are nearly alike.',
  uniform: 'Images of one color.',
  blurred: 'Images that look blurred.',
  'odd shape': 'Images that are much longer in one direction.',
  tiny: 'Images of very few pixels.',
};

/**
 * What a check of the pixels found, as lists: copies, and images with problems.
 * @param indexOf of an image by name; undefined for one that is not explored.
 */
export function checkLists(
  { duplicates, problems }: Pick<DatasetCheck, 'duplicates' | 'problems'>,
  indexOf: (name: string) => number | undefined,
): ImageList[] {
  const entry = (name: string, reason: string, otherName?: string): ListEntry[] => {
    const index = indexOf(name);
    const other = otherName === undefined ? undefined : indexOf(otherName);
    return index === undefined ? [] : [{ index, reason, ...(other !== undefined && { other }) }];
  };
  const copies = duplicates.pairs.flatMap((pair) =>
    entry(pair.second.name, describeDuplicate(pair), pair.first.name),
  );
  return [
    {
      name: 'copies',
      about: 'Copies of other images, even if edited.',
      entries: copies,
    },
    ...Object.entries(about).flatMap(([name, text]) => {
      const entries = problems
        .filter(({ problem }) => problem === name)
        .flatMap((problem) => entry(problem.name, problem.reason));
      return entries.length > 0 ? [{ name, about: text, entries }] : [];
    }),
  ];
}

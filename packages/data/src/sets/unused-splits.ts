/**
 * The sentence about images that are not used because training images have no classes.
 * @param counts the images of each split.
 */
export function unusedSplits(counts: {
  readonly validation: number;
  readonly test: number;
}): string[] {
  const unused = (['validation', 'test'] as const).filter((split) => counts[split] > 0);
  if (unused.length === 0) return [];
  const texts = unused.map(
    (split) => `${counts[split]} image${counts[split] === 1 ? '' : 's'} in ${split}`,
  );
  return [`without classes, nothing is tested: ${texts.join(' and ')} not used`];
}

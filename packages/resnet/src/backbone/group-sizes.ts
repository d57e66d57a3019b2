/**
 * The sizes of the batch-norm groups of a batch, as PyTorch's `DataParallel` scatters it over devices: all have
 * ⌈rows / groups⌉ images but the last, which has the rest.
 * @param rows N images of the batch.
 * @param groups whole number of at least 1.
 * @returns sizes [groups]; some are 0, or 1, if there are too few images for so many groups.
 */
export function groupSizes(rows: number, groups: number): number[] {
  const size = Math.ceil(rows / groups);
  return Array.from({ length: groups }, (_, group) =>
    Math.max(0, Math.min(size, rows - group * size)),
  );
}

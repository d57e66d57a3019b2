/**
 * The number of images in the last and smallest of the batch-norm groups that a batch is split into: all others have
 * ⌈images / groups⌉, as PyTorch's `DataParallel` scatters a batch over devices.
 * @returns 0 or less if there are too few images for so many groups.
 */
export function leastGroup(images: number, groups: number): number {
  return images - (groups - 1) * Math.ceil(images / groups);
}

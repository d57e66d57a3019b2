import * as tf from '@tensorflow/tfjs-core';

/**
 * Changes some images of a batch and leaves the others bit-identical. Call it within a `tf.tidy`.
 * @param images [N, ...]
 * @param choices what to do with each image; undefined to keep it.
 * @param change gets the images that have a choice, and those choices.
 * @returns [N, ...]; `images` itself if there is no choice.
 */
export function changeSome<T extends tf.Tensor, Choice>(
  images: T,
  choices: readonly (Choice | undefined)[],
  change: (some: T, choices: readonly Choice[]) => T,
): T {
  const chosen = choices.flatMap((choice, row) => (choice === undefined ? [] : [{ row, choice }]));
  const given = chosen.map(({ choice }) => choice);
  if (chosen.length === 0) return images;
  if (chosen.length === choices.length) return change(images, given);
  const rows = chosen.map(({ row }) => row);
  const changed = change(tf.gather(images, tf.tensor1d(rows, 'int32')), given);
  const source = choices.map((_, row) => row);
  rows.forEach((row, at) => {
    source[row] = choices.length + at;
  });
  return tf.gather(tf.concat([images, changed]), tf.tensor1d(source, 'int32'));
}

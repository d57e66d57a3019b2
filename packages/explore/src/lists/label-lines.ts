/**
 * The tags of images as labels, for `jssl train --labels` and `openDataset`: a line of JSON for each image. An
 * image with several of the tags has no label.
 * @param images the names of the images of each tag.
 */
export function labelLines(images: ReadonlyMap<string, readonly string[]>): {
  readonly text: string;
  /** Images with a label, and images with several of the tags, which have none. */
  readonly labeled: number;
  readonly ambiguous: number;
} {
  const labels = new Map<string, string | undefined>();
  for (const [tag, names] of images) {
    for (const name of names) labels.set(name, labels.has(name) ? undefined : tag);
  }
  const lines = [...labels].flatMap(([name, label]) =>
    label === undefined ? [] : [`${JSON.stringify({ file_name: name, label })}\n`],
  );
  return { text: lines.join(''), labeled: lines.length, ambiguous: labels.size - lines.length };
}

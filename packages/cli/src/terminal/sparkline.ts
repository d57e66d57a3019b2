const BLOCKS = '▁▂▃▄▅▆▇█';

/**
 * A curve of blocks from the lowest to the highest value.
 * @param width most characters; with more values, each character is the mean of several.
 */
export function sparkline(values: readonly number[], width: number): string {
  const count = Math.min(width, values.length);
  const means = Array.from({ length: count }, (_, at) => {
    const bin = values.slice(
      Math.floor((at * values.length) / count),
      Math.floor(((at + 1) * values.length) / count),
    );
    return bin.reduce((sum, value) => sum + value, 0) / bin.length;
  });
  const [least, most] = [Math.min(...means), Math.max(...means)];
  return means
    .map((mean) => {
      // A flat curve is drawn in the middle.
      const share = most > least ? (mean - least) / (most - least) : 0.5;
      return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(share * BLOCKS.length))];
    })
    .join('');
}

/** Bytes in readable units: `812 B`, `9.1 kB`, `730 MB`, `1.1 GB`. */
export function byteSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  const [size, unit] = bytes < 1e6 ? [bytes / 1e3, 'kB'] : [bytes / 1e6, 'MB'];
  return `${size.toFixed(size < 9.95 ? 1 : 0)} ${unit}`;
}

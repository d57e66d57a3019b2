/** A setting as it is typed in a terminal: `batchSize` is `--batch-size`. */
export function flagOf(setting: string): string {
  return `--${setting.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The first names of a list, and how many more there are: `a, b, c and 7 more`. */
export function someOf(names: readonly string[], most = 5, separator = ', '): string {
  const more = names.length - most;
  if (more <= 0) return names.join(separator);
  return `${names.slice(0, most).join(separator)} and ${more} more`;
}

/**
 * One line for people out of an error of Node, npm or libvips, whose messages run over many and quote
 * the bytes of a file, control characters among them.
 */
export function reasonOf(error: unknown): string {
  const lines = (error as Error).message.split('\n');
  // libheif's reader tells of every attempt before the reason.
  const telling = lines.map((line) => line.trim()).filter((line) => !line.includes('bad seek'));
  const line = [...new Set(telling)].join(' ').replace(/\p{Cc}/gu, '\ufffd');
  return line.trim().slice(0, 300) || 'unknown error';
}

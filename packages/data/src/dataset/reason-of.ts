/**
 * A readable line from an error of Node, npm or libvips. Their messages may have many lines and quote
 * bytes of a file, including control characters.
 */
export function reasonOf(error: unknown): string {
  const lines = (error as Error).message.split('\n');
  // libheif's reader reports every attempt before the reason.
  const telling = lines.map((line) => line.trim()).filter((line) => !line.includes('bad seek'));
  const line = [...new Set(telling)].join(' ').replace(/\p{Cc}/gu, '\ufffd');
  return line.trim().slice(0, 300) || 'unknown error';
}

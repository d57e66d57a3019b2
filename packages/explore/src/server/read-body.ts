import type { IncomingMessage } from 'node:http';

/** A request with more bytes than are read. */
export class TooLargeError extends Error {}

/**
 * Reads the body of a request.
 * @throws TooLargeError if it has more bytes than `most`; the rest is then read and dropped, so that the sender gets
 * to the answer.
 */
export async function readBody(message: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) {
      message.resume();
      throw new TooLargeError(`this is too large: more than ${Math.floor(most / 2 ** 20)} MiB`);
    }
    parts.push(part);
  }
  return Buffer.concat(parts);
}

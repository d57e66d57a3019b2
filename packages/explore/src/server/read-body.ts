import type { IncomingMessage } from 'node:http';

/** A request with more bytes than are read. */
export class TooLargeError extends Error {}

/**
 * Reads the body of a request.
 * @throws TooLargeError if it has more bytes than `most`.
 */
export async function readBody(message: IncomingMessage, most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > most) throw new TooLargeError(`a request of more than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

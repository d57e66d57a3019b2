import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webp': 'image/webp',
};

/** A web server on this machine alone. */
export interface Server {
  /** Such as http://127.0.0.1:4873, without a slash at the end. */
  readonly url: string;
  readonly close: () => void;
}

/**
 * Serves files, each found by its path in the address: `/` is `/index.html`.
 * @param find the content of a file, or where it is; undefined if there is none.
 */
export async function serve(
  find: (path: string) => { readonly content: string } | { readonly file: string } | undefined,
): Promise<Server> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const path = pathname === '/' ? '/index.html' : decodeURIComponent(pathname);
    const found = find(path);
    const content = found && 'file' in found ? readFile(found.file) : found?.content;
    void Promise.resolve(content)
      .catch(() => undefined)
      .then((body) => {
        const type = types[extname(path)] ?? 'application/octet-stream';
        response.writeHead(body === undefined ? 404 : 200, { 'content-type': type }).end(body);
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

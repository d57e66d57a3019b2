import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { LocalServer } from './local-server.js';

/** A request with the token, for this host. */
export interface LocalRequest {
  readonly message: IncomingMessage;
  readonly method: string;
  /** What follows the token, without the query: '' for the page itself. Not decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** How to serve a page. */
export interface LocalServerOptions {
  /** Default 0, any free port. */
  readonly port?: number | undefined;
  /** The first part of the path of every request. Default random. */
  readonly token?: string | undefined;
  /** The methods that are answered. Default GET and HEAD. */
  readonly methods?: readonly string[];
  /** Answers a request; `send` ends most responses. */
  readonly respond: (request: LocalRequest, response: ServerResponse) => void;
}

/** Connections at the same time; a page takes a few. */
const MOST_CONNECTIONS = 128;
/** How long a request may take to arrive, in milliseconds: connections that send nothing must not keep others out. */
const timeouts = {
  headersTimeout: 5_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 1_000,
};

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** What {@link sendTo} sends. */
export interface Sent {
  /** Default 200. */
  readonly status?: number;
  /** Content type. */
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Further headers, which replace others. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Sends a response with headers that forbid everything but the page's own files.
 * @example
 * ```ts
 * import { sendTo, startLocalServer } from '@jssl/report/local-server';
 *
 * const server = await startLocalServer({
 *   respond: (request, response) => {
 *     sendTo(response, { type: 'text/plain', body: `you asked for ${request.path}` });
 *   },
 * });
 * console.log(await (await fetch(`${server.url}news`)).text()); // you asked for news
 * await server.dispose();
 * ```
 */
export function sendTo(
  response: ServerResponse,
  { status = 200, type, body, ...sent }: Sent,
): void {
  const isText = type.startsWith('text/') || type === 'application/json';
  const contentType = isText ? `${type}; charset=utf-8` : type;
  response.writeHead(status, { ...headers, 'content-type': contentType, ...sent.headers });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/**
 * Starts the stream of a page's server-sent events.
 * @example
 * ```ts
 * import { startEvents, startLocalServer } from '@jssl/report/local-server';
 *
 * const server = await startLocalServer({
 *   respond: (_, response) => {
 *     startEvents(response);
 *     response.end('event: hello\ndata: 1\n\n');
 *   },
 * });
 * console.log((await fetch(server.url)).headers.get('content-type')); // text/event-stream
 * await server.dispose();
 * ```
 */
export function startEvents(response: ServerResponse): void {
  response.writeHead(200, { ...headers, 'content-type': 'text/event-stream' });
}

/**
 * Serves a page on 127.0.0.1. Requests without the token, or for another host (DNS rebinding), get status
 * 403, and requests with another method 405; all others are passed on.
 * @throws the error of `listen` when the port is in use.
 * @example
 * ```ts
 * import { sendTo, startLocalServer } from '@jssl/report/local-server';
 *
 * const server = await startLocalServer({
 *   respond: (_, response) => sendTo(response, { type: 'text/html', body: '<h1>Hello</h1>' }),
 * });
 * const { origin } = new URL(server.url);
 * console.log((await fetch(server.url)).status, (await fetch(origin)).status); // 200 403
 * await server.dispose();
 * ```
 */
export async function startLocalServer({
  port = 0,
  token = randomBytes(24).toString('base64url'),
  methods = ['GET', 'HEAD'],
  respond,
}: LocalServerOptions): Promise<LocalServer> {
  const server = createServer(timeouts, (message, response) => {
    const { port: own } = server.address() as AddressInfo;
    const { method = '', url = '' } = message;
    const [whole = '', query = ''] = url.split('?', 2);
    const [, given = '', ...rest] = whole.split('/');
    const isHere = isOwn(message, own);
    const refuse = (status: number) => {
      sendTo(response, { status, type: 'text/plain', body: `${status}\n` });
    };
    if (!isEqual(given, token) || !isHere) refuse(403);
    else if (!methods.includes(method)) refuse(405);
    else if (rest.length === 0) refuse(404);
    else {
      const path = rest.join('/');
      respond({ message, method, path, query: new URLSearchParams(query) }, response);
    }
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    dispose: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

/** Whether a request is for this host, and not from a page of another one. */
function isOwn({ headers: { host = '', origin } }: IncomingMessage, port: number): boolean {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  return hosts.includes(host) && (origin === undefined || origin === `http://${host}`);
}

/** Compares two texts in constant time. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { chartsLibrary } from '../page/charts-library.js';
import { metricCharts } from '../page/metric-charts.js';
import { followRun } from './follow-run.js';

/** A server of a page that follows a run. */
export interface WatchServer {
  /** Its address, which contains the token: anyone who has it can see the run. */
  readonly url: string;
  /** Closes all connections and frees the port. */
  dispose(): Promise<void>;
}

/** Options of {@link startWatchServer}. */
export interface WatchOptions {
  /** Default 0, any free port. */
  readonly port?: number;
  /** The first part of the path of every request. Default random. */
  readonly token?: string;
  /** How often the run's files are checked. Default 500. */
  readonly pollMilliseconds?: number;
}

const pageFile = (name: string) => new URL(`../../page/watch/${name}`, import.meta.url);

/** The files served besides the events: files of this package, none of the run. */
const files: Readonly<Record<string, readonly [type: string, read: () => Buffer]>> = {
  '': ['text/html', () => readFileSync(pageFile('index.html'))],
  'watch.css': ['text/css', () => readFileSync(pageFile('watch.css'))],
  'watch.js': ['text/javascript', () => readFileSync(pageFile('watch.js'))],
  'charts.js': [
    'text/javascript',
    () => Buffer.from(`const charts = ${JSON.stringify(metricCharts)};\n`),
  ],
  'echarts.js': ['text/javascript', chartsLibrary],
};

const headers = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** Pages that follow a run at the same time. */
const MOST_LISTENERS = 32;
/** Connections at the same time; each page takes a few more while it loads. */
const MOST_CONNECTIONS = 128;
/** Bytes that wait for a page that does not read them. */
const MOST_UNREAD = 2 ** 20;

/**
 * Serves a page on 127.0.0.1 that shows a run's settings, epochs and current step, and follows them by
 * server-sent events. Requests without the token, or for another host (DNS rebinding), get status 403; with
 * 32 pages open, another gets 503.
 * @param run a run folder; the run may be before its first epoch.
 * @throws InputError when it is not a run folder; the error of `listen` when the port is in use.
 * @example
 * ```ts
 * import { startWatchServer } from '@jssl/report';
 *
 * const server = await startWatchServer('runs/photos');
 * const { status } = await fetch(server.url);
 * console.log(status); // 200
 * await server.dispose();
 * ```
 */
export async function startWatchServer(
  run: string,
  { port = 0, token = randomBytes(24).toString('base64url'), pollMilliseconds }: WatchOptions = {},
): Promise<WatchServer> {
  const listeners = new Set<ServerResponse>();
  const { state: first, stop } = followRun(
    run,
    (changed) => {
      state = { ...state, ...changed };
      const events = eventsOf(changed);
      for (const listener of listeners) {
        // All events would be buffered for a page that does not read them.
        if (listener.writableLength > MOST_UNREAD) listener.destroy();
        else listener.write(events);
      }
    },
    pollMilliseconds,
  );
  let state = first;
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    const isFull = listeners.size >= MOST_LISTENERS;
    const [status, serve] = answer(request, { token, port: own, isFull });
    if (!serve) {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end(`${status}\n`);
    } else if (serve === 'events') {
      response.writeHead(status, { ...headers, 'content-type': 'text/event-stream' });
      response.write(eventsOf(state));
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    } else {
      const [type, read] = serve;
      response.writeHead(status, { ...headers, 'content-type': `${type}; charset=utf-8` });
      response.end(request.method === 'HEAD' ? undefined : read());
    }
  });
  server.maxConnections = MOST_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  }).catch((error: unknown) => {
    stop();
    throw error;
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/${token}/`,
    dispose: () => {
      stop();
      return new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      });
    },
  };
}

/** The status of a request, and what to serve, if anything. */
function answer(
  { headers: { host = '' }, method = '', url = '' }: IncomingMessage,
  {
    token,
    port,
    isFull,
  }: { readonly token: string; readonly port: number; readonly isFull: boolean },
): [status: number, serve?: (typeof files)[string] | 'events'] {
  const [, given = '', ...rest] = (url.split('?')[0] ?? '').split('/');
  const isHere = [`127.0.0.1:${port}`, `localhost:${port}`].includes(host);
  if (!isEqual(given, token) || !isHere) return [403];
  if (method !== 'GET' && method !== 'HEAD') return [405];
  const name = rest.join('/');
  if (name === 'events' && method === 'GET') return isFull ? [503] : [200, 'events'];
  const file = rest.length === 1 && Object.hasOwn(files, name) ? files[name] : undefined;
  return file ? [200, file] : [404];
}

/** Compares two texts in constant time. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

/** A server-sent event for each part of a state, named after it. */
function eventsOf(state: object): string {
  return Object.entries(state)
    .map(([name, value]) => `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`)
    .join('');
}

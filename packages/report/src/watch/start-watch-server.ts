import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';
import { runFiles } from '@jssl/trainer';

import { chartsLibrary } from '../page/charts-library.js';
import { withDistinctNames } from '../page/distinct-names.js';
import { hasReport } from '../page/write-page.js';
import { followRun, type RunState } from './follow-run.js';
import { watchState } from './watch-state.js';

/** A server of a page that follows runs. */
export interface WatchServer {
  /** Its address, which contains the token: anyone who has it can see the runs. */
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
  /** How often the files of the runs are checked. Default 500. */
  readonly pollMilliseconds?: number;
}

const pageFile = (name: string) => readFileSync(new URL(`../../page/${name}`, import.meta.url));

type Served = readonly [type: string, read: () => Buffer];

/** The files served besides the events and the reports: files of this package, none of the runs. */
const files: Readonly<Record<string, Served>> = {
  '': ['text/html', () => pageFile('watch/index.html')],
  'style.css': ['text/css', () => pageFile('style.css')],
  'watch.css': ['text/css', () => pageFile('watch/watch.css')],
  'theme.js': ['text/javascript', () => pageFile('theme.js')],
  'line-charts.js': ['text/javascript', () => pageFile('line-charts.js')],
  'watch.js': ['text/javascript', () => pageFile('watch/watch.js')],
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

/** A report brings its scripts with it, and a policy of its own that allows only these. */
const reportHeaders = {
  ...headers,
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Pages that follow runs at the same time. */
const MOST_LISTENERS = 32;
/** Connections at the same time; each page takes a few more while it loads. */
const MOST_CONNECTIONS = 128;
/** Bytes that wait for a page that does not read them. */
const MOST_UNREAD = 2 ** 20;

/**
 * Serves a page on 127.0.0.1 that shows the curves, settings and current step of one or several runs, follows them
 * by server-sent events, and leads to their reports once they have one. Requests without the token, or for another host (DNS rebinding), get status 403; with
 * 32 pages open, another gets 503.
 * @param runs a run folder, or several; a run may be before its first epoch.
 * @throws InputError when one is not a run folder, or there is none; the error of `listen` when the port is in use.
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
  runs: string | readonly string[],
  { port = 0, token = randomBytes(24).toString('base64url'), pollMilliseconds }: WatchOptions = {},
): Promise<WatchServer> {
  const paths = typeof runs === 'string' ? [runs] : runs;
  if (paths.length === 0) throw new InputError('there is no run to follow; pass one or several');
  const listeners = new Set<ServerResponse>();
  const send = (events: string) => {
    for (const listener of listeners) {
      // All events would be buffered for a page that does not read them.
      if (listener.writableLength > MOST_UNREAD) listener.destroy();
      else listener.write(events);
    }
  };
  const states: RunState[] = [];
  const stops: (() => void)[] = [];
  const stop = () => {
    for (const one of stops) one();
  };
  const stateEvent = () => {
    const summaries = withDistinctNames(states.map(({ summary }) => summary));
    return eventOf(
      'state',
      watchState(
        states.map((state, at) => ({ ...state, summary: summaries[at] ?? state.summary })),
      ),
    );
  };
  const progressEvent = (run: number) => eventOf('progress', [run, states[run]?.progress ?? null]);
  try {
    for (const [run, path] of paths.entries()) {
      const followed = followRun(
        path,
        (changed) => {
          states[run] = { ...(states[run] ?? followed.state), ...changed };
          send('progress' in changed ? progressEvent(run) : stateEvent());
        },
        pollMilliseconds,
      );
      states.push(followed.state);
      stops.push(followed.stop);
    }
  } catch (error) {
    stop();
    throw error;
  }
  const server = createServer((request, response) => {
    const { port: own } = server.address() as AddressInfo;
    const isFull = listeners.size >= MOST_LISTENERS;
    const [status, serve, isReport] = answer(request, { token, port: own, isFull, paths });
    if (!serve) {
      response.writeHead(status, { ...headers, 'content-type': 'text/plain' }).end(`${status}\n`);
    } else if (serve === 'events') {
      response.writeHead(status, { ...headers, 'content-type': 'text/event-stream' });
      response.write(stateEvent() + paths.map((_, run) => progressEvent(run)).join(''));
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
    } else {
      const [type, read] = serve;
      const policy = isReport ? reportHeaders : headers;
      response.writeHead(status, { ...policy, 'content-type': `${type}; charset=utf-8` });
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

interface Answering {
  readonly token: string;
  readonly port: number;
  readonly isFull: boolean;
  readonly paths: readonly string[];
}

/** The status of a request, and what to serve, if anything. */
function answer(
  { headers: { host = '' }, method = '', url = '' }: IncomingMessage,
  { token, port, isFull, paths }: Answering,
): [status: number, serve?: Served | 'events', isReport?: boolean] {
  const [, given = '', ...rest] = (url.split('?')[0] ?? '').split('/');
  const isHere = [`127.0.0.1:${port}`, `localhost:${port}`].includes(host);
  if (!isEqual(given, token) || !isHere) return [403];
  if (method !== 'GET' && method !== 'HEAD') return [405];
  const name = rest.join('/');
  if (name === 'events' && method === 'GET') return isFull ? [503] : [200, 'events'];
  const run = paths[Number(/^report-(\d{1,6})\.html$/.exec(name)?.[1])];
  if (run !== undefined) {
    const page = readReport(join(run, runFiles.report));
    return page ? [200, ['text/html', () => page], true] : [404];
  }
  const file = rest.length === 1 && Object.hasOwn(files, name) ? files[name] : undefined;
  return file ? [200, file] : [404];
}

/** The report of a run, if it has one; of other files nothing is served. */
function readReport(file: string): Buffer | undefined {
  try {
    return hasReport(file) ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Compares two texts in constant time. */
function isEqual(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function eventOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

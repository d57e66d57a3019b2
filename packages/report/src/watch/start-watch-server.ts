import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';

import { chartsLibrary } from '../page/charts-library.js';
import { metricCharts } from '../page/metric-charts.js';
import {
  sendTo,
  startEvents,
  startLocalServer,
  type LocalRequest,
  type LocalServer,
} from '../serve/start-local-server.js';
import { followRun } from './follow-run.js';

/** A server of a page that follows a run. */
export type WatchServer = LocalServer;

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

/** Pages that follow a run at the same time. */
const MOST_LISTENERS = 32;
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
  { port, token, pollMilliseconds }: WatchOptions = {},
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
  const respond = (request: LocalRequest, response: ServerResponse) => {
    const { path, method } = request;
    if (path === 'events' && method === 'GET') {
      if (listeners.size >= MOST_LISTENERS) {
        refuse(response, 503);
        return;
      }
      startEvents(response);
      response.write(eventsOf(state));
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return;
    }
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (!file) {
      refuse(response, 404);
      return;
    }
    const [type, read] = file;
    sendTo(response, { type, body: read() });
  };
  const server = await startLocalServer({ port, token, respond }).catch((error: unknown) => {
    stop();
    throw error;
  });
  return {
    url: server.url,
    dispose: () => {
      stop();
      return server.dispose();
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  sendTo(response, { status, type: 'text/plain', body: `${status}\n` });
}

/** A server-sent event for each part of a state, named after it. */
function eventsOf(state: object): string {
  return Object.entries(state)
    .map(([name, value]) => `event: ${name}\ndata: ${JSON.stringify(value)}\n\n`)
    .join('');
}

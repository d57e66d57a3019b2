import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';

import { InputError } from '@jssl/settings';
import { runFiles } from '@jssl/trainer';

import { chartsLibrary } from '../page/charts-library.js';
import { withDistinctNames } from '../page/distinct-names.js';
import { hasReport } from '../page/write-page.js';
import type { LocalServer } from '../serve/local-server.js';
import {
  sendTo,
  startEvents,
  startLocalServer,
  type LocalRequest,
} from '../serve/start-local-server.js';
import { followRun, type RunState } from './follow-run.js';
import { watchState } from './watch-state.js';

/** A server of a page that follows runs. */
export type WatchServer = LocalServer;

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

/** A report brings its scripts with it, and a policy of its own that allows only these. */
const reportHeaders = {
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};

/** Pages that follow runs at the same time. */
const MOST_LISTENERS = 32;
/** Bytes that wait for a page that does not read them. */
const MOST_UNREAD = 2 ** 20;

/**
 * Serves a page on 127.0.0.1 that shows the curves, settings and current step of one or several runs, follows them
 * by server-sent events, and links to their reports once they have one. Requests without the token, or for another host (DNS rebinding), get status 403; with
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
  { port, token, pollMilliseconds }: WatchOptions = {},
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
  const respond = ({ path, method }: LocalRequest, response: ServerResponse) => {
    if (path === 'events' && method === 'GET') {
      if (listeners.size >= MOST_LISTENERS) {
        refuse(response, 503);
        return;
      }
      startEvents(response);
      response.write(stateEvent() + paths.map((_, run) => progressEvent(run)).join(''));
      listeners.add(response);
      response.on('close', () => listeners.delete(response));
      return;
    }
    const run = paths[Number(/^report-(\d{1,6})\.html$/.exec(path)?.[1])];
    const report = run === undefined ? undefined : readReport(join(run, runFiles.report));
    const file = Object.hasOwn(files, path) ? files[path] : undefined;
    if (report) sendTo(response, { type: 'text/html', body: report, headers: reportHeaders });
    else if (file) sendTo(response, { type: file[0], body: file[1]() });
    else refuse(response, 404);
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

/** The report of a run, if it has one; of other files nothing is served. */
function readReport(file: string): Buffer | undefined {
  try {
    return hasReport(file) ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

function eventOf(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}

import type { ServerResponse } from 'node:http';

import { DataError } from '@jssl/data';
import type { LocalServer } from '@jssl/report';
import {
  sendTo,
  startEvents,
  startLocalServer,
  type LocalRequest,
} from '@jssl/report/local-server';
import { InputError } from '@jssl/settings';

import type { Exploration } from '../exploration/exploration.js';
import { answerRequest } from './answer-request.js';
import { summaryOf } from './page-data.js';
import { readPageFile } from './page-files.js';
import { TooLargeError } from './read-body.js';

/** How to serve the page. */
export interface ServeOptions {
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined;
}

/** Pages that are open at the same time. */
const MOST_PAGES = 32;
/** Bytes that wait for a page that does not read them. */
const MOST_UNREAD = 2 ** 22;
/** Between two events about work in the background, and between two looks for tags of other processes. */
const [EVENT_MILLISECONDS, TAGS_MILLISECONDS] = [250, 1000];

/**
 * Serves the page of an exploration on 127.0.0.1. Its address contains a token; requests without it, or from a page
 * of another address, are refused.
 * @throws InputError if the page was not built; the error of `listen` when the port is in use.
 * @example
 * ```ts
 * import { listImages } from '@jssl/data';
 * import { exploreImages, folderImages, pixelEmbedder, serveExploration } from '@jssl/explore';
 *
 * const listing = await listImages('photos');
 * if (!listing) throw new Error('photos is not a folder of image files');
 * const exploration = await exploreImages(folderImages(listing), { embedder: pixelEmbedder() });
 * const server = await serveExploration(exploration);
 * console.log((await fetch(`${server.url}data/summary.json`)).status); // 200
 * await server.dispose();
 * await exploration.dispose();
 * ```
 */
export async function serveExploration(
  exploration: Exploration,
  { port }: ServeOptions = {},
): Promise<LocalServer> {
  readPageFile('index.html');
  const pages = new Set<ServerResponse>();
  const tell = (event: string, data: object) => {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const page of pages) {
      if (page.writableLength > MOST_UNREAD) page.destroy();
      else page.write(text);
    }
  };
  let timer: NodeJS.Timeout | undefined;
  const stopChanges = exploration.onChange(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      if (pages.size > 0) tell('summary', summaryOf(exploration));
    }, EVENT_MILLISECONDS);
  });
  const stopActions = exploration.tagging.onAction(({ id }) => {
    tell('tags', { id });
  });
  const watch = setInterval(() => {
    try {
      if (pages.size > 0) exploration.tagging.refresh();
    } catch {
      // The next change of a tag says what is wrong with the file.
    }
  }, TAGS_MILLISECONDS);
  const respond = (request: LocalRequest, response: ServerResponse) => {
    if (request.path !== 'events' || request.method !== 'GET') {
      answerRequest(exploration, request, response).catch((error: unknown) => {
        refuse(response, error);
      });
    } else if (pages.size >= MOST_PAGES) {
      sendTo(response, { status: 503, type: 'text/plain', body: '503\n' });
    } else {
      startEvents(response);
      response.write(`event: summary\ndata: ${JSON.stringify(summaryOf(exploration))}\n\n`);
      pages.add(response);
      response.on('close', () => pages.delete(response));
    }
  };
  const methods = ['GET', 'HEAD', 'POST'];
  const stop = () => {
    clearTimeout(timer);
    clearInterval(watch);
    stopChanges();
    stopActions();
  };
  const server = await startLocalServer({ port, methods, respond }).catch((error: unknown) => {
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

/** Says what was wrong with a request. */
function refuse(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isTooLarge = error instanceof TooLargeError;
  const isWrong =
    error instanceof InputError ||
    error instanceof DataError ||
    error instanceof TypeError ||
    error instanceof SyntaxError;
  const status = isTooLarge ? 413 : isWrong ? 400 : 500;
  const { message } = error as Error;
  const body = JSON.stringify({ error: message.replace(/^\w+: /, '') });
  sendTo(response, { status, type: 'application/json', body });
}

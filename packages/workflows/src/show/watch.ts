import { startWatchServer, type WatchServer } from '@jssl/report';

import { checkPort, listeningOn } from './check-port.js';

/** How to follow runs. */
export interface WatchOptions {
  /** Port on 127.0.0.1. Default: a free one. */
  readonly port?: number | undefined;
}

/**
 * Serves a page, on this machine only, that follows one or several runs while they train. Dispose it when done.
 * @param runs a run folder, in training or complete, or several.
 * @throws SettingError for a port that is taken, InputError when there is no run.
 * @example
 * ```ts
 * import { watch } from '@jssl/workflows';
 *
 * const server = await watch('runs/photos');
 * console.log(server.url.startsWith('http://127.0.0.1:')); // true
 * await server.dispose();
 * ```
 */
export async function watch(
  runs: string | readonly string[],
  { port = 0 }: WatchOptions = {},
): Promise<WatchServer> {
  checkPort(port);
  return listeningOn(port, startWatchServer(runs, { port }));
}

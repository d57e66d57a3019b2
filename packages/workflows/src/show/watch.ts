import { startWatchServer, type WatchServer } from '@jssl/report';
import { SettingError } from '@jssl/settings';

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
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    const required = 'a whole number from 0 to 65535';
    throw new SettingError({ setting: 'port', required, got: port });
  }
  return startWatchServer(runs, { port }).catch((error: unknown) => {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error;
    throw new SettingError(
      {
        setting: 'port',
        required: 'a port that this process can listen on',
        got: port,
        gotText: `${port} (${message})`,
        remedy: 'choose another, or leave it out',
      },
      { cause: error },
    );
  });
}

import { SettingError } from '@jssl/settings';

/** @throws SettingError for a number that is no port. */
export function checkPort(port: number): void {
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return;
  const required = 'a whole number from 0 to 65535';
  throw new SettingError({ setting: 'port', required, got: port });
}

/** What listening on a port comes to. @throws SettingError for a port that is taken or not allowed. */
export async function listeningOn<Server>(
  port: number,
  listening: Promise<Server>,
): Promise<Server> {
  return listening.catch((error: unknown) => {
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

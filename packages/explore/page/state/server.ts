/** A request that the server refused, with its reason. */
export class RefusedError extends Error {}

/** Asks the server. @throws RefusedError with a sentence if it refuses, or does not answer. */
async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, options).catch(() => {
    throw new RefusedError('The server does not answer.');
  });
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  throw new RefusedError(error ?? `The server answered with status ${response.status}.`);
}

/** Fetches JSON. The server is ours: its answers have the expected type. */
export async function getJson<Result>(path: string): Promise<Result> {
  return (await ask(path)).json() as Promise<Result>;
}

/** Fetches numbers. */
export async function getBytes(path: string): Promise<ArrayBuffer> {
  return (await ask(path)).arrayBuffer();
}

/** Sends something, and returns the answer. */
export async function post<Result>(path: string, body: object | Blob): Promise<Result> {
  const sent = body instanceof Blob ? body : JSON.stringify(body);
  return (await ask(path, { method: 'POST', body: sent })).json() as Promise<Result>;
}

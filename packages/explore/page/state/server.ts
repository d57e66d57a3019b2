/** A request that the server refused, with its reason. */
export class RefusedError extends Error {}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const { error } = (await response.json().catch(() => ({}))) as { error?: string };
  throw new RefusedError(error ?? `The server answered with status ${response.status}.`);
}

/** Fetches JSON. The server is ours: its answers have the expected type. */
export async function getJson<Result>(path: string): Promise<Result> {
  return (await checked(await fetch(path))).json() as Promise<Result>;
}

/** Fetches numbers. */
export async function getBytes(path: string): Promise<ArrayBuffer> {
  return (await checked(await fetch(path))).arrayBuffer();
}

/** Sends something, and returns the answer. */
export async function post<Result>(path: string, body: object | Blob): Promise<Result> {
  const sent = body instanceof Blob ? body : JSON.stringify(body);
  const response = await fetch(path, { method: 'POST', body: sent });
  return (await checked(response)).json() as Promise<Result>;
}

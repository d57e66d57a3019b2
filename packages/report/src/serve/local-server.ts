/** A server of a page for this machine only. */
export interface LocalServer {
  /** Its address, which contains the token. */
  readonly url: string;
  /** Closes all connections and frees the port. */
  dispose(): Promise<void>;
}

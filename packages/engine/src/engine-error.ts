/** An engine that was asked for is unknown, not there or does not start; none is taken in its place. */
export class EngineError extends Error {
  override readonly name = 'EngineError';
}

/** Something asked for that cannot be done as it is, in one sentence that says what to do: wrong use. */
export class EmbeddingsError extends Error {
  override readonly name = 'EmbeddingsError';
}

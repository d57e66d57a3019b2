/** A source of images or an option that cannot be used, in one sentence: wrong use. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** What is wrong with a source of images, a download or a packed file, in one sentence. */
export class DataError extends Error {
  override readonly name = 'DataError';
}

/** A download or a packed file that failed although it was asked for rightly, in one sentence. */
export class DataFailure extends Error {
  override readonly name = 'DataFailure';
}

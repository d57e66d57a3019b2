/** A part that cannot be shown, with a sentence that says why. */
export interface LeftOut {
  readonly leftOut: string;
}

export function isLeftOut(part: object): part is LeftOut {
  return 'leftOut' in part;
}

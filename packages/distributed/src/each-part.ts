/** Calls `call` with consecutive parts of `values`, views of at most `most` elements; not at all if it is empty. */
export function eachPart<T extends Float32Array | Uint8Array>(
  values: T,
  most: number,
  call: (part: T) => void,
): void {
  for (let start = 0; start < values.length; start += most) {
    call(values.subarray(start, start + most) as T);
  }
}

/** Calls with the values in consecutive parts of at most so many, views of the same memory; never with none. */
export function eachPart<T extends Float32Array | Uint8Array>(
  values: T,
  most: number,
  call: (part: T) => void,
): void {
  for (let start = 0; start < values.length; start += most) {
    call(values.subarray(start, start + most) as T);
  }
}

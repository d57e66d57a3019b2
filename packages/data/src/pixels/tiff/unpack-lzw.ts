const CLEAR = 256;
const END = 257;
const FIRST = 258;
const MOST_BITS = 12;

/**
 * Unpacks TIFF's variant of LZW: codes of 9 to 12 bits, the most significant bit first, widened one code early
 * (TIFF 6.0, section 13).
 * @param length the most bytes to unpack.
 * @returns fewer bytes if the codes end before.
 * @throws Error if a code has no meaning.
 */
export function unpackLzw(packed: Uint8Array, length: number): Uint8Array {
  const output = new Uint8Array(length);
  // Each code stands for a range of the output.
  const starts = new Int32Array(2 ** MOST_BITS);
  const lengths = new Int32Array(2 ** MOST_BITS);
  let [next, bits] = [FIRST, 9];
  let [held, heldBits, filled] = [0, 0, 0];
  let before: readonly [start: number, length: number] | undefined;
  for (let at = 0; at < packed.length && filled < length;) {
    while (heldBits < bits && at < packed.length) {
      held = ((held << 8) | (packed[at++] ?? 0)) & 0xffffff;
      heldBits += 8;
    }
    while (heldBits >= bits && filled < length) {
      heldBits -= bits;
      const code = (held >> heldBits) & (2 ** bits - 1);
      if (code === END) return output.subarray(0, filled);
      if (code === CLEAR) {
        [next, bits, before] = [FIRST, 9, undefined];
        continue;
      }
      if (code > next || (code === next && !before)) throw new Error('an invalid LZW code');
      const start = filled;
      if (code < CLEAR) {
        output[filled++] = code;
      } else {
        const [from, count] =
          code < next
            ? [starts[code] ?? 0, lengths[code] ?? 0]
            : [before?.[0] ?? 0, (before?.[1] ?? 0) + 1];
        // Byte by byte, because a range may overlap its copy.
        for (let step = 0; step < count && filled < length; step++) {
          output[filled++] = output[from + step] ?? 0;
        }
      }
      if (before && next < 2 ** MOST_BITS) {
        // The previous range extended by the first byte of this one, which follows it.
        starts[next] = before[0];
        lengths[next] = before[1] + 1;
        next++;
      }
      before = [start, filled - start];
      if (next + 1 >= 2 ** bits && bits < MOST_BITS) bits++;
    }
  }
  return output.subarray(0, filled);
}

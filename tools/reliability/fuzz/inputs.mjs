/** The inputs of a format by number; the same seed gives the same inputs on any machine. */
import fc from 'fast-check';

const BLOCK = 100;

/** Inputs from number `first` on, each with its number. */
export function* numbered({ inputs }, seed, first, count) {
  for (let block = Math.floor(first / BLOCK); block * BLOCK < count; block++) {
    // Seeds have 32 bits; far apart, so that no block of one seed is a block of another.
    const sample = fc.sample(inputs, { seed: (seed * 1_000_003 + block) | 0, numRuns: BLOCK });
    for (const [index, files] of sample.entries()) {
      const number = block * BLOCK + index;
      if (number >= first && number < count) yield [number, files];
    }
  }
}

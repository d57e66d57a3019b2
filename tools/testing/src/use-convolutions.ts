/** The algorithms of 3x3 convolutions: TensorFlow's own kernels, or those of `@jssl/kernels`. */
export type Convolutions = 'direct' | 'winograd';

export const convolutionAlgorithms: readonly Convolutions[] = ['direct', 'winograd'];

/**
 * Computes the convolutions of a test by an algorithm from here on; by the usual one where it is left out.
 * @returns whether the loaded engine does: `winograd` only where it is usual, or asked for by
 * `JSSL_CONVOLUTION`.
 */
export function useConvolutions(algorithm?: Convolutions): boolean {
  // Packages below the engine test with it as well; tools/jest/use-tensorflow.cjs leaves this for them.
  const { useConvolutionAlgorithm } = globalThis as {
    readonly useConvolutionAlgorithm?: (name?: string) => string;
  };
  const name = algorithm === 'direct' ? algorithm : undefined;
  const used = useConvolutionAlgorithm?.(name) ?? 'direct';
  return algorithm !== undefined && used.startsWith(algorithm);
}

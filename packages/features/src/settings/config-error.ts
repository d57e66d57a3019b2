/**
 * Settings that cannot work, alone or with the data at hand: wrong use, not a failure while running.
 * @example
 * ```ts
 * import { checkKnnSettings, ConfigError } from '@jssl/features';
 *
 * try {
 *   checkKnnSettings({ k: 0 });
 * } catch (error) {
 *   if (error instanceof ConfigError) console.log(error.message); // --k must be a whole number of neighbors, at least 1, got 0
 * }
 * ```
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

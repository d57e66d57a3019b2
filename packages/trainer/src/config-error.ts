/**
 * Settings that cannot work, alone or with the data at hand: wrong use, not a failure while running.
 * @example
 * ```ts
 * import { checkTrainConfig, ConfigError, defaultTrainConfig } from '@jssl/trainer';
 *
 * try {
 *   checkTrainConfig({ ...defaultTrainConfig, momentum: 1 });
 * } catch (error) {
 *   if (error instanceof ConfigError) console.log(error.message); // --momentum must be in [0, 1), got 1
 * }
 * ```
 */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

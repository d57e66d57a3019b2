/** Settings that cannot work, alone or with the data at hand: wrong use, not a failure while running. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

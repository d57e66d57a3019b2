import { checkSettings, choice } from '@jssl/settings';

const help = 'weights of the run: those of its last or its best epoch';
const oneOf = { weights: choice(['best', 'last'], { initial: 'last', help }) };
const oneOrBoth = { weights: choice(['both', 'best', 'last'], { initial: 'both', help }) };

/** @throws SettingError for something other than `best` or `last`. */
export function checkRunWeights(weights: string): void {
  checkSettings(oneOf, { weights });
}

/** @throws SettingError for something other than `both`, `best` or `last`. */
export function checkMeasuredWeights(weights: string): void {
  checkSettings(oneOrBoth, { weights });
}

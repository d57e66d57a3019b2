export { choicesText } from './choices-text.js';
export { csvLine } from './csv-line.js';
export { fillNames } from './fill-names.js';
export { InputError } from './input-error.js';
export { nearestName } from './nearest-name.js';
export { printable } from './printable.js';
export { RemedyError, type RemedyErrorOptions } from './remedy-error.js';
export { SettingError, type WrongSetting } from './setting-error.js';
export {
  choice,
  flag,
  number,
  numbers,
  whole,
  type Setting,
  type SettingsOf,
  type SettingsTable,
} from './setting.js';
export { checkSettings, completeSettings, defaultsOf, inGroup } from './settings.js';
export { shellWord } from './shell-word.js';
export { withRemedy } from './with-remedy.js';

import { SettingError } from '@jssl/settings';

import { isCustomMethod, methodNames, type MethodName } from '../settings/method-traits.js';
import type { TrainConfig } from '../settings/train-settings.js';
import { builtInMethods } from './built-in-methods.js';
import { definitionOf, type MethodDefinition, type MethodFactory } from './method.js';

/** @throws SettingError when the settings and the options disagree about the method. */
export function methodFor(
  name: TrainConfig['method'],
  own: MethodFactory | MethodDefinition | undefined,
): MethodDefinition {
  if (isCustomMethod(name) !== (own !== undefined)) {
    throw new SettingError({
      setting: 'method',
      required: own
        ? 'custom:NAME for the method in the options'
        : `one of ${methodNames.join(', ')} without a method in the options`,
      got: name,
      ...(!own && { remedy: 'pass your own method as options.method' }),
    });
  }
  if (own) return definitionOf(own);
  return builtInMethods[name as MethodName];
}

/** The golden vectors alone, for processes that start without jest: the other entry takes seconds to load. */
export { fill, fillUnitRows } from './fill.js';
export { goldenParameter } from './golden-parameter.js';
export { readGolden } from './read-golden.js';
export { transpose } from './transpose.js';

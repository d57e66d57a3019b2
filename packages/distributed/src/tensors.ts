export { askedByAny } from './tensors/asked-by-any.js';
export { gatherLearnedRows, gatherRows, ownRows } from './tensors/gather-rows.js';
export { meanOverRanks, meanValues } from './tensors/mean-over-ranks.js';
export { sumOverRanks } from './tensors/sum-over-ranks.js';

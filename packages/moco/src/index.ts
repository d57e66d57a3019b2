export { encodeShuffled } from './encode-shuffled.js';
export { KeyQueue, type QueuePosition } from './key-queue.js';
export { invertPermutation, type Random, randomPermutation } from './permutation.js';
export { updateMomentum, type VariableRecord } from './update-momentum.js';

module.exports = { displayName: 'tensorboard', ...require('../../tools/jest/preset.cjs') };

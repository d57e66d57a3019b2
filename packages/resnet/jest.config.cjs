module.exports = { displayName: 'resnet', ...require('../../tools/jest/preset.cjs') };

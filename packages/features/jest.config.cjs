module.exports = { displayName: 'features', ...require('../../tools/jest/preset.cjs') };

module.exports = { displayName: 'settings', ...require('../../tools/jest/preset.cjs') };

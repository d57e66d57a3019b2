module.exports = { displayName: 'distributed', ...require('../../tools/jest/preset.cjs') };

module.exports = { displayName: 'acceptance', ...require('../jest/preset.cjs') };

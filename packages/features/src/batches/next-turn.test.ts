import { nextTurn } from './next-turn.js';

const { setImmediate } = globalThis;
afterEach(() => {
  globalThis.setImmediate = setImmediate;
});

/** How many turns a message needs until it is handled; a promise alone never lets it. */
async function turnsOfMessage(): Promise<number> {
  const { port1, port2 } = new MessageChannel();
  const handled: true[] = [];
  port1.addEventListener('message', () => handled.push(true));
  port1.start();
  port2.postMessage('stop');
  let turns = 0;
  for (; handled.length === 0 && turns < 1000; turns++) await nextTurn();
  port1.close();
  return turns;
}

test('messages are handled in between, in Node and where there is no setImmediate', async () => {
  expect(await turnsOfMessage()).toBeLessThan(1000);
  // As in a page.
  Object.assign(globalThis, { setImmediate: undefined });
  expect(await turnsOfMessage()).toBeLessThan(1000);
});

export type { LocalServer } from './serve/local-server.js';
export {
  type LocalRequest,
  type LocalServerOptions,
  sendTo,
  type Sent,
  startEvents,
  startLocalServer,
} from './serve/start-local-server.js';

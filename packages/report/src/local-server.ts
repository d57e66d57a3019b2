export {
  type LocalRequest,
  type LocalServer,
  type LocalServerOptions,
  sendTo,
  type Sent,
  startEvents,
  startLocalServer,
} from './serve/start-local-server.js';

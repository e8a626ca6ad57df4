// Globals beside those of the web platform.

/** The Express application that `router.js` or HBF has made. Without routes it answers nothing. */
declare var app: import('hbf:express').Application;
/** The app's database, as `import db from 'hbf:db'` gives it. */
declare var db: import('hbf:db').Database;
/** Of Node's `process` there is only `env`: what the Caddyfile's `env` options set. */
declare var process: { readonly env: Env };

/** Loads a module: a host module, a file of the archive or a package. */
declare function require(specifier: string): any;
declare var module: { exports: any };
declare var exports: any;

/** Values of the Caddyfile's `env` options. An app can say which ones it has: `interface Env { API_KEY: string }`. */
interface Env {
  [name: string]: string | undefined;
}

/** A handler of the fetch style: `export default { fetch(request, env, ctx) {} }`. */
interface ExportedHandler<E = Env> {
  fetch(request: Request, env: E, ctx: ExecutionContext): Response | PromiseLike<Response>;
}

interface ExecutionContext {
  /** Keeps what the request has begun alive after its response until the promise has settled, 30 seconds at most. */
  waitUntil(promise: unknown): void;
  /** Does nothing: errors go to Caddy. */
  passThroughOnException(): void;
  readonly props: {};
}

declare function setTimeout<A extends any[]>(callback: (...args: A) => unknown, milliseconds?: number, ...args: A): number;
declare function setInterval<A extends any[]>(callback: (...args: A) => unknown, milliseconds?: number, ...args: A): number;
declare function setImmediate<A extends any[]>(callback: (...args: A) => unknown, ...args: A): number;
declare function clearTimeout(id: number | null | undefined): void;
declare function clearInterval(id: number | null | undefined): void;
declare function clearImmediate(id: number | null | undefined): void;

/** Two WebSockets that are connected to each other. One end is answered with, `new Response(null, { status: 101, webSocket })`. */
interface WebSocketPair {
  readonly 0: WebSocket;
  readonly 1: WebSocket;
}
declare var WebSocketPair: { prototype: WebSocketPair; new (): WebSocketPair };

interface ResponseInit {
  webSocket?: WebSocket | null;
}
interface Response {
  /** The end of a WebSocketPair that the response was made with. */
  readonly webSocket: WebSocket | null;
}
interface RequestInit {
  /** What fetch needs when the body is a stream. */
  duplex?: 'half';
}
interface Request {
  readonly duplex: 'half';
}

/** A WebSocket is the server's side of a connection. `new WebSocket()` throws: there is no client. */
interface WebSocket {
  readonly READY_STATE_CONNECTING: 0;
  readonly READY_STATE_OPEN: 1;
  readonly READY_STATE_CLOSING: 2;
  readonly READY_STATE_CLOSED: 3;
  /** Begins to take messages at this end of a WebSocketPair. */
  accept(): void;
  /** Ends the connection without the closing handshake. */
  terminate(): void;
  /** Sends a ping; the event `pong` follows. */
  ping(): void;
  on(event: 'message', listener: (this: WebSocket, data: any, isBinary: boolean) => unknown): this;
  on(event: 'close', listener: (this: WebSocket, code: number, reason: string) => unknown): this;
  on(event: string, listener: (this: WebSocket, ...args: any[]) => unknown): this;
  once: WebSocket['on'];
  addListener: WebSocket['on'];
  off(event: string, listener: (...args: any[]) => unknown): this;
  removeListener: WebSocket['off'];
}

interface ErrorConstructor {
  captureStackTrace(target: object, after?: Function): void;
  stackTraceLimit: number;
}

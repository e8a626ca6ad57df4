// hbf:express: what there is of Express 5.

declare module 'hbf:express' {
  /** Named parameters of a path: strings; arrays for wildcards. */
  export type Params = { [name: string]: any };
  type End = '/' | '.' | '-' | '~' | '&' | '@' | '=' | ':' | '*' | '{' | '}' | '(' | ')' | '[' | ']' | '+' | '?' | '!' | '\\' | '"';
  type Name<S extends string, N extends string = ''> = S extends `${infer C}${infer R}` ? (C extends End ? N : Name<R, `${N}${C}`>) : N;
  type Named<S extends string> = S extends `${string}:${infer R}` ? { [K in Name<R>]: string } & Named<R> : {};
  type Wild<S extends string> = S extends `${string}*${infer R}` ? { [K in Name<R>]: string[] } & Wild<R> : {};
  /** What a path's literal says of its parameters: `/:id/*rest` has `{ id: string; rest: string[] }`. */
  export type ParamsOf<P> = P extends string
    ? string extends P ? Params
    : P extends `${string}{${string}` ? Params
    : Params & Named<P> & Wild<P>
    : Params;

  export type Path = string | RegExp | readonly (string | RegExp)[];
  export interface NextFunction {
    (error?: any): void;
    (to: 'route' | 'router'): void;
  }
  export type Handler<P = Params> = (req: Request<P>, res: Response, next: NextFunction) => unknown;
  /** A handler with four parameters takes errors. TypeScript can't tell it from others: give it this type. */
  export type ErrorHandler<P = Params> = (error: any, req: Request<P>, res: Response, next: NextFunction) => unknown;
  export { Handler as RequestHandler, ErrorHandler as ErrorRequestHandler };
  export type Handlers<P = Params> = Handler<P> | ErrorHandler<P> | readonly Handlers<P>[];

  export interface RouteMethod<This> {
    <P extends Path>(path: P, ...handlers: Handler<ParamsOf<P>>[]): This;
    <P extends Path>(path: P, ...handlers: Handlers<ParamsOf<P>>[]): This;
  }
  export interface UseMethod<This> extends RouteMethod<This> {
    (...handlers: Handler[]): This;
    (...handlers: Handlers[]): This;
  }
  type Method =
    | 'acl' | 'bind' | 'checkout' | 'connect' | 'copy' | 'delete' | 'head' | 'link' | 'lock' | 'm-search' | 'merge'
    | 'mkactivity' | 'mkcalendar' | 'mkcol' | 'move' | 'notify' | 'options' | 'patch' | 'post' | 'propfind' | 'proppatch'
    | 'purge' | 'put' | 'query' | 'rebind' | 'report' | 'search' | 'source' | 'subscribe' | 'trace' | 'unbind' | 'unlink'
    | 'unlock' | 'unsubscribe';

  export interface SocketOptions {
    /** Subprotocols, the preferred first. */
    protocols?: string | readonly string[];
    /** Origins of foreign pages that may connect; '*' for any. */
    origins?: string | readonly string[];
  }
  export type SocketHandler<P = Params> = (socket: WebSocket, req: Request<P>) => unknown;
  interface Routes<This> extends Record<Method, RouteMethod<This>> {
    all: RouteMethod<This>;
    use: UseMethod<This>;
    route<P extends Path>(path: P): Route<ParamsOf<P>>;
    param(name: string, callback: (req: Request, res: Response, next: NextFunction, value: any, name: string) => unknown): This;
    handle(req: Request, res: Response, next?: NextFunction): void;
    /** Takes the WebSockets of a path. */
    ws<P extends Path>(path: P, handler: SocketHandler<ParamsOf<P>>): This;
    ws<P extends Path>(path: P, options: SocketOptions, handler: SocketHandler<ParamsOf<P>>): This;
    ws(path: Path, ...handlers: [...(SocketOptions | Handlers)[], SocketHandler]): This;
  }

  export interface RouterOptions {
    caseSensitive?: boolean;
    mergeParams?: boolean;
    strict?: boolean;
  }
  export interface Router extends Routes<Router>, RouterOptions {
    (req: Request, res: Response, next: NextFunction): void;
    get: RouteMethod<Router>;
  }
  export const Router: { (options?: RouterOptions): Router; new (options?: RouterOptions): Router; prototype: Router };

  interface HandlersMethod<P, This> {
    (...handlers: Handler<P>[]): This;
    (...handlers: Handlers<P>[]): This;
  }
  export interface Route<P = Params> extends Record<Method | 'get' | 'all', HandlersMethod<P, Route<P>>> {
    readonly path: string;
    readonly methods: { [method: string]: boolean };
  }
  export const Route: { new (path: Path): Route; prototype: Route };

  export interface Application extends Routes<Application> {
    (req: Request, res: Response, next?: NextFunction): void;
    get: ((setting: string) => any) & RouteMethod<Application>;
    set(setting: string): any;
    set(setting: string, value: any): this;
    enable(setting: string): this;
    disable(setting: string): this;
    enabled(setting: string): boolean;
    disabled(setting: string): boolean;
    readonly settings: { [name: string]: any };
    readonly router: Router;
    locals: { [name: string]: any };
    mountpath: string | string[];
    /** There once the application is mounted. */
    parent?: Application;
    path(): string;
    request: Request;
    response: Response;
    on(event: 'mount', listener: (parent: Application) => unknown): this;
    on(event: string, listener: (...args: any[]) => unknown): this;
    emit(event: string, ...args: any[]): boolean;
    /** Names the application that answers the app's requests. No port is opened: Caddy has done that. */
    listen(...args: any[]): Server;
  }
  export interface Server {
    readonly listening: boolean;
    address(): { address: string; family: string; port: any };
    close(callback?: () => unknown): this;
    on(event: string, listener: (...args: any[]) => unknown): this;
    once(event: string, listener: (...args: any[]) => unknown): this;
  }

  interface Emitter {
    on(event: string, listener: (...args: any[]) => unknown): this;
    once(event: string, listener: (...args: any[]) => unknown): this;
    addListener(event: string, listener: (...args: any[]) => unknown): this;
    off(event: string, listener: (...args: any[]) => unknown): this;
    removeListener(event: string, listener: (...args: any[]) => unknown): this;
    removeAllListeners(event?: string): this;
    listenerCount(event: string): number;
    emit(event: string, ...args: any[]): boolean;
  }

  /** The parsed parameters; `split` and conversion to text act on the raw query string. */
  export type Query = { [name: string]: any } & { split(separator: string | RegExp, limit?: number): string[] };
  export interface UploadedFile {
    fieldname: string;
    originalname: string;
    mimetype: string;
    size: number;
    buffer: Uint8Array<ArrayBuffer>;
  }
  export interface Request<P = Params> extends Emitter {
    method: string;
    url: string;
    originalUrl: string;
    baseUrl: string;
    /** The decoded path, without the query. */
    readonly path: string;
    query: Query;
    params: P;
    /** The text of the body, or what a body parser has made of it. */
    body: any;
    /** The files of a form that `express.multipart()` has parsed. */
    files: UploadedFile[] | undefined;
    cookies: { [name: string]: any };
    /** Values of the cookies that are signed with a secret of `secret`; false for those that are signed wrongly. */
    signedCookies: { [name: string]: any };
    /** The secret, or secrets, that cookies are signed with: the setting `cookie secret` unless middleware sets another. */
    secret: string | string[] | undefined;
    /** Names in lower case. */
    headers: { [name: string]: any };
    readonly rawHeaders: string[];
    readonly httpVersion: string;
    readonly ip: string;
    readonly ips: string[];
    readonly protocol: string;
    readonly secure: boolean;
    readonly host: string;
    readonly hostname: string;
    readonly subdomains: string[];
    readonly xhr: boolean;
    readonly fresh: boolean;
    readonly stale: boolean;
    readonly route: Route;
    readonly res: Response;
    readonly next: NextFunction;
    readonly app: Application;
    get(name: string): string | undefined;
    header(name: string): string | undefined;
    accepts(): string[];
    accepts(...types: (string | readonly string[])[]): string | false;
    acceptsCharsets(): string[];
    acceptsCharsets(...charsets: (string | readonly string[])[]): string | false;
    acceptsEncodings(): string[];
    acceptsEncodings(...encodings: (string | readonly string[])[]): string | false;
    acceptsLanguages(): string[];
    acceptsLanguages(...languages: (string | readonly string[])[]): string | false;
    is(...types: (string | readonly string[])[]): string | false | null;
    range(size: number, options?: { combine?: boolean }): -1 | -2 | Ranges | undefined;
    /** Tells when the client has gone or the request was given up. */
    readonly signal: AbortSignal;
    formData(): Promise<FormData>;
    /** What middleware adds. */
    [name: string]: any;
  }
  export interface Ranges extends Array<{ start: number; end: number }> {
    type: string;
  }

  export interface CookieOptions {
    domain?: string;
    encode?: (value: string) => string;
    expires?: Date;
    httpOnly?: boolean;
    /** In milliseconds. */
    maxAge?: number | null;
    partitioned?: boolean;
    path?: string;
    priority?: 'low' | 'medium' | 'high';
    sameSite?: boolean | 'lax' | 'strict' | 'none';
    secure?: boolean;
    /** Signs the value with `req.secret`. */
    signed?: boolean;
  }
  export interface FileOptions {
    acceptRanges?: boolean;
    cacheControl?: boolean;
    dotfiles?: 'allow' | 'deny' | 'ignore';
    etag?: boolean;
    extensions?: readonly string[] | string | false;
    headers?: { [name: string]: string };
    immutable?: boolean;
    lastModified?: boolean;
    /** In milliseconds, or a text such as '1d'. */
    maxAge?: number | string;
    root?: string;
  }
  export interface StaticOptions extends FileOptions {
    fallthrough?: boolean;
    index?: readonly string[] | string | boolean;
    redirect?: boolean;
    setHeaders?(res: Response, path: string, stat: any): unknown;
  }
  type Field = string | number | readonly (string | number)[];
  type Chunk = string | ArrayBufferLike | ArrayBufferView;
  type Done = (error?: any) => unknown;

  export interface Response extends Emitter {
    statusCode: number;
    statusMessage: string;
    locals: { [name: string]: any };
    readonly req: Request;
    readonly app: Application;
    readonly headersSent: boolean;
    readonly writable: boolean;
    readonly writableEnded: boolean;
    readonly finished: boolean;
    readonly destroyed: boolean;
    status(code: number): this;
    sendStatus(code: number): this;
    set(name: string, value: Field): this;
    set(fields: { [name: string]: Field }): this;
    header: Response['set'];
    setHeader(name: string, value: Field): this;
    get(name: string): any;
    getHeader(name: string): any;
    getHeaders(): { [name: string]: any };
    getHeaderNames(): string[];
    hasHeader(name: string): boolean;
    removeHeader(name: string): void;
    append(name: string, value: Field): this;
    type(type: string): this;
    contentType(type: string): this;
    vary(field: string | readonly string[]): this;
    links(links: { [rel: string]: string | readonly string[] }): this;
    location(url: string): this;
    attachment(filename?: string): this;
    send(body?: any): this;
    json(value?: any): this;
    jsonp(value?: any): this;
    format(handlers: { [type: string]: (req: Request, res: Response, next: NextFunction) => unknown }): this;
    redirect(url: string): void;
    redirect(status: number, url: string): void;
    /** Sends a file of the archive. */
    sendFile(path: string, done?: Done): void;
    sendFile(path: string, options: FileOptions, done?: Done): void;
    download(path: string, done?: Done): void;
    download(path: string, filename: string, done?: Done): void;
    download(path: string, filename: string, options: FileOptions, done?: Done): void;
    cookie(name: string, value: any, options?: CookieOptions): this;
    clearCookie(name: string, options?: CookieOptions): this;
    writeHead(status: number, fields?: { [name: string]: Field } | readonly string[]): this;
    writeHead(status: number, message: string, fields?: { [name: string]: Field } | readonly string[]): this;
    flushHeaders(): void;
    /** False when the client doesn't keep up: wait for the event `drain`. */
    write(chunk: Chunk, done?: Done): boolean;
    write(chunk: Chunk, encoding: string, done?: Done): boolean;
    end(done?: Done): this;
    end(chunk: Chunk, done?: Done): this;
    end(chunk: Chunk, encoding: string, done?: Done): this;
    /** Makes the response a stream of server-sent events. Times are in milliseconds. */
    sse(options?: { retry?: number; heartbeat?: number }): EventStream;
    /** Keeps what the request has begun alive after its response until the promise has settled, 30 seconds at most. */
    waitUntil(promise: unknown): void;
    /** What middleware adds. */
    [name: string]: any;
  }

  export interface EventStream {
    /** Sends an event. False when the client doesn't keep up, or has gone. */
    send(data: unknown, options?: { event?: string; id?: string | number }): boolean;
    comment(text?: string): boolean;
    /** Tells the client how many milliseconds to wait before it comes again. */
    retry(milliseconds: number): boolean;
    /** Sends what `hbf:events` publishes to a channel, until what it returns is called. */
    subscribe(channel: string): () => void;
    close(): void;
    on(event: 'close' | 'drain' | 'finish' | (string & {}), listener: () => unknown): this;
    readonly closed: boolean;
    /** What the client has seen before: its header field Last-Event-ID, or ''. */
    readonly lastEventId: string;
  }

  export interface ParserOptions {
    defaultCharset?: string;
    inflate?: boolean;
    /** Bytes, or a text such as '100kb'. */
    limit?: number | string;
    type?: string | readonly string[] | ((req: Request) => any);
    verify?(req: Request, res: Response, body: Uint8Array, encoding: string): unknown;
  }
  export function json(options?: ParserOptions & { strict?: boolean; reviver?: (this: any, key: string, value: any) => any }): Handler;
  export function urlencoded(options?: ParserOptions & {
    charsetSentinel?: boolean;
    depth?: number;
    extended?: boolean;
    interpretNumericEntities?: boolean;
    parameterLimit?: number;
  }): Handler;
  export function text(options?: ParserOptions): Handler;
  export function raw(options?: ParserOptions): Handler;
  /** Makes fields `req.body` and files `req.files`. */
  export function multipart(options?: ParserOptions & { limits?: { parts?: number; fieldSize?: number | string; fileSize?: number | string } }): Handler;
  /** Gives requests the secrets of their signed cookies, the newest first. */
  export function cookieParser(secret?: string | readonly string[]): Handler;
  function serveStatic(root: string, options?: StaticOptions): Handler;
  export { serveStatic as static };
  export const application: Application;
  export const request: Request;
  export const response: Response;

  export interface Express {
    (): Application;
    readonly default: Express;
    application: Application;
    request: Request;
    response: Response;
    readonly Router: typeof Router;
    readonly Route: typeof Route;
    readonly json: typeof json;
    readonly urlencoded: typeof urlencoded;
    readonly text: typeof text;
    readonly raw: typeof raw;
    readonly multipart: typeof multipart;
    readonly cookieParser: typeof cookieParser;
    readonly static: typeof serveStatic;
  }
  const express: Express;
  /** Types by the names that `@types/express` gives them. */
  namespace express {
    type Application = import('hbf:express').Application;
    type CookieOptions = import('hbf:express').CookieOptions;
    type ErrorHandler<P = Params> = import('hbf:express').ErrorHandler<P>;
    type ErrorRequestHandler<P = Params> = import('hbf:express').ErrorHandler<P>;
    type Handler<P = Params> = import('hbf:express').Handler<P>;
    type NextFunction = import('hbf:express').NextFunction;
    type Request<P = Params> = import('hbf:express').Request<P>;
    type RequestHandler<P = Params> = import('hbf:express').Handler<P>;
    type Response = import('hbf:express').Response;
    type Router = import('hbf:express').Router;
  }
  export default express;
}
declare module 'express' {
  export * from 'hbf:express';
  export { default } from 'hbf:express';
}

// Host modules: the database, the environment, events, crypto, and asynchronous context.

declare module 'hbf:db' {
  /** What SQL parameters may be. */
  export type Value = string | number | bigint | boolean | null | Date | ArrayBufferLike | ArrayBufferView;
  /** An array for `?`, an object for `:name`, `@name` and `$name`. */
  export type Parameters = readonly Value[] | { readonly [name: string]: Value };
  export type Row = { [column: string]: any };

  export interface Database {
    /** The rows of a statement. */
    query<T = Row>(sql: string, params?: Parameters): T[];
    /** The first row, or undefined. */
    get<T = Row>(sql: string, params?: Parameters): T | undefined;
    /** The rows as arrays, in the columns' order. */
    values<T extends any[] = any[]>(sql: string, params?: Parameters): T[];
    /** The number of rows that a statement has changed. */
    execute(sql: string, params?: Parameters): number;
    /** Runs several statements. */
    exec(script: string): void;
    prepare<T = Row>(sql: string): Statement<T>;
    /** A function that runs `fn` in a transaction. `fn` must not be async. */
    transaction<F extends (this: any, ...args: any[]) => any>(
      fn: F & (ReturnType<F> extends PromiseLike<any> ? 'a transaction must not be async' : unknown),
    ): Transaction<F>;
    /** Whether a `db.transaction` is running. */
    readonly inTransaction: boolean;
    readonly SqliteError: typeof SqliteError;
    readonly default: Database;
  }

  export type Transaction<F> = F & {
    readonly default: Transaction<F>;
    readonly deferred: Transaction<F>;
    readonly immediate: Transaction<F>;
    readonly exclusive: Transaction<F>;
    readonly database: Database;
  };

  /** A prepared statement, with the methods of better-sqlite3's. Parameters are single values, arrays of them, or one object. */
  export interface Statement<T = Row> {
    all(...params: (Value | Parameters)[]): T[];
    get(...params: (Value | Parameters)[]): T | undefined;
    run(...params: (Value | Parameters)[]): RunResult;
    iterate(...params: (Value | Parameters)[]): IterableIterator<T>;
    values(...params: (Value | Parameters)[]): any[][];
    /** From now on a row is the value of its first column. */
    pluck(on?: boolean): Statement<any>;
    /** From now on a row is an array. */
    raw(on?: boolean): Statement<any>;
    /** From now on a row has one object for each table. */
    expand(on?: boolean): Statement<any>;
    /** From now on each INTEGER is a BigInt. */
    safeIntegers(on?: boolean): this;
    /** Binds parameters for good. */
    bind(...params: (Value | Parameters)[]): this;
    columns(): { name: string; column: string | null; table: string | null; database: string | null; type: string | null }[];
    readonly source: string;
    /** Whether it returns rows. */
    readonly reader: boolean;
    /** Whether it writes nothing. */
    readonly readonly: boolean;
    readonly database: Database;
  }

  export interface RunResult {
    changes: number;
    /** A BigInt after `safeIntegers()` and beyond 2^53. */
    lastInsertRowid: number | bigint;
  }

  export class SqliteError extends Error {
    constructor(message: string, code: string);
    /** SQLite's name, such as 'SQLITE_CONSTRAINT_UNIQUE'. */
    readonly code: string;
    /** SQLite's extended number, such as 2067. */
    readonly errcode: number;
    /** The index in the SQL text at which it went wrong, or -1. */
    readonly offset: number;
  }

  const db: Database;
  export default db;
  export const query: Database['query'];
  export const get: Database['get'];
  export const values: Database['values'];
  export const execute: Database['execute'];
  export const exec: Database['exec'];
  export const prepare: Database['prepare'];
  export const transaction: Database['transaction'];
}

declare module 'hbf:env' {
  /** What the Caddyfile's `env` options set, and nothing of the server's own environment. */
  export const env: Env;
  export default env;
}

declare module 'hbf:events' {
  export interface Message {
    readonly channel: string;
    readonly event: string;
    readonly id: string;
  }
  export interface Events {
    /** Sends a message to all who listen to a channel in this app, and gives their number. */
    publish(channel: string, data: unknown, options?: { event?: string; id?: string | number }): number;
    /** Calls a function with each message until the request that has subscribed ends, or what it returns is called. */
    subscribe(channel: string, listener: (data: any, message: Message) => unknown): () => void;
    /** How many listen to a channel. */
    subscribers(channel: string): number;
    readonly default: Events;
  }
  const events: Events;
  export default events;
  export const publish: Events['publish'];
  export const subscribe: Events['subscribe'];
  export const subscribers: Events['subscribers'];
}

declare module 'hbf:crypto' {
  export type Bytes = string | ArrayBufferLike | ArrayBufferView;
  export type Hash = 'md5' | 'sha1' | 'sha256' | 'sha384' | 'sha512' | (string & {});
  export type Encoding = 'hex' | 'base64' | 'base64url';

  /** argon2id unless `algorithm` is bcrypt. `memoryCost` is in KiB; `cost` is bcrypt's. */
  export interface PasswordOptions {
    algorithm?: 'argon2id' | 'bcrypt';
    memoryCost?: number;
    timeCost?: number;
    parallelism?: number;
    cost?: number;
  }
  export function hashPassword(password: Bytes, options?: PasswordOptions): Promise<string>;
  /** Whether the password is the one that the hash was made of: argon2 or bcrypt. */
  export function verifyPassword(password: Bytes, hash: string): Promise<boolean>;
  /** Whether hashPassword would make another kind of hash. */
  export function needsRehash(hash: string, options?: PasswordOptions): boolean;

  /** Signs a value as the packages cookie-signature and cookie-parser do. */
  export function signCookie(value: string, secret: string | readonly string[]): string;
  /** The value, or false if none of the secrets has signed it. */
  export function unsignCookie(signed: string, secret: string | readonly string[]): string | false;

  export function timingSafeEqual(a: Bytes, b: Bytes): boolean;
  export function randomBytes(size: number): Uint8Array<ArrayBuffer>;
  /** A whole number from min, or 0, to max, max not included. */
  export function randomInt(max: number): number;
  export function randomInt(min: number, max: number): number;
  export function randomUUID(): string;
  export function hash(algorithm: Hash, data: Bytes, encoding?: Encoding): string;
  export function hash(algorithm: Hash, data: Bytes, encoding: 'buffer'): Uint8Array<ArrayBuffer>;
  export function hmac(algorithm: Hash, key: Bytes, data: Bytes, encoding?: Encoding): string;
  export function hmac(algorithm: Hash, key: Bytes, data: Bytes, encoding: 'buffer'): Uint8Array<ArrayBuffer>;

  /** A secret or PEM, a CryptoKey or a JSON Web Key. */
  export type Key = Bytes | CryptoKey | JsonWebKey;
  export type Algorithm = 'HS256' | 'HS384' | 'HS512' | 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'PS384' | 'PS512' | 'ES256' | 'ES384' | 'ES512' | 'EdDSA';
  /** Seconds, or a text such as '15m', '2h' or '7d'. */
  export type Duration = number | string;
  export interface Payload {
    iss?: string;
    sub?: string;
    aud?: string | string[];
    exp?: number;
    nbf?: number;
    iat?: number;
    jti?: string;
    [claim: string]: any;
  }
  export interface SignOptions {
    algorithm?: Algorithm;
    expiresIn?: Duration;
    notBefore?: Duration;
    audience?: string | readonly string[];
    issuer?: string;
    subject?: string;
    jwtid?: string;
    keyid?: string;
    noTimestamp?: boolean;
    header?: { [name: string]: any };
  }
  export interface VerifyOptions {
    /** Those that fit the key, unless given. */
    algorithms?: readonly Algorithm[];
    audience?: string | readonly string[];
    issuer?: string | readonly string[];
    subject?: string;
    jwtid?: string;
    clockTolerance?: Duration;
    maxAge?: Duration;
    clockTimestamp?: number;
    ignoreExpiration?: boolean;
    complete?: boolean;
  }
  export interface Token<P = Payload> {
    header: { alg: string; [name: string]: any };
    payload: P;
    signature: string;
  }
  /** JSON Web Tokens, with the options of the package jsonwebtoken. */
  export const jwt: {
    sign(payload: object, key: Key, options?: SignOptions): Promise<string>;
    verify<P = Payload>(token: string, key: Key, options: VerifyOptions & { complete: true }): Promise<Token<P>>;
    verify<P = Payload>(token: string, key: Key, options?: VerifyOptions): Promise<P>;
    /** What a token says, not verified; null for what is no token. */
    decode<P = Payload>(token: string, options: { complete: true }): Token<P> | null;
    decode<P = Payload>(token: string, options?: { complete?: boolean }): P | null;
    readonly JsonWebTokenError: typeof JsonWebTokenError;
    readonly TokenExpiredError: typeof TokenExpiredError;
    readonly NotBeforeError: typeof NotBeforeError;
  };
  export class JsonWebTokenError extends Error {
    constructor(message: string, inner?: Error);
    inner?: Error;
  }
  export class TokenExpiredError extends JsonWebTokenError {
    constructor(message: string, expiredAt: Date);
    expiredAt: Date;
  }
  export class NotBeforeError extends JsonWebTokenError {
    constructor(message: string, date: Date);
    date: Date;
  }
  const all: typeof import('hbf:crypto');
  export default all;
}

declare module 'node:crypto' {
  export type Encoding = 'hex' | 'base64' | 'base64url' | 'latin1' | 'binary' | 'utf8' | 'utf-8';
  export type Bytes = string | ArrayBufferLike | ArrayBufferView;
  /** What stands for a Buffer. */
  export interface Buffer extends Uint8Array<ArrayBuffer> {
    toString(encoding?: Encoding): string;
  }
  export interface Hash {
    update(data: Bytes, encoding?: Encoding): this;
    digest(encoding?: 'buffer'): Buffer;
    digest(encoding: Encoding): string;
  }
  export function createHash(algorithm: string): Hash;
  export function createHmac(algorithm: string, key: Bytes): Hash;
  export function getHashes(): string[];
  export function randomBytes(size: number): Buffer;
  export function randomBytes(size: number, callback: (error: Error | null, bytes: Buffer) => void): void;
  export function randomInt(max: number): number;
  export function randomInt(min: number, max: number): number;
  export function randomUUID(): string;
  export function timingSafeEqual(a: ArrayBufferLike | ArrayBufferView, b: ArrayBufferLike | ArrayBufferView): boolean;
  export function getRandomValues<T extends ArrayBufferView<ArrayBuffer>>(array: T): T;
  export const webcrypto: Crypto;
  export const subtle: SubtleCrypto;
  const all: typeof import('node:crypto');
  export default all;
}
declare module 'crypto' {
  export * from 'node:crypto';
  export { default } from 'node:crypto';
}

declare module 'hbf:async' {
  /** A value that follows what a request does through promises, timers and callbacks. */
  export class AsyncLocalStorage<T> {
    constructor(options?: { defaultValue?: T; name?: string });
    readonly name: string;
    getStore(): T | undefined;
    run<R, A extends any[]>(store: T, fn: (...args: A) => R, ...args: A): R;
    exit<R, A extends any[]>(fn: (...args: A) => R, ...args: A): R;
    enterWith(store: T): void;
    disable(): void;
    static bind<F extends (...args: any[]) => any>(fn: F): F;
    static snapshot(): <R, A extends any[]>(fn: (...args: A) => R, ...args: A) => R;
  }
  export class AsyncResource {
    constructor(type: string, options?: object);
    runInAsyncScope<R, A extends any[]>(fn: (...args: A) => R, thisArg?: any, ...args: A): R;
    bind<F extends (...args: any[]) => any>(fn: F): F;
    emitDestroy(): this;
    asyncId(): number;
    triggerAsyncId(): number;
    static bind<F extends (...args: any[]) => any>(fn: F, type?: string, thisArg?: any): F;
  }
  const all: { AsyncLocalStorage: typeof AsyncLocalStorage; AsyncResource: typeof AsyncResource; readonly default: typeof all };
  export default all;
}
declare module 'node:async_hooks' {
  export * from 'hbf:async';
  export { default } from 'hbf:async';
}
declare module 'async_hooks' {
  export * from 'hbf:async';
  export { default } from 'hbf:async';
}

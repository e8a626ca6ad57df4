// What the engine adds to the ponyfill, in whose scope this is evaluated: the streams that Go makes, what Go does with
// streams, and the stream classes of other standards. host holds the natives that Go gives; what is returned is what
// Go gets. Everything that is used of the language is taken hold of first.
const uncurry = (f) => Function.prototype.call.bind(f);
const getter = (proto, name) => uncurry(Object.getOwnPropertyDescriptor(proto, name).get);
const { ReadableStream, WritableStream, TransformStream } = exports;
const readable = ReadableStream.prototype;
const byteController = exports.ReadableByteStreamController.prototype;
const controller = exports.ReadableStreamDefaultController.prototype;
const reader = exports.ReadableStreamDefaultReader.prototype;

const getReader = uncurry(readable.getReader);
const cancelStream = uncurry(readable.cancel);
const tee = uncurry(readable.tee);
const readFrom = uncurry(reader.read);
const cancelReader = uncurry(reader.cancel);
const enqueueBytes = uncurry(byteController.enqueue);
const closeBytes = uncurry(byteController.close);
const byobRequest = getter(byteController, 'byobRequest');
const respond = uncurry(exports.ReadableStreamBYOBRequest.prototype.respond);
const enqueue = uncurry(controller.enqueue);
const close = uncurry(controller.close);
const error = uncurry(controller.error);
const desiredSize = getter(controller, 'desiredSize');
const transformEnqueue = uncurry(exports.TransformStreamDefaultController.prototype.enqueue);
const writableError = uncurry(exports.WritableStreamDefaultController.prototype.error);

// fromSource makes a byte stream of a source of Go's, of which nothing is read before JavaScript reads.
const fromSource = (source) => new ReadableStream({
  type: 'bytes',
  pull: (c) => host.pull(source, c),
  cancel: (reason) => host.cancel(source, reason),
}, { highWaterMark: 0 });

// deliver gives a byte stream what was read for it.
const deliver = (c, chunk, done) => {
  if (chunk !== undefined) enqueueBytes(c, chunk);
  if (!done) return;
  closeBytes(c);
  const request = byobRequest(c);
  if (request !== null) respond(request, 0);
};

// pushed makes a stream that Go pushes into.
const pushed = (source, highWaterMark) => new ReadableStream({
  start: (c) => host.pushStart(source, c),
  pull: () => host.pushPull(source),
  cancel: (reason) => host.pushCancel(source, reason),
}, { highWaterMark });

// The generic transform streams (https://streams.spec.whatwg.org/#generictransformstream).
function pair(Class) {
  for (const name of ['readable', 'writable']) {
    Object.defineProperty(Class.prototype, name, { enumerable: true });
  }
  Object.defineProperty(Class.prototype, Symbol.toStringTag, { value: Class.name, configurable: true });
  return Class;
}

// https://encoding.spec.whatwg.org/#interface-textencoderstream
const TextEncoderStream = pair(class TextEncoderStream {
  #transform;

  constructor() {
    let high = ''; // a leading surrogate whose other half the next chunk may bring
    this.#transform = new TransformStream({
      transform(chunk, c) {
        const text = high + `${chunk}`;
        high = host.endsInHighSurrogate(text);
        const bytes = host.encode(high === '' ? text : host.withoutLast(text));
        if (bytes !== undefined) transformEnqueue(c, bytes);
      },
      flush(c) {
        if (high !== '') transformEnqueue(c, host.encode(high));
      },
    });
  }

  get encoding() { this.#transform; return 'utf-8'; }
  get readable() { return this.#transform.readable; }
  get writable() { return this.#transform.writable; }
});
Object.defineProperty(TextEncoderStream.prototype, 'encoding', { enumerable: true });

// https://encoding.spec.whatwg.org/#interface-textdecoderstream
const TextDecoderStream = pair(class TextDecoderStream {
  #decoder;
  #transform;

  constructor(label = 'utf-8', options = {}) {
    const decoder = new TextDecoder(label, options);
    const decode = uncurry(decoder.decode);
    this.#decoder = decoder;
    this.#transform = new TransformStream({
      transform(chunk, c) {
        if (!host.isBytes(chunk)) throw new TypeError('TextDecoderStream: a chunk must be an ArrayBuffer or a view of one');
        const text = decode(decoder, chunk, { stream: true });
        if (text !== '') transformEnqueue(c, text);
      },
      flush(c) {
        const text = decode(decoder);
        if (text !== '') transformEnqueue(c, text);
      },
    });
  }

  get encoding() { return this.#decoder.encoding; }
  get fatal() { return this.#decoder.fatal; }
  get ignoreBOM() { return this.#decoder.ignoreBOM; }
  get readable() { return this.#transform.readable; }
  get writable() { return this.#transform.writable; }
});
for (const name of ['encoding', 'fatal', 'ignoreBOM']) {
  Object.defineProperty(TextDecoderStream.prototype, name, { enumerable: true });
}

// codec joins the two ends of a codec of Go's, which works on goroutines of its own: a chunk is written when the codec
// has taken it in, and that it does only when what it has put out before is read.
function codec(c) {
  let source, sink;
  const readable = new ReadableStream({
    start(controller) { source = controller; },
    async pull(controller) {
      let chunk;
      try {
        chunk = await host.codecRead(c);
      } catch (e) {
        writableError(sink, e);
        throw e;
      }
      if (chunk !== undefined) enqueue(controller, chunk);
      else close(controller);
    },
    cancel(reason) {
      host.codecStop(c);
      writableError(sink, reason);
    },
  }, { highWaterMark: 0 });
  const writable = new WritableStream({
    start(controller) { sink = controller; },
    async write(chunk) {
      try {
        await host.codecWrite(c, chunk);
      } catch (e) {
        error(source, e);
        throw e;
      }
    },
    async close() {
      try {
        await host.codecEnd(c);
      } catch (e) {
        error(source, e);
        throw e;
      }
    },
    abort(reason) {
      host.codecStop(c);
      error(source, reason);
    },
  });
  return { readable, writable };
}

// https://compression.spec.whatwg.org/#compression-stream
const CompressionStream = pair(class CompressionStream {
  #pair;

  constructor(format) { this.#pair = codec(host.compressor(format)); }

  get readable() { return this.#pair.readable; }
  get writable() { return this.#pair.writable; }
});

// https://compression.spec.whatwg.org/#decompression-stream
const DecompressionStream = pair(class DecompressionStream {
  #pair;

  constructor(format) { this.#pair = codec(host.decompressor(format)); }

  get readable() { return this.#pair.readable; }
  get writable() { return this.#pair.writable; }
});

return {
  classes: { ...exports, TextEncoderStream, TextDecoderStream, CompressionStream, DecompressionStream },
  fromSource, deliver, pushed, getReader, cancelStream, tee, readFrom, cancelReader, enqueue, close, error, desiredSize,
};

// verdict: contained
if (globalThis.DecompressionStream) { const c = new Blob(['\0'.repeat(3e7)]).stream().pipeThrough(new CompressionStream('gzip')); const keep = []; for await (const x of c.pipeThrough(new DecompressionStream('gzip'))) keep.push(x) }

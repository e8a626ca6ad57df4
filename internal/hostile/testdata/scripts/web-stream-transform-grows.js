// verdict: contained
const t = new TransformStream({ transform(x, c) { for (;;) c.enqueue(x) } }); t.writable.getWriter().write('x'.repeat(1000)); await t.readable.getReader().read();

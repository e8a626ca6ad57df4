// verdict: contained
for await (const x of ReadableStream.from((function* () { for (;;) yield 1 })())) ;

// verdict: contained
// afterwards: any
ReadableStream.prototype.getReader = () => { for (;;) ; }; await new Response('x').text();

// verdict: contained
// afterwards: any
Object.defineProperty(Response.prototype, 'status', { get() { for (;;) ; } }); Object.defineProperty(Response.prototype, 'body', { get() { for (;;) ; } }); new Response('x').clone();

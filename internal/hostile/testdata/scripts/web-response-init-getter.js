// verdict: contained
new Response('x', { get status() { for (;;) ; } });

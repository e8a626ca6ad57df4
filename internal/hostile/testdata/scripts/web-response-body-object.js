// verdict: contained
new Response({ toString() { for (;;) ; } });

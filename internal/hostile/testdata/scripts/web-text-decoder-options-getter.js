// verdict: contained
new TextDecoder('utf-8', { get fatal() { for (;;) ; } });

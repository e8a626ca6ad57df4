// verdict: contained
JSON.stringify({ toJSON() { for (;;) ; } });

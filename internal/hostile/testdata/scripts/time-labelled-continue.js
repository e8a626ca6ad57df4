// verdict: contained
outer: for (;;) { for (;;) continue outer; }

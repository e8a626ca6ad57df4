// verdict: contained
let o = null; for (;;) o = { o };

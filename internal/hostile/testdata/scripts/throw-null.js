// verdict: contained
throw null;

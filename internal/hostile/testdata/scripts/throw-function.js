// verdict: contained
throw () => 1;

// verdict: contained
throw undefined;

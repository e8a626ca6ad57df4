// verdict: contained
escape('\u1234'.repeat(1e7));

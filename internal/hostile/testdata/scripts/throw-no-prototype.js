// verdict: contained
throw Object.create(null);

// verdict: contained
throw Symbol('x');

// verdict: contained
btoa('x'.repeat(6e7)); btoa('x'.repeat(6e7));

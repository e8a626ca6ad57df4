// verdict: contained
JSON.parse(' [\n'.repeat(3e6));

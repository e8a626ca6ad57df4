// verdict: contained
JSON.parse('{"a":'.repeat(127 * 1024));

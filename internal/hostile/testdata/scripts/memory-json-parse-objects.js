// verdict: contained
JSON.parse('[' + '{"a":1},'.repeat(5e6) + '{}]');

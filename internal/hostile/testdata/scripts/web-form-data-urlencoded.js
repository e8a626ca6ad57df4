// verdict: contained
await new Response('a=b&'.repeat(5e6), { headers: { 'content-type': 'application/x-www-form-urlencoded' } }).formData();

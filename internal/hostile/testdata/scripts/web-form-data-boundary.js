// verdict: contained
await new Response('x'.repeat(1e7), { headers: { 'content-type': 'multipart/form-data; boundary=' + 'b'.repeat(1e6) } }).formData();

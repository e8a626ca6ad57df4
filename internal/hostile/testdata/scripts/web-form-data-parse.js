// verdict: contained
await new Response('--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(3e5) + '--b--', { headers: { 'content-type': 'multipart/form-data; boundary=b' } }).formData();

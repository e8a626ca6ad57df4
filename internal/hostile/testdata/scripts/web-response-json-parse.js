// verdict: contained
await new Response('['.repeat(1e7)).json();

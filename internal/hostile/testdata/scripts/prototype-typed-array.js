// verdict: contained
// afterwards: any
Object.getPrototypeOf(Uint8Array).prototype.set = Object.getPrototypeOf(Uint8Array).prototype.subarray = () => { for (;;) ; }; await new Response(new Uint8Array(3)).text(); new TextEncoder().encode('x');

// verdict: contained
throw Object.assign(new Error('x'), { status: 599.5, statusCode: NaN, headers: new Proxy({}, { ownKeys() { for (;;) ; } }) });

// verdict: contained
throw { status: { valueOf() { for (;;) ; } }, statusCode: { valueOf() { for (;;) ; } } };

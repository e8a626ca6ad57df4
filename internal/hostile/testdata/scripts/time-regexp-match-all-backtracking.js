// verdict: contained
[...('a'.repeat(40) + '!').matchAll(/(?!b)(?:a|a)+$/g)];

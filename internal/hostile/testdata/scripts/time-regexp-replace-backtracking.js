// verdict: contained
('a'.repeat(40) + '!').replace(/^(?!b)(a|a)+$/, 'x');

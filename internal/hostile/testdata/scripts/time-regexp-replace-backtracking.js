// verdict: overrun
('a'.repeat(40) + '!').replace(/^(?!b)(a|a)+$/, 'x');

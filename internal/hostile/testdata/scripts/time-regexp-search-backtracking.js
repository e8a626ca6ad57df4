// verdict: contained
('a'.repeat(40) + '!').search(/^(?!b)(a*)*$/);

// verdict: overrun
('a'.repeat(40) + '!').search(/^(?!b)(a*)*$/);
